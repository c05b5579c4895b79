import { defineRule, type Endpoint, type ScopingAnswer, type Verdict, type WriteScoping } from '@assay/contract';
import { handledAt } from '../handled-at.js';

/** An authenticated caller changes what need not be theirs. */
export const mutationWithoutAuthorization = defineRule({
  id: 'mutation-without-authorization',
  meta: {
    standard: 'authorization',
    category: 'security',
    variants: {
      object: { severity: 'major', title: 'Missing authorization on {subject}' },
      assigned: { severity: 'major', title: 'Owner taken from the request on {subject}' },
    },
    summary: 'An authenticated caller can change objects of others.',
    why: 'To be signed in is not to be allowed: whoever has an account can change this object by naming its id.',
    recommendation: 'Demand a role or permission, narrow the write to rows of the caller, or compare the owner of the row with the caller before the write.',
    subjects: 'authenticated entry points that change objects',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const entry of model.endpoints) {
      // A webhook's sender is known by its signature: it is no user among others.
      if (model.publicByPurpose(entry) || /web-?hook/i.test(entry.path)) continue;
      const scoping = model.scoping(entry);
      const writes = scoping.writes.filter((write) => write.by !== 'free');
      const [worst] = [...writes].sort((a, b) => ORDER.indexOf(a.known) - ORDER.indexOf(b.known));
      if (worst) yield verdict(entry, worst, scoping);
    }
  },
});

const ORDER = ['no', 'unknown', 'yes'];

function verdict(entry: Endpoint, write: WriteScoping, { callersDiffer }: ScopingAnswer): Verdict {
  const place = { at: entry.at, subject: entry.id, because: [{ at: entry.at, message: `${entry.id} is registered here` }, ...handledAt(entry), ...write.because] };
  if (write.known === 'yes') return { outcome: 'pass', ...place };
  const variant = write.by === 'assigned' ? 'assigned' : 'object';
  if (write.known === 'unknown') return { outcome: 'review', variant, ...place, reason: write.reason ?? 'expression', evidence: `Whether the caller may change this object is not decidable: ${write.reason === 'expression' ? `what selects the row of ${what(write)}, or says whose it is, may be the caller's` : `${what(write)} is reached behind something that may ask`}.` };
  if (!callersDiffer) return { outcome: 'review', variant, ...place, reason: 'alternative', evidence: `No entry point tells callers apart by role or ownership; if they are not all equal, ${what(write)} needs a check.` };
  return { outcome: 'violation', variant, ...place, evidence: evidence(write) };
}

function evidence(write: WriteScoping): string {
  if (write.by === 'assigned') return `The request says whose the row becomes: ${write.name ?? 'the owner'} of ${what(write)} comes from it, and no check of the caller comes first.`;
  if (write.by === 'shared') return `No role or permission is asked for before the mutation: ${what(write)} concerns what all callers share, and roles count elsewhere.`;
  if (write.by === 'everyone') return `The mutation takes rows whosever they are: ${what(write)} is not narrowed to the caller, as other changes of them are (${write.name ?? 'the owner'}).`;
  return `No role, policy or ownership check before the mutation: the request alone selects the row (${write.name ?? 'id'}) of ${what(write)}, which is neither narrowed to the caller nor compared with the caller.`;
}

function what({ effect }: WriteScoping): string {
  return effect.access ? `${effect.access.op} of ${effect.access.table ?? 'stored data'} (${effect.label})` : effect.label;
}
