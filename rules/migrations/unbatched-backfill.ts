import { defineRule, isKnownName, type RowChange, type Verdict } from '@assay/contract';

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
  if (op.where === 'yes' || op.limit || isOwn) return { outcome: 'pass', subject, at };
  const key = `update ${table}`;
  if (op.where === 'unknown' || op.conditional || !isKnownName(table)) return { outcome: 'review', variant: 'whole', subject, at, reason: 'opaque-sql', evidence: 'Which rows this UPDATE reaches is decided where it is put together.', key };
  return { outcome: 'violation', variant: 'whole', subject, at, evidence: `UPDATE ${table} without a condition changes every row of an existing table in one statement.`, key };
}
