import { defineRule, type Effect, type WriteSet } from '@assay/contract';

/** Dependent writes that a failure between them leaves half done. */
export const writesWithoutTransaction = defineRule({
  id: 'writes-without-transaction',
  meta: {
    standard: 'rollback',
    category: 'data',
    variants: { split: { severity: 'major', title: 'Dependent writes without a transaction in {subject}' } },
    summary: 'Two or more dependent writes run without a common transaction.',
    why: 'When the second write fails the first stays: the rows no longer agree, and a retry repeats the first.',
    recommendation: 'Run both writes in one transaction and pass its handle to every query in it.',
    subjects: 'operations with two or more writes',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'stable',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const set of model.writeSets) {
      if (!set.split) {
        yield { outcome: 'pass', at: set.at, subject: set.id, because: set.writes.slice(0, 8).map((write) => ({ at: write.at, message: `${name(write)}${write.transaction ? ' in a transaction' : ''}` })) };
        continue;
      }
      const { first, second, dependence } = set.split;
      const common = commonCalls(first, second);
      const because = [...calls(first.via.slice(0, common).slice(-3)), ...trail(set, first, common, 'first'), ...trail(set, second, common, 'second')];
      if (set.known !== 'yes') {
        yield {
          outcome: 'review', variant: 'split', at: set.at, subject: set.id, reason: set.reason ?? 'expression', because,
          evidence: `${name(first)} and ${name(second)} share no transaction here; ${dependence}. ${set.reason === 'parameter' ? 'Whether a caller opens one around both is not decidable.' : 'Whether one must not stand without the other is not decidable.'}`,
        };
        continue;
      }
      yield {
        outcome: 'violation', variant: 'split', at: set.at, subject: set.id, evidence: `${name(first)} and ${name(second)} run without a common transaction; ${dependence}.`,
        because,
      };
    }
  },
});

function name(effect: Effect): string {
  return `${effect.label} (${effect.access?.op ?? 'write'} ${effect.access?.table ?? 'data'})`;
}

/** How many calls lead to both. */
function commonCalls(first: Effect, second: Effect): number {
  const parting = first.via.findIndex((step, depth) => {
    const other = second.via[depth];
    return step.callee !== other?.callee || step.at.path !== other.at.path || step.at.start !== other.at.start;
  });
  return parting < 0 ? first.via.length : parting;
}

function calls(steps: Effect['via']) {
  return steps.map((step) => ({ at: step.at, message: `calls ${step.callee}` }));
}

function trail(set: WriteSet, effect: Effect, common: number, which: string) {
  const own = effect.via.slice(common).filter((step) => step.at.path === set.at.path);
  return [...calls(own.slice(-2)), { at: effect.at, message: `${which} write: ${name(effect)}` }];
}
