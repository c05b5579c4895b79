import { defineRule, type DeclaredColumn, type SchemaMatch, type SchemaTable, type Verdict } from '@assay/contract';
import { columnOf, folderOf } from './code-ahead-of-schema.js';

export const schemaDrift = defineRule({
  id: 'schema-drift',
  meta: {
    standard: 'migrations',
    category: 'data',
    variants: {
      nullability: { severity: 'minor', title: 'Code and migrations differ on whether {subject} may be empty' },
      unknown: { severity: 'minor', title: 'The code does not know column {subject}' },
    },
    summary: 'What the code declares of a table is what the migrations make of it.',
    why: 'A column that the code takes for required and the database does not hands out the empty value that no reader expects; the other way round, an insert that the compiler allowed fails. The next generated migration will try to mend either, in a release that meant something else.',
    recommendation: 'Generate the migration for the difference and review it, or mend the declaration.',
    subjects: 'declared tables that migrations make',
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

/** A table of which the migrations tell everything; what they lack is another rule's matter. */
function* judge({ declared, history, table }: SchemaMatch): Generator<Verdict> {
  if (!table?.complete) return;
  const keys = new Set(table.keys.filter(({ kind }) => kind === 'primary-key').flatMap(({ columns }) => columns));
  const pairs = declared.columns.flatMap((column) => {
    const made = columnOf(column, table);
    return made ? [{ column, made }] : [];
  });
  if (pairs.length * 2 < declared.columns.length) return;
  const different = pairs.filter(({ column, made }) => !keys.has(made.name) && differs(column, made));
  for (const { column, made } of different) {
    const subject = `${table.name}.${made.name}`;
    yield {
      outcome: 'violation', variant: 'nullability', subject, at: column.at,
      evidence: `The ${declared.by} says that ${subject} ${column.nullable ? 'may be empty' : 'is required'}; when every migration in ${folderOf(history)} has run it ${made.nullable ? 'may be empty' : 'is NOT NULL'}.`, because: [{ at: made.at, message: `${table.name} is made here.` }],
    };
  }
  const extra = declared.complete && declared.columns.length > 0 ? table.columns.filter((made) => !pairs.some((pair) => pair.made === made)) : [];
  for (const made of extra) {
    const subject = `${table.name}.${made.name}`;
    yield { outcome: 'violation', variant: 'unknown', subject, at: declared.at, key: subject, evidence: `The migrations make ${subject}, and the ${declared.by} does not declare it.`, because: [{ at: made.at, message: `${table.name} is made here.` }] };
  }
  if (different.length === 0 && extra.length === 0) yield { outcome: 'pass', subject: table.name, at: declared.at, because: [{ at: table.at, message: `${table.name} is made here.` }] };
}

function differs({ nullable }: DeclaredColumn, made: SchemaTable['columns'][number]): boolean {
  return nullable !== undefined && made.nullable !== undefined && nullable !== made.nullable;
}
