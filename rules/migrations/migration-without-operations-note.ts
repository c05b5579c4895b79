import { defineRule, groupBy, isKnownName, type MigrationNote, type MigrationStep, type MigrationUnit, type RowChange, type Verdict } from '@assay/contract';
import { changesOfExisting, LOCK_OPTIONS, type ExistingChanges, type LockOptions } from './blocking.js';

export const migrationWithoutOperationsNote = defineRule<LockOptions>({
  id: 'migration-without-operations-note',
  meta: {
    standard: 'migrations',
    category: 'change',
    variants: { unsaid: { severity: 'minor', title: 'Nothing said of how {subject} is run' } },
    summary: 'A migration that locks, rewrites or fills a table in use says how long it takes and what waits meanwhile.',
    why: 'Whoever runs the release sees a name and a number. Whether it takes a second or an hour, and what stands still meanwhile, is known to its author only, and asked when it is too late.',
    recommendation: 'State it in a comment: OPERATIONS: duration=<how long>, impact=<what waits>, throttle=<how it is slowed down>.',
    subjects: 'migrations that hold a long lock, or change every row of a table',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    ...LOCK_OPTIONS,
  },
  *check({ model, options: { postgres } }) {
    const changes = groupBy(model.rowChanges, ({ unit }) => unit);
    for (const unit of model.migrations) {
      const verdict = judge(unit, changes.get(unit) ?? [], changesOfExisting(unit, model, postgres));
      if (verdict) yield verdict;
    }
  },
});

type Operations = Extract<MigrationNote, { kind: 'operations' }>;

function judge(unit: MigrationUnit, changes: readonly RowChange[], existing: ExistingChanges | undefined): Verdict | undefined {
  const heavy = heavyStep(changes, existing);
  if (!heavy) return undefined;
  const note = unit.notes.find((one): one is Operations => one.kind === 'operations');
  if (note) return { outcome: 'pass', subject: unit.name, at: heavy.at, because: [{ at: note.at, message: `Said here: ${Object.entries(note.fields).map(([name, value]) => `${name}=${value}`).join(', ')}.` }] };
  return { outcome: 'violation', variant: 'unsaid', subject: unit.name, at: heavy.at, evidence: `${heavy.what}; no OPERATIONS comment says how long that takes and what waits meanwhile.` };
}

interface Heavy extends Pick<MigrationStep, 'at'> {
  readonly what: string;
}

/** Only what is certain: a lock that lasts, or a statement that reaches every row of a table that was there before. */
function heavyStep(changes: readonly RowChange[], existing: ExistingChanges | undefined): Heavy | undefined {
  const lock = existing?.blocking.find(({ blocking }) => !blocking.unsure && blocking.variant !== 'drop-index' && blocking.variant !== 'required');
  if (lock) return { at: lock.step.at, what: lock.blocking.what };
  const rows = changes.find(({ op, onNew }) => (op.op === 'update' || op.op === 'delete') && op.where === 'no' && !op.conditional && !onNew && op.tables.every(isKnownName));
  return rows && { at: rows.at, what: `Every row of ${rows.op.tables.join(', ')} is ${rows.op.op === 'delete' ? 'deleted' : 'changed'} in one statement` };
}
