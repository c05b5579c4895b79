import { compareSpans, once, type ChainStep, type Deviance, type Endpoint, type GuardAnswer, type RepoPath, type TraceStep } from '@assay/contract';
import { firstStep } from '../flow/carried.js';
import type { Executor } from '../flow/executor.js';
import { compatible, rejectionOf } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import { isOutward, isWrite } from './effects.js';
import type { EntryFlows } from './entry-flow.js';

interface Inputs {
  readonly endpoints: readonly Endpoint[];
  /** Everything that is registered on a router, whether or not an entry point lies behind it. */
  readonly steps: readonly ChainStep[];
  readonly flows: EntryFlows;
  readonly executor: Executor;
  readonly linker: Linker;
  readonly guarded: (entry: Endpoint) => GuardAnswer;
}

/**
 * What entry points without a guard are held against (Engler et al., "Bugs as deviant behavior"): that nothing was found to ask for the caller accuses only where asking is
 * understood in this application, or where nothing in it asks.
 */
export function deviances({ endpoints, steps, flows, executor, linker, guarded }: Inputs): (entry: Endpoint) => Deviance {
  const home = homes(linker);
  const groupOf = (entry: Endpoint): string => `${home(entry.at.path)} ${entry.route.protocol}`;
  const guardedGroups = once(() => new Set(endpoints.filter((entry) => guarded(entry).level !== 'none').map(groupOf)));
  const cleared = once(() => clearedSteps(endpoints, flows, guarded));
  const asking = placesOfRefusals(executor, home);
  const isReady = (entry: Endpoint): boolean => steps.some((step) => home(step.at.path) === home(entry.at.path) && flows.demandsCaller(step, entry));
  return (entry) => {
    const here = refusalOnTheWay(entry, flows, cleared()) ?? refusalInHandler(entry, flows);
    if (here) return { kind: 'unread', at: here };
    if (guardedGroups().has(groupOf(entry))) return { kind: 'deviates' };
    const elsewhere = asking.get(home(entry.at.path));
    if (!elsewhere) return { kind: 'open' };
    return isReady(entry) ? { kind: 'deviates' } : { kind: 'unknown-norm', at: elsewhere };
  };
}

/** The folder of the package that a file belongs to. */
function homes({ manifests }: Linker): (path: RepoPath) => string {
  const folders = manifests.map(({ folder }) => folder).toSorted((a, b) => b.length - a.length);
  return (path) => folders.find((folder) => folder === '' || path.startsWith(`${folder}/`)) ?? '';
}

/** Steps that also stand before entry points which something else guards: what they refuse for is not that nobody is known. */
function clearedSteps(endpoints: readonly Endpoint[], flows: EntryFlows, guarded: (entry: Endpoint) => GuardAnswer): ReadonlySet<string> {
  const known = endpoints.filter((entry) => guarded(entry).known === 'yes');
  return new Set(known.flatMap((entry) => [...flows.of(entry).refusals.values()].map(placeOf)));
}

function refusalOnTheWay(entry: Endpoint, flows: EntryFlows, cleared: ReadonlySet<string>): TraceStep | undefined {
  return [...flows.of(entry).refusals.values()].find((step) => !cleared.has(placeOf(step)));
}

/** A refusal that stands before what is changed, and that the change has escaped for a reason of which nothing is known. */
function refusalInHandler(entry: Endpoint, flows: EntryFlows): TraceStep | undefined {
  const { handled } = flows.of(entry);
  const first = handled.findIndex((event) => isWrite(event) || isOutward(event));
  const effect = handled[first];
  const refusal = effect && handled.slice(0, first).find((event) => rejectionOf(event) !== undefined && !event.spares && compatible(event.within, effect.within));
  return refusal && { at: refusal.at, message: 'turns callers away here' };
}

function placeOf({ at }: TraceStep): string {
  return `${at.path}:${at.start}`;
}

/** Where code of each package turns callers away who may have shown nothing: the first place. */
function placesOfRefusals(executor: Executor, home: (path: RepoPath) => string): ReadonlyMap<string, TraceStep> {
  const found = new Map<string, TraceStep>();
  for (const { summary } of executor.activations) {
    for (const event of summary.events) {
      if (firstStep(event) || event.spares || rejectionOf(event) === undefined) continue;
      const place = { at: event.at, message: 'turns callers away' };
      const known = found.get(home(event.at.path));
      if (!known || compareSpans(place.at, known.at) < 0) found.set(home(event.at.path), place);
    }
  }
  return found;
}
