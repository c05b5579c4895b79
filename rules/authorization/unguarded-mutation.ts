import { defineRule, MUTATING, type BackendModel, type Endpoint, type GuardAnswer, type ReachAnswer, type Verdict } from '@assay/contract';
import { handledAt } from '../handled-at.js';

/** Methods that change state by definition: without known effects they still count. */
const DECISIVE: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE', 'MUTATION']);

/** Methods that read by definition, and sockets, of which the server keeps a list. */
const READING: ReadonlySet<string> = new Set(['GET', 'QUERY', 'WEBSOCKET']);

/** An entry point that changes state and turns no unauthenticated caller away. */
export const unguardedMutation = defineRule({
  id: 'unguarded-mutation',
  meta: {
    standard: 'authorization',
    category: 'security',
    variants: {
      endpoint: { severity: 'critical', title: 'Missing authentication on {subject}' },
      webhook: { severity: 'critical', title: 'Webhook without signature check: {subject}' },
    },
    summary: 'An entry point changes state without rejecting an unauthenticated caller.',
    why: 'Authorization belongs to the service boundary and denies by default: whoever can reach this entry point can change data.',
    recommendation: 'Put a guard that rejects unauthenticated callers before this entry point, or declare it public with the reason.',
    subjects: 'entry points that change state',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'stable',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const entry of model.endpoints) {
      const reach = model.reach(entry);
      if (!isSubject(entry, reach)) continue;
      yield verdict(entry, reach, model.guarded(entry), model);
    }
  },
});

function isSubject(entry: Endpoint, reach: ReachAnswer): boolean {
  if (entry.method === 'OPTIONS' || entry.method === 'HEAD') return false;
  return reach.known === 'yes' || (reach.known === 'unknown' && MUTATING.has(entry.method));
}

function verdict(entry: Endpoint, reach: ReachAnswer, guard: GuardAnswer, model: BackendModel): Verdict {
  const place = { at: entry.at, subject: entry.id };
  const variant = /web-?hook/i.test(entry.path) ? 'webhook' : 'endpoint';
  const because = [...handledAt(entry), ...guard.because];
  const review = { outcome: 'review' as const, variant, ...place, because };
  const purpose = model.publicByPurpose(entry);
  const atBoundary = guard.known === 'yes' && guard.boundary !== 'none' && guard.boundary !== 'opaque';
  if (guard.known === 'yes' && (atBoundary || !purpose)) return { outcome: 'pass', ...place, because: guard.because };
  if (purpose?.declared) return { outcome: 'pass', ...place, because: [{ at: entry.at, message: `declared public: ${purpose.purpose}` }] };
  if (purpose) return { ...review, reason: 'public-by-purpose', evidence: `Public by purpose (${purpose.purpose}); declare it to keep deny by default visible.` };
  if (guard.known === 'unknown') return { ...review, reason: guard.reason ?? 'opaque-guard', evidence: 'Something before the effect may reject the caller, but what it does is not decidable.' };
  if (guard.capability) return { ...review, because: [...because, guard.capability], reason: 'public-by-purpose', evidence: 'Whoever knows the secret that the request names may do this, as far as is known; declare it to keep deny by default visible.' };
  if (guard.guests) return { ...review, because: [...because, guard.guests], reason: 'public-by-purpose', evidence: 'The handler provides for callers whom nobody knows; declare it to keep deny by default visible.' };
  if (guard.later && variant === 'webhook') return { ...review, because: [...because, guard.later], reason: 'opaque-guard', evidence: 'The signature is checked, after a row was made of what came: whether that row matters before the check is for a person.' };
  const condition = model.developmentOnly(entry);
  if (condition) return { ...review, because: [...because, { at: condition, message: 'is registered only under this condition' }], reason: 'config-driven', evidence: 'It is registered only where the application does not run in production, as far as is known.' };
  if (entry.method === 'FIELD') return { ...review, reason: 'no-mount', evidence: 'A field is reached through whatever answers its parent; which guards stand there is not decidable.' };
  if (!entry.mounted) return { ...review, reason: 'no-mount', evidence: 'No guard was found on the router, but where the router is mounted is not decidable.' };
  const decides = DECISIVE.has(entry.method) || (variant === 'webhook' && entry.method === 'POST');
  if (reach.known === 'unknown' && (!decides || reach.reason === 'opaque-handler' || reach.reason === 'budget')) return { ...review, reason: reach.reason ?? 'opaque-handler', evidence: 'No guard was found, but whether this entry point changes state is not decidable.' };
  if (READING.has(entry.method) && !reach.steered) return { ...review, reason: 'opaque-effect', evidence: 'A read (or a connection) that also writes: nothing the caller sends goes into what is written, or only where a look-up found nothing, as far as is known.' };
  const deviance = model.deviance(entry);
  if (deviance.kind === 'unread') return { ...review, because: [...because, deviance.at], reason: 'opaque-guard', evidence: 'Something on the way turns callers away, but whether it does so with those who show nothing is not decidable.' };
  if (deviance.kind === 'unknown-norm') return { ...review, because: [...because, deviance.at], reason: 'opaque-guard', evidence: 'The application asks who calls, but none or few of its entry points of this kind have a guard as far as is known: how they are guarded is not understood.' };
  return { outcome: 'violation', variant, ...place, because, evidence: evidence(entry, reach) };
}

function evidence(entry: Endpoint, reach: ReachAnswer): string {
  const chain = entry.chain.length === 0 ? 'nothing runs before the handler' : `${entry.chain.map((step) => step.label).join(', ')} before the handler reject${entry.chain.length === 1 ? 's' : ''} no unauthenticated caller`;
  const [effect] = [...reach.writes, ...reach.external];
  if (!effect) return `No authentication before the handler: ${chain}; ${DECISIVE.has(entry.method) ? `the ${entry.method} method says that it changes state` : 'a webhook is told of what happened to take it up'}.`;
  const what = effect.access ? `${effect.access.op} of ${effect.access.table ?? 'stored data'}` : effect.label;
  return `No authentication before the mutation: ${chain}; the handler reaches ${what} (${effect.label}).`;
}
