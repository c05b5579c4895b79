import { defineRule, type ScopedEffect, type TransactionScope, type Verdict } from '@assay/contract';

/** A query that leaves the transaction around it: it goes to the outer client. */
export const transactionHandleBypassed = defineRule({
  id: 'transaction-handle-bypassed',
  meta: {
    standard: 'rollback',
    category: 'data',
    variants: {
      write: { severity: 'major', title: 'Write outside the open transaction in {subject}' },
      read: { severity: 'minor', title: 'Read outside the open transaction in {subject}' },
    },
    summary: 'A query inside a transaction runs on the outer client instead of the transaction\'s handle.',
    why: 'It commits on its own and stays when the transaction rolls back, does not see its rows, and waits for a second connection while the first is held.',
    recommendation: 'Run the query on the transaction\'s handle; pass the handle to functions that query.',
    subjects: 'transactions with queries in them',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const scope of model.transactionScopes) if (scope.accesses.length > 0) yield* judge(scope);
  },
});

function* judge(scope: TransactionScope): Generator<Verdict, void, undefined> {
  const outside = scope.accesses.filter((access) => access.onHandle.known === 'no');
  for (const access of oneAPlace(outside)) yield violation(scope, access);
  if (outside.length > 0) return;
  const unclear = scope.accesses.find((access) => access.onHandle.known === 'unknown');
  const subject = scope.id;
  if (!unclear) return yield { outcome: 'pass', at: scope.at, subject, because: scope.accesses.slice(0, 8).map(({ effect }) => ({ at: effect.at, message: `${effect.label} is part of the transaction` })) };
  yield {
    outcome: 'review', variant: variantOf(unclear), at: unclear.at, subject, reason: unclear.onHandle.reason ?? 'expression', because: trail(scope, unclear),
    evidence: `Whether ${unclear.effect.label} runs on the transaction's handle is not decidable.`,
  };
}

/** Of several queries behind one call a write counts first. */
function oneAPlace(outside: readonly ScopedEffect[]): Iterable<ScopedEffect> {
  const places = new Map<number, ScopedEffect>();
  for (const access of outside) if (!places.has(access.at.start) || variantOf(places.get(access.at.start) ?? access) === 'read') places.set(access.at.start, access);
  return places.values();
}

function violation(scope: TransactionScope, access: ScopedEffect): Verdict {
  const { effect } = access;
  const handle = scope.handle === undefined ? 'whose handle nobody takes' : `not on its handle \`${scope.handle}\``;
  const via = effect.via.map((step) => step.callee).filter((name) => !/^(?:anonymous function|function in )/.test(name));
  return {
    outcome: 'violation', variant: variantOf(access), at: access.at, subject: scope.id, key: effect.label, because: trail(scope, access),
    evidence: `${effect.label} runs on \`${access.client ?? 'the outer client'}\` inside the transaction that ${scope.label} opens, ${handle}${via.length === 0 ? '' : ` (through ${via.join(' -> ')})`}.`,
  };
}

function variantOf({ effect }: ScopedEffect): 'read' | 'write' {
  return effect.access?.op === 'read' || effect.access?.op === 'raw' ? 'read' : 'write';
}

function trail(scope: TransactionScope, { effect }: ScopedEffect) {
  return [{ at: scope.at, message: 'the transaction is opened here' }, ...effect.via.map((step) => ({ at: step.at, message: `calls ${step.callee}` })), { at: effect.at, message: `runs ${effect.label}` }];
}
