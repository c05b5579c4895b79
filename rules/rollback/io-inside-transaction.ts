import { defineRule, type TransactionScope } from '@assay/contract';

/** A call to another service while a transaction is open. */
export const ioInsideTransaction = defineRule({
  id: 'io-inside-transaction',
  meta: {
    standard: 'rollback',
    category: 'reliability',
    variants: { remote: { severity: 'minor', title: 'Network I/O inside the transaction in {subject}' } },
    summary: 'A transaction stays open while another service is called.',
    why: 'Locks and a connection are held for as long as the other service takes, and a rollback does not undo what it was told.',
    recommendation: 'Call the service before the transaction begins or after it has committed; write what is to be sent into an outbox table inside it.',
    subjects: 'transactions',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const scope of model.transactionScopes) {
      if (scope.remote.length === 0) yield { outcome: 'pass', at: scope.at, subject: scope.id };
      for (const { at, effect } of scope.remote.filter((call, index, all) => all[index - 1]?.at.start !== call.at.start)) {
        yield {
          outcome: 'violation', variant: 'remote', at, subject: scope.id, key: effect.label, because: trail(scope, effect),
          evidence: `${effect.label} ${DOES[effect.concept.kind === 'external' ? effect.concept.effect : 'call']} while the transaction that ${scope.label} opens is open.`,
        };
      }
    }
  },
});

const DOES = { call: 'calls another service', send: 'sends a message', publish: 'publishes', charge: 'charges' } as const;

function trail(scope: TransactionScope, effect: TransactionScope['remote'][number]['effect']) {
  return [{ at: scope.at, message: 'the transaction is opened here' }, ...effect.via.map((step) => ({ at: step.at, message: `calls ${step.callee}` })), { at: effect.at, message: effect.label }];
}
