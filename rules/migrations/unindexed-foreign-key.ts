import { defineRule, isKnownName, type SchemaTable, type Verdict } from '@assay/contract';

export const unindexedForeignKey = defineRule({
  id: 'unindexed-foreign-key',
  meta: {
    standard: 'migrations',
    category: 'performance',
    variants: { unindexed: { severity: 'minor', title: 'No index for foreign key {subject}' } },
    summary: 'The first column of a foreign key, or all of them in any order, lead an index.',
    why: 'Each delete or key change in the referenced table looks for the rows that point to it. Without an index that reads the whole referencing table, once for each row, under lock.',
    recommendation: 'Add an index that begins with the first column of the foreign key, or with all of its columns.',
    subjects: 'foreign keys in the replayed schema',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    defaults: {},
  },
  *check({ model }) {
    for (const table of model.tables) yield* judge(table);
  },
});

/** MySQL makes the index itself. */
function* judge(table: SchemaTable): Generator<Verdict> {
  if (table.dialect === 'mysql') return;
  const leads = [...table.indexes.filter((index) => !index.partial), ...table.keys.filter(({ kind }) => kind === 'unique' || kind === 'primary-key')];
  for (const key of table.keys) {
    if (key.kind !== 'foreign-key' || key.columns.length === 0 || !key.columns.every(isKnownName)) continue;
    const subject = `${table.name}(${key.columns.join(', ')})`;
    const cover = leads.find((index) => key.columns[0] === index.columns[0] || key.columns.every((column) => index.columns.slice(0, key.columns.length).includes(column)));
    if (cover) yield { outcome: 'pass', subject, at: key.at, because: [{ at: cover.at, message: `Index ${cover.name} begins with it.` }] };
    else if (!table.complete) yield { outcome: 'review', variant: 'unindexed', subject, at: key.at, reason: 'opaque-sql', evidence: `Parts of the migrations that may index ${subject} cannot be read.` };
    else yield { outcome: 'violation', variant: 'unindexed', subject, at: key.at, evidence: `When every migration has run, no index of ${table.name} begins with ${key.columns.length > 1 ? `${key.columns[0]} (of ${key.columns.join(', ')})` : key.columns[0]}, which references ${key.references ?? 'another table'}.` };
  }
}
