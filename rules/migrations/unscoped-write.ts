import { defineRule, isKnownName, type MigrationStep, type MigrationUnit, type RowChange, type Verdict } from '@assay/contract';

export const unscopedWrite = defineRule({
  id: 'unscoped-write',
  meta: {
    standard: 'migrations',
    category: 'data',
    variants: {
      delete: { severity: 'major', title: 'Every row deleted by {subject}' },
      update: { severity: 'major', title: 'Every row changed by {subject}' },
    },
    summary: 'An UPDATE or DELETE says which rows it means.',
    why: 'Without a condition the statement reaches every row of every customer. It is either a forgotten clause or something that should look deliberate.',
    recommendation: 'Add the WHERE clause; where every row is meant, say so with TRUNCATE or WHERE true.',
    subjects: 'UPDATE or DELETE in SQL',
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

/** A migration's UPDATE of all rows is a backfill: another rule's matter. That it empties a table may be all that it is for; what is lost by that is the matter of rules on rollbacks. */
function judge({ subject, op, at, unit, onNew }: RowChange): Verdict | undefined {
  if (op.op !== 'update' && op.op !== 'delete') return undefined;
  const [table = ''] = op.tables;
  if (unit && (op.op === 'update' || onNew)) return undefined;
  if (op.where === 'yes') return { outcome: 'pass', subject, at };
  const filled = unit && refill(unit, op, table);
  if (filled) return { outcome: 'pass', subject, at, because: [{ at: filled.at, message: `The migration fills ${table} again.` }] };
  const key = `${op.op} ${table}`;
  if (op.where === 'unknown' || op.conditional || !isKnownName(table)) {
    return { outcome: 'review', variant: op.op, subject, at, reason: 'opaque-sql', evidence: `Whether this ${op.op.toUpperCase()} of ${isKnownName(table) ? table : 'a table'} has a condition is decided where its text is put together.`, key };
  }
  if (unit) return { outcome: 'review', variant: op.op, subject, at, reason: 'opaque-sql', evidence: `This migration empties ${table}, which others made, and does not fill it again.`, key };
  return { outcome: 'violation', variant: op.op, subject, at, evidence: `${op.op === 'update' ? `UPDATE ${table}` : `DELETE FROM ${table}`} has no WHERE clause.`, key };
}

/** The step that puts rows into the table that was emptied before. */
function refill({ ups }: MigrationUnit, emptying: RowChange['op'], table: string): MigrationStep | undefined {
  const from = ups.findIndex(({ op }) => op === emptying);
  return isKnownName(table) ? ups.slice(from + 1).find(({ op }) => op.op === 'insert' && op.tables.includes(table)) : undefined;
}
