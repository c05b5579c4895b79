import { defineRule, type ManualTransaction, type Verdict } from '@assay/contract';

/** A transaction opened by hand that some failure or early end leaves open, or a connection that some way never gives back. */
export const transactionWithoutRollback = defineRule({
  id: 'transaction-without-rollback',
  meta: {
    standard: 'rollback',
    category: 'reliability',
    variants: {
      rollback: { severity: 'major', title: 'Transaction without rollback in {subject}' },
      release: { severity: 'major', title: 'Connection not released in {subject}' },
    },
    summary: 'A transaction begun by hand is not rolled back, or its connection not released, when something fails or the function ends early.',
    why: 'An error between begin and commit leaves the transaction open: locks stay, the connection is lost to the pool, later work may join it.',
    recommendation: 'Put the work in try, roll back in catch and rethrow, release in finally; or use the callback form, which does all three.',
    subjects: 'transactions opened by hand',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'stable',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const transaction of model.transactions) yield verdict(transaction);
  },
});

function verdict(transaction: ManualTransaction): Verdict {
  const { leaves, rollsBack, rollsBackOnce, releases, at, id: subject } = transaction;
  const begin = { at, message: 'the transaction begins here' };
  if (rollsBack.known === 'no') {
    return { outcome: 'violation', variant: 'rollback', at, subject, because: [begin, ...rollsBack.because], evidence: `${transaction.label} begins a transaction that is committed, ${rollsBackOnce ? 'and that some ways roll back, but not the one on which a query fails' : 'but no exceptional way rolls it back'}.` };
  }
  if (leaves) {
    return { outcome: 'violation', variant: 'rollback', at, subject, because: [begin, leaves], evidence: `${transaction.label} begins a transaction that one way leaves open: it ${leaves.message}.` };
  }
  if (releases?.known === 'no') {
    return { outcome: 'violation', variant: 'release', at, subject, because: [begin, ...releases.because], evidence: releases.because.length === 0 ? `The connection of ${transaction.label} is taken here and never released.` : `The connection of ${transaction.label} is not released on every way: ${releases.because[0]?.message ?? ''}.` };
  }
  const unclear = rollsBack.known === 'unknown' ? rollsBack : releases?.known === 'unknown' ? releases : undefined;
  if (!unclear) return { outcome: 'pass', at, subject, because: [begin, ...rollsBack.because, ...(releases?.because ?? [])] };
  const evidence = unclear === rollsBack ? 'A rollback exists, but whether every failure reaches it is not decidable.' : 'No release was found in this function; it may stand elsewhere.';
  return { outcome: 'review', variant: unclear === rollsBack ? 'rollback' : 'release', at, subject, reason: unclear.reason ?? 'expression', evidence, because: [begin, ...unclear.because] };
}
