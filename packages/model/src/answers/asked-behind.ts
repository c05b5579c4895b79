import type { Endpoint, MissedStep } from '@assay/contract';
import { Bit } from '../flow/certainty.js';
import { isWrite } from './effects.js';
import type { EntryFlows } from './entry-flow.js';

/** `post('/notes', signedIn, addNote, mayWrite)`: a guard stands last in the route, behind a step that changes something and answers, and demands more than was demanded before the change. */
export function askedBehind(entry: Endpoint, flows: EntryFlows): readonly MissedStep[] {
  const { handler, route } = entry;
  if (!handler || route.steps.length === 0) return [];
  const { own, handled } = flows.of(entry);
  const before = own.filter((event) => !handled.includes(event));
  const changes = before.filter(isWrite);
  const answered = before.some(({ kind, status }) => kind === 'respond' && (status ?? 200) < 400);
  if (changes.length === 0 || !answered || handled.some((event) => isWrite(event) || event.kind === 'respond' && (event.status ?? 200) < 400)) return [];
  const asked = flows.demandOf(handler, entry) & (Bit.principal | Bit.role | Bit.owner);
  return changes.some(({ certainty }) => (asked & ~certainty.bits) !== 0 && !(certainty.bits & (Bit.role | Bit.owner | Bit.opaque | Bit.doubt))) ? [{ step: handler, why: 'behind' }] : [];
}
