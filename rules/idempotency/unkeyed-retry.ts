import { defineRule, type RetriedCall, type Verdict } from '@assay/contract';

/** A charge, a message or a creation elsewhere that is tried again without a key that stays the same. */
export const unkeyedRetry = defineRule({
  id: 'unkeyed-retry',
  meta: {
    standard: 'idempotency',
    category: 'reliability',
    variants: {
      missing: { severity: 'major', title: 'Retry without an idempotency key in {subject}' },
      fresh: { severity: 'major', title: 'A new idempotency key for each attempt in {subject}' },
    },
    summary: 'A call that charges, sends or creates is made again after a failure, and nothing tells the service that it is the same call.',
    why: 'A time-out says nothing about what the service did: the second attempt may be the second charge.',
    recommendation: 'Make one idempotency key before the first attempt, keep it with the operation, and send it with every attempt.',
    subjects: 'retried calls to other services',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const call of model.retriedCalls) yield verdict(call);
  },
});

function verdict({ id: subject, at, retriedAt, effect, key, creates }: RetriedCall): Verdict {
  const because = [{ at: retriedAt, message: 'tries again here' }, { at, message: `calls ${effect.label}` }];
  if (key === 'stable') return { outcome: 'pass', at, subject, because };
  if (key === 'fresh') return { outcome: 'violation', variant: 'fresh', at, subject, because, evidence: `${effect.label} is retried, and its key is made anew for each attempt.` };
  if (!creates) return { outcome: 'review', variant: 'missing', at, subject, reason: 'opaque-effect', because, evidence: `${effect.label} is retried as a POST without a key; whether the service creates something each time is not decidable.` };
  return { outcome: 'violation', variant: 'missing', at, subject, because, evidence: `${effect.label} is retried without an idempotency key.` };
}
