import { compareSpans, once, spanOf, walk, type ChainStep, type Deviance, type Endpoint, type FileFacts, type GuardAnswer, type RepoPath, type TraceStep } from '@assay/contract';
import { firstStep } from '../flow/carried.js';
import type { Executor } from '../flow/executor.js';
import { compatible, rejectionOf } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import { isOutward, isWrite } from './effects.js';
import type { EntryFlows } from './entry-flow.js';
import { homesOf } from './homes.js';

interface Inputs {
  readonly endpoints: readonly Endpoint[];
  /** Everything that is registered on a router, whether or not an entry point lies behind it. */
  readonly steps: readonly ChainStep[];
  readonly flows: EntryFlows;
  readonly executor: Executor;
  readonly linker: Linker;
  readonly guarded: (entry: Endpoint) => GuardAnswer;
  /** It changes state, or its method says so, and it is not public by purpose. */
  readonly isJudged: (entry: Endpoint) => boolean;
}

/**
 * Of so many of its entry points that change state, and of which it is known whether they are guarded, an application must guard a third: where it guards fewer, it is likelier that its guards are
 * not understood (docs/decides.md has the figures). Of fewer entry points a share says nothing: one that has a guard, or may have one, is enough.
 */
const NORM = { of: 5, share: 1 / 3 };

interface Count { readonly guarded: number; readonly all: number }

/**
 * What entry points without a guard are held against (Engler et al., "Bugs as deviant behavior"): that nothing was found to ask for the caller accuses only where asking is
 * understood in this application, or where nothing in it asks.
 */
export function deviances({ endpoints, steps, flows, executor, linker, guarded, isJudged }: Inputs): (entry: Endpoint) => Deviance {
  const home = homesOf(linker);
  const groupOf = (entry: Endpoint): string => `${home(entry.at.path)} ${entry.route.protocol}`;
  const counts = once(() => countsOf(endpoints.filter(isJudged), groupOf, guarded));
  const guardedGroups = once(() => new Set(endpoints.filter((entry) => guarded(entry).level !== 'none').map(groupOf)));
  const cleared = once(() => clearedSteps(endpoints, flows, guarded));
  const refused = refusals(executor);
  const refusing = firstPlaces(refused, home);
  const verified = [...executor.verified];
  const asking = once(() => firstPlaces([...refused, ...verified, ...linker.files.flatMap(credentialReads)], home));
  const isReady = (entry: Endpoint): boolean => steps.some((step) => home(step.at.path) === home(entry.at.path) && flows.demandsCaller(step, entry));
  return (entry) => {
    const here = refusalOnTheWay(entry, flows, cleared()) ?? refusalInHandler(entry, flows);
    if (here) return { kind: 'unread', at: here };
    const count = counts().get(groupOf(entry));
    const hasShare = count !== undefined && count.all >= NORM.of;
    if (hasShare ? count.guarded >= count.all * NORM.share : guardedGroups().has(groupOf(entry))) return { kind: 'deviates' };
    const elsewhere = (hasShare ? asking() : refusing).get(home(entry.at.path));
    if (!elsewhere) return { kind: 'open' };
    return !hasShare && isReady(entry) ? { kind: 'deviates' } : { kind: 'unknown-norm', at: elsewhere };
  };
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

/** How many are guarded of those of which that is known, in each package and protocol. */
function countsOf(judged: readonly Endpoint[], groupOf: (entry: Endpoint) => string, guarded: Inputs['guarded']): ReadonlyMap<string, Count> {
  const counts = new Map<string, Count>();
  for (const entry of judged) {
    const { known } = guarded(entry);
    if (known === 'unknown') continue;
    const count = counts.get(groupOf(entry)) ?? { guarded: 0, all: 0 };
    counts.set(groupOf(entry), { guarded: count.guarded + (known === 'yes' ? 1 : 0), all: count.all + 1 });
  }
  return counts;
}

/** Where code turns callers away who may have shown nothing. */
function refusals({ activations }: Executor): readonly TraceStep[] {
  const events = activations.flatMap(({ summary }) => summary.events.filter((event) => !firstStep(event) && !event.spares && rejectionOf(event) !== undefined));
  return events.map(({ at }) => ({ at, message: 'turns callers away' }));
}

/** Where code reads the header that says who calls: `headers.authorization`, `req.get('Authorization')`. */
function credentialReads(file: FileFacts): readonly TraceStep[] {
  const reads = file.functions.flatMap(walk).filter((expr) => (expr.kind === 'member' && /^authorization$/i.test(expr.name))
    || (expr.kind === 'call' && expr.args[0]?.kind === 'literal' && /^authorization$/i.test(String(expr.args[0].value))));
  return reads.map(({ at }) => ({ at: spanOf(file.path, at), message: 'reads the credential of a request' }));
}

/** The first place of each package. */
function firstPlaces(places: readonly TraceStep[], home: (path: RepoPath) => string): ReadonlyMap<string, TraceStep> {
  return new Map(places.toSorted((a, b) => compareSpans(b.at, a.at)).map((place) => [home(place.at.path), place]));
}
