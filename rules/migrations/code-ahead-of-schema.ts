import { defineRule, type DeclaredColumn, type SchemaMatch, type SchemaTable, type Verdict } from '@assay/contract';

export const codeAheadOfSchema = defineRule({
  id: 'code-ahead-of-schema',
  meta: {
    standard: 'migrations',
    category: 'data',
    variants: {
      table: { severity: 'major', title: 'No migration makes table {subject}' },
      column: { severity: 'major', title: 'No migration makes column {subject}' },
    },
    summary: 'Every table and column that the code declares is made by a migration.',
    why: 'Code that reads a column which no migration makes works on the machine where the schema was pushed by hand, and fails on every other one with the first query.',
    recommendation: 'Generate the migration that brings the database to what the code declares, and release it before the code.',
    subjects: 'declared tables',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    defaults: {},
  },
  *check({ model }) {
    for (const match of model.schemaMatches) yield* judge(match);
  },
});

function* judge({ declared, history, table }: SchemaMatch): Generator<Verdict> {
  const subject = declared.names[0] ?? '';
  const folder = folderOf(history);
  if (!table) {
    const isMissing = history.whole && !declared.names.some((name) => history.mentions.has(name.toLowerCase()));
    if (isMissing) yield { outcome: 'violation', variant: 'table', subject, at: declared.at, evidence: `The ${declared.by} declares ${subject}, and none of the migrations in ${folder}, which begin with an empty database, makes it.` };
    else yield { outcome: 'review', variant: 'table', subject, at: declared.at, reason: 'opaque-sql', evidence: `Whether the migrations in ${folder} make ${subject} as it is declared cannot be read from them.` };
    return;
  }
  const missing = declared.columns.filter((column) => !columnOf(column, table));
  // Where most of the names differ, they are made in a way that is not seen.
  const isReadable = table.complete && missing.length * 2 < declared.columns.length;
  for (const column of missing) {
    const name = `${table.name}.${column.names[0] ?? ''}`;
    if (isReadable) yield { outcome: 'violation', variant: 'column', subject: name, at: column.at, evidence: `The ${declared.by} declares ${name}, and when every migration in ${folder} has run, ${table.name} has no such column.`, because: [{ at: table.at, message: `${table.name} is made here.` }] };
    else yield { outcome: 'review', variant: 'column', subject: name, at: column.at, reason: 'opaque-sql', evidence: `Whether the migrations in ${folder} make ${name} cannot be read from them.` };
  }
  if (missing.length === 0) yield { outcome: 'pass', subject, at: declared.at, because: [{ at: table.at, message: `${table.name} is made here.` }] };
}

/** The name of the folder that holds the migrations. Its path would depend on the root, which an editor may have elsewhere. */
export function folderOf({ name }: SchemaMatch['history']): string {
  return name.split('#')[0]?.split('/').at(-1) ?? name;
}

/** The column of the table that a declared one stands for. */
export function columnOf({ names }: DeclaredColumn, { columns }: SchemaTable): SchemaTable['columns'][number] | undefined {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return columns.find(({ name }) => known.has(name));
}
