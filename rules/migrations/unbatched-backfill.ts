import { defineRule, isKnownName, type MigrationUnit, type RowChange, type SqlOpOf, type Verdict } from '@assay/contract';

export const unbatchedBackfill = defineRule({
  id: 'unbatched-backfill',
  meta: {
    standard: 'migrations',
    category: 'data',
    variants: { whole: { severity: 'minor', title: 'Whole table updated at once in {subject}' } },
    summary: 'A migration changes the rows of a table in use in batches.',
    why: 'One statement over a whole table holds locks on every row until it commits, doubles the table on disk and floods replicas; when it fails near the end, all of it was for nothing.',
    recommendation: 'Update in batches of some thousand rows by key, each in its own transaction, with a pause between them and a place to resume from.',
    subjects: 'UPDATEs in migrations',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    defaults: {},
  },
  *check({ model }) {
    for (const change of model.rowChanges) {
      const verdict = judge(change);
      if (verdict) yield verdict;
    }
  },
});

/** Only an UPDATE that is proven to reach every row of a table that was there before is a violation. SQLite locks no rows: a batch would hold the same lock. */
function judge({ subject, op, at, unit }: RowChange): Verdict | undefined {
  if (!unit || op.op !== 'update' || unit.dialect === 'sqlite') return undefined;
  const [table = ''] = op.tables;
  const isOwn = unit.ups.some(({ op: other }) => other.op === 'create-table' && other.table === table);
  const key = `update ${table}`;
  const reach = op.where === 'yes' && !op.limit && !isOwn && !op.conditional && isKnownName(table) ? wholeBy(op, unit, table) : undefined;
  if (reach !== undefined) return { outcome: 'violation', variant: 'whole', subject, at, evidence: `UPDATE ${table} ${reach} in one statement.`, key };
  if (op.where === 'yes' || op.limit || isOwn) return { outcome: 'pass', subject, at };
  if (op.where === 'unknown' || op.conditional || !isKnownName(table)) return { outcome: 'review', variant: 'whole', subject, at, reason: 'opaque-sql', evidence: 'Which rows this UPDATE reaches is decided where it is put together.', key };
  return { outcome: 'violation', variant: 'whole', subject, at, evidence: `UPDATE ${table} without a condition changes every row of an existing table in one statement.`, key };
}

/** A condition that holds for every row all the same: the column that it finds empty was added a moment ago, or it only names the rows of other tables that belong to those of this one. */
function wholeBy({ missing, joins }: SqlOpOf<'update' | 'delete'>, { ups }: MigrationUnit, table: string): string | undefined {
  const isAdded = (name: string): boolean => ups.some(({ op }) => op.op === 'add-column' && op.table === table && op.column.name === name && op.column.default === undefined && op.ifNotExists !== true);
  if (missing !== undefined && missing.every(isAdded)) return `changes every row of an existing table, as ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} added before,`;
  return joins ? 'changes every row of an existing table to which rows of another belong' : undefined;
}
