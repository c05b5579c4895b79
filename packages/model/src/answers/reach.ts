import { Label, walkExpr, type Endpoint, type ReachAnswer } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { isByTheWay } from './by-the-way.js';
import { effectOf, isOutward, isWrite } from './effects.js';
import type { EntryFlow } from './entry-flow.js';
import { fillsIn, isFilledAgain } from './get-or-create.js';
import { writesByLibrary } from './library-made.js';
import { carriesInput } from './selectors.js';

/** What reads by definition. */
const READING: ReadonlySet<string> = new Set(['GET', 'QUERY']);

/** Can a request to this endpoint change state? Unknown when something on the way may, and nothing surely does. */
export function reachOf(entry: Endpoint, flow: EntryFlow, linker: Linker): ReachAnswer {
  const made = writesByLibrary(entry);
  const changes = flow.own.filter(isWrite);
  // What the entry point is for comes first.
  const writes = [...[...changes.filter((event) => !isByTheWay(event)), ...changes.filter(isByTheWay)].map(effectOf), ...made];
  const external = flow.own.filter(isOutward).map(effectOf);
  const isSteered = (event: FlowEvent): boolean => (isWrite(event) || isOutward(event)) && !counts(event, linker) && (linker.labels(event.expr, event.env) & (Label.input | Label.credential)) !== 0;
  const steered = made.length > 0 || flow.own.some((event) => isSteered(event) && !(READING.has(entry.method) && (fillsIn(event, flow.own) || isFilledAgain(event, flow.own))));
  if (writes.length > 0 || external.length > 0) return { known: 'yes', because: [], writes, external, steered };
  if (flow.opaque) return { known: 'unknown', reason: 'opaque-handler', because: [{ at: entry.at, message: 'the handler is not known' }], writes, external, steered };
  const doubtful = flow.own.find(mayWrite);
  if (doubtful) return { known: 'unknown', reason: doubtful.reason ?? 'opaque-effect', because: [{ at: doubtful.at, message: `${doubtful.name ?? 'a call'} is not resolved` }], writes, external, steered };
  if (flow.cut) return { known: 'unknown', reason: 'budget', because: [], writes, external, steered };
  return { known: 'no', because: [], writes, external, steered };
}

/** It adds to a counter of the row that the request names, and nothing of the request to it. */
function counts(event: FlowEvent, linker: Linker): boolean {
  if (event.concept?.kind !== 'access' || event.concept.op !== 'update' || carriesInput(event, linker)) return false;
  return walkExpr(event.expr).some((expr) => (expr.kind === 'object' ? expr.members.some((member) => member.kind === 'property' && /^(?:\$inc|increment)$/.test(member.key)) : expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'increment'));
}

/** Unresolved calls are kept only where their name may mean a change. */
function mayWrite(event: FlowEvent): boolean {
  if (event.kind === 'access' && event.concept?.kind === 'access' && event.concept.op === 'raw') return true;
  return event.kind === 'unresolved' && event.reason !== 'global';
}
