import { defineRule, type KeyUse, type Verdict } from '@assay/contract';

/** Methods that are repeated by definition: no key is asked for. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'FIELD']);

/** An endpoint that asks for an idempotency key and does not let it stop a repetition. */
export const idempotencyKeyIgnored = defineRule({
  id: 'idempotency-key-ignored',
  meta: {
    standard: 'idempotency',
    category: 'api',
    variants: {
      unused: { severity: 'major', title: 'Idempotency key read but not used on {subject}' },
      memory: { severity: 'major', title: 'Idempotency keys kept in memory on {subject}' },
    },
    summary: 'An idempotency key is read, but nothing that lasts is reserved under it before the effect.',
    why: 'The client relies on the key and retries; the second request runs all the same, after a restart or on another instance at the latest.',
    recommendation: 'Insert the key, scoped to the caller, under a unique constraint before the effect; answer a second request with what was stored.',
    subjects: 'endpoints that read an idempotency key from the request',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const entry of model.endpoints) {
      if (READING.has(entry.method)) continue;
      const use = model.keyUse(entry);
      if (use) yield verdict(use);
    }
  },
});

function verdict({ entry, kind, effect, at }: KeyUse): Verdict {
  const place = { at: entry.at, subject: entry.id };
  const because = [...effect.via.map((step) => ({ at: step.at, message: `calls ${step.callee}` })), { at: effect.at, message: `runs ${effect.label}` }];
  if (kind === 'kept') return { outcome: 'pass', ...place, because: [{ at, message: 'the key stops a repetition here' }] };
  if (kind === 'unknown') return { outcome: 'review', variant: 'unused', ...place, reason: 'opaque-effect', because, evidence: 'An idempotency key is read; whether it is reserved before the effect is not decidable.' };
  const evidence = kind === 'memory' ? `The key is looked up in a collection of the process before ${effect.label}: a restart or another instance does not know it.` : `An idempotency key is read, and nothing before ${effect.label} uses it.`;
  return { outcome: 'violation', variant: kind, ...place, because, evidence };
}
