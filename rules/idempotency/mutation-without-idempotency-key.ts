import { defineRule, type Endpoint, type IdempotencyAnswer, type Verdict } from '@assay/contract';
import { handledAt } from '../handled-at.js';

/** A retried request that creates, charges, sends or publishes twice. */
export const mutationWithoutIdempotencyKey = defineRule({
  id: 'mutation-without-idempotency-key',
  meta: {
    standard: 'idempotency',
    category: 'api',
    variants: {
      create: { severity: 'minor', title: 'No idempotency key on {subject}' },
      charge: { severity: 'major', title: 'Charge without idempotency key on {subject}' },
      send: { severity: 'major', title: 'Message sent without idempotency key on {subject}' },
      publish: { severity: 'major', title: 'Event published without idempotency key on {subject}' },
    },
    summary: 'An endpoint creates, charges, sends or publishes, and a repeated request does so again.',
    why: 'Clients, proxies and queues retry: without a key the second attempt is a second order, charge or message.',
    recommendation: 'Read an Idempotency-Key header, reserve it under a unique constraint before the effect, and replay the stored answer.',
    subjects: 'endpoints that create, charge, send or publish',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'stable',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const entry of model.endpoints) {
      if (entry.method === 'GET' || entry.method === 'HEAD' || entry.method === 'OPTIONS' || entry.method === 'QUERY' || entry.method === 'FIELD') continue;
      const answer = model.idempotency(entry);
      if (answer.effect) yield verdict(entry, answer);
    }
  },
});

/** What the handler does, in words. */
const DOES: Readonly<Record<NonNullable<IdempotencyAnswer['kind']>, string>> = { create: 'creates something', charge: 'charges', send: 'sends', publish: 'publishes' };

function verdict(entry: Endpoint, answer: IdempotencyAnswer): Verdict {
  const place = { at: entry.at, subject: entry.id };
  const variant = answer.kind ?? 'create';
  const because = [...handledAt(entry), ...answer.because];
  if (answer.known === 'yes') return { outcome: 'pass', ...place, because: answer.because };
  if (answer.known === 'unknown') return { outcome: 'review', variant, ...place, reason: answer.reason ?? 'expression', evidence: 'Whether a repeated request repeats the effect is not decidable.', because };
  const effect = answer.effect;
  const table = effect?.access?.table ?? 'data';
  const what = answer.changes === 'amount' ? `adds to ${table}` : answer.changes === 'secret' ? `puts a new secret into ${table}` : effect?.access ? `creates ${table}` : DOES[variant];
  return { outcome: 'violation', variant, ...place, because, evidence: `The handler ${what} (${effect?.label ?? ''}), and does so again when the request is repeated: no idempotency key is read and no unique key stops it.` };
}
