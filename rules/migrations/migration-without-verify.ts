import { defineRule, isKnownName, type MigrationStep, type MigrationUnit, type Verdict } from '@assay/contract';

export const migrationWithoutVerify = defineRule({
  id: 'migration-without-verify',
  meta: {
    standard: 'migrations',
    category: 'testing',
    variants: { unverified: { severity: 'minor', title: 'No way to verify the data that {subject} moves' } },
    summary: 'A migration that changes rows says how to see that they came out right.',
    why: 'The database refuses a wrong schema, and takes any data. A backfill that missed half of the rows reports success, and is found weeks later by those whose data is wrong.',
    recommendation: 'State it in a comment: VERIFY: <a query, and what it must answer>; or keep a script that checks it.',
    subjects: 'migrations that change rows of existing tables',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    defaults: {},
  },
  *check({ model }) {
    for (const unit of model.migrations) {
      const verdict = judge(unit);
      if (verdict) yield verdict;
    }
  },
});

function judge(unit: MigrationUnit): Verdict | undefined {
  const moved = unit.ups.find((step) => movesRows(step, unit));
  if (!moved) return undefined;
  const note = unit.notes.find(({ kind }) => kind === 'verify');
  if (note) return { outcome: 'pass', subject: unit.name, at: moved.at, because: [{ at: note.at, message: 'How to verify it is said here.' }] };
  if (moved.op.conditional || unit.ups.some(({ op }) => op.op === 'opaque' || (op.op === 'select' && op.calls))) {
    return { outcome: 'review', variant: 'unverified', subject: unit.name, at: moved.at, reason: 'opaque-sql', evidence: 'The migration changes rows; parts of it that cannot be read may check what came of that.' };
  }
  return { outcome: 'violation', variant: 'unverified', subject: unit.name, at: moved.at, evidence: `The migration changes rows of ${tablesOf(moved)}, and no VERIFY comment or script says how to see that they came out right.` };
}

/** An update or deletion in a table that the migration did not make itself: rows that it brings along are as they are written. */
function movesRows({ op }: MigrationStep, { ups }: MigrationUnit): boolean {
  if (op.op !== 'update' && op.op !== 'delete') return false;
  return op.tables.length > 0 && op.tables.every((table) => isKnownName(table) && !ups.some(({ op: other }) => other.op === 'create-table' && other.table === table));
}

function tablesOf({ op }: MigrationStep): string {
  return 'tables' in op ? (op.tables ?? []).join(', ') : '';
}
