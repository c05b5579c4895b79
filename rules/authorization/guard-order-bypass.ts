import { defineRule, type BackendModel, type Endpoint, type MissedStep, type Verdict } from '@assay/contract';

/** A guard stands where it looks as if it protected an entry point, and does not run for it. */
export const guardOrderBypass = defineRule({
  id: 'guard-order-bypass',
  meta: {
    standard: 'authorization',
    category: 'security',
    variants: {
      later: { severity: 'critical', title: 'Guard registered after {subject}' },
      exact: { severity: 'critical', title: 'Guard for another path than {subject}' },
    },
    summary: 'A guard of the same router does not run for an entry point that changes state.',
    why: 'Routers run steps in the order and for the paths of their registration: a guard that comes later, or for another path, is never asked.',
    recommendation: 'Register the guard before the route, for a path that the route lies below, or name it in the route itself.',
    subjects: 'entry points that change state near a guard that does not run for them',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const entry of model.endpoints) {
      if (model.reach(entry).known !== 'yes' || model.publicByPurpose(entry)) continue;
      const [missed] = model.missedGuards(entry);
      if (missed) yield verdict(entry, missed, model);
    }
  },
});

const WHY: Readonly<Record<MissedStep['why'], string>> = {
  later: 'is registered after the route, and order decides',
  exact: 'runs for its own path only, not for what is below it',
  elsewhere: 'runs below another prefix',
  behind: 'stands behind the step that changes something and answers',
};

function verdict(entry: Endpoint, { step, why }: MissedStep, model: BackendModel): Verdict {
  const guard = model.guarded(entry);
  const missed = `The guard ${step.label} ${WHY[why]}`;
  const place = { at: entry.at, subject: entry.id, because: [...guard.because, { at: step.at, message: `${step.label} ${WHY[why]}` }] };
  const variant = why === 'later' || why === 'behind' ? 'later' : 'exact';
  if (why === 'behind') return { outcome: 'violation', variant, ...place, evidence: `${missed}, so what it demands is asked of nobody before the mutation.` };
  if (guard.known === 'yes') return { outcome: 'pass', ...place };
  if (guard.known === 'unknown' || guard.capability || !entry.mounted) return { outcome: 'review', variant, ...place, reason: guard.reason ?? 'no-mount', evidence: `${missed}; whether something else rejects the caller is not decidable.` };
  return { outcome: 'violation', variant, ...place, evidence: `${missed}, so nothing rejects an unauthenticated caller before the mutation.` };
}
