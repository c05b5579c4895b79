import { defineRule, type MigrationStep, type MigrationUnit, type Verdict, type Violation } from '@assay/contract';
import { acceptedBy, changesOfExisting, LOCK_OPTIONS, type ExistingChanges, type LockOptions } from './blocking.js';
import type { Blocking } from './locks.js';

export const blockingDdl = defineRule<LockOptions>({
  id: 'blocking-ddl',
  meta: {
    standard: 'migrations',
    category: 'data',
    variants: {
      rewrite: { severity: 'major', title: 'Table rewritten under a lock in {subject}' },
      scan: { severity: 'major', title: 'Table checked under a lock in {subject}' },
      index: { severity: 'major', title: 'Index built while writes wait in {subject}' },
      required: { severity: 'major', title: 'Required column added without a default in {subject}' },
      'drop-index': { severity: 'minor', title: 'Index dropped under a lock in {subject}' },
    },
    summary: 'Changes of tables in use take no lock that lasts as long as the table is big.',
    why: 'Rewriting, scanning or indexing a table under a lock stops every query that needs it until the work is done, and behind it the whole application. On a small table nobody notices; on the production table it is an outage.',
    recommendation: 'Use the form that works without the lock: build indexes concurrently, add constraints unvalidated and validate them afterwards, add a new column and move the data in batches.',
    subjects: 'migrations of existing tables',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    ...LOCK_OPTIONS,
  },
  *check({ model, options: { postgres } }) {
    for (const unit of model.migrations) yield* judge(unit, changesOfExisting(unit, model, postgres));
  },
});

/** One verdict for each blocking change; a pass for a unit that changes existing tables without any. */
function* judge(unit: MigrationUnit, changes: ExistingChanges | undefined): Generator<Verdict> {
  for (const { step, blocking } of changes?.blocking ?? []) yield verdictOf(unit, step, blocking);
  const [first] = changes?.all ?? [];
  if (first && changes?.blocking.length === 0) yield { outcome: 'pass', subject: unit.name, at: first.at, because: [{ at: first.at, message: 'No change of an existing table needs a long lock.' }] };
}

function verdictOf(unit: MigrationUnit, step: MigrationStep, { variant, what, instead, unsure }: Blocking): Verdict {
  const { at, op } = step;
  const accepted = acceptedBy(unit, step, variant);
  if (accepted) return { outcome: 'pass', subject: unit.name, at, because: [{ at: accepted.at, message: `Accepted for another linter: ${accepted.by}.` }] };
  const key = 'table' in op && op.table ? `${op.op} ${op.table}` : op.op;
  if (unsure) return { outcome: 'review', variant, subject: unit.name, at, reason: 'opaque-sql', evidence: `${what}, unless ${unsure}.`, key };
  return { outcome: 'violation', variant, subject: unit.name, at, evidence: `${what}.`, recommendation: instead, key, ...suggestion(unit, { at, op }) };
}

/** The words that are missing. CONCURRENTLY works outside a transaction only: it is offered where the migration does nothing else. */
function suggestion(unit: MigrationUnit, { at, op }: Pick<MigrationStep, 'at' | 'op'>): Pick<Violation, 'suggest'> {
  const lighter = 'lighter' in op ? op.lighter : undefined;
  if (!lighter) return {};
  const edits = [{ at: { path: at.path, start: lighter.offset, end: lighter.offset }, text: lighter.text }];
  if (op.op === 'add-constraint') return { suggest: [{ message: 'Add it NOT VALID; validate it in a later migration', edits }] };
  return unit.ups.length === 1 ? { suggest: [{ message: 'Do it CONCURRENTLY; the migration must then run outside a transaction', edits }] } : {};
}
