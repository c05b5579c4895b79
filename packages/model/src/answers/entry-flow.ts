import type { Arg, ChainStep, ClassValue, Endpoint, EntryDeclaration, FunctionValue, PathValue, TraceStep, Value } from '@assay/contract';
import { withCertainty } from '../flow/carried.js';
import { Bit, both, certain, either, NOTHING, type Certainty } from '../flow/certainty.js';
import { ensuredBits } from '../flow/call-concepts.js';
import { Executor } from '../flow/executor.js';
import type { FlowEvent, Summary } from '../flow/events.js';
import { protocolArgs } from '../flow/protocol-args.js';
import { rejectionOf } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { ensuredAround } from './around-handler.js';
import { handedIn } from './handed-in.js';
import { isOnceMade } from './once-made.js';
import { refusesEverybody } from './random-secret.js';

/** What happens from the arrival of a request to its answer. */
export interface EntryFlow {
  /** Certain when the handler starts. */
  readonly boundary: Certainty;
  /** What of that the steps make certain that the route does not name itself. */
  readonly common: Certainty;
  readonly events: readonly FlowEvent[];
  /** Those of the route itself: of its handler and of the steps it names, not of what stands before all routes of a router. */
  readonly own: readonly FlowEvent[];
  /** Those of the handler, and of the steps before it that the route names and that turn nobody away: what the route is for. */
  readonly done: readonly FlowEvent[];
  /** Those of steps that do nothing but approve or refuse: what is compared there decides. */
  readonly deciding: ReadonlySet<FlowEvent>;
  /** Those of the handler. */
  readonly handled: readonly FlowEvent[];
  readonly handler?: Summary;
  /** Where each step of the project's turns callers away, without anything being made certain by that. */
  readonly refusals: ReadonlyMap<ChainStep, TraceStep>;
  /** The handler's code is not known. */
  readonly opaque: boolean;
  readonly cut: boolean;
}

/** Wrappers around one handler that are taken off. */
const MOST_WRAPPERS = 8;

/** `refuses`: where it turns callers away, for a reason of which nothing is known. */
interface StepResult { readonly certainty: Certainty; readonly events: readonly FlowEvent[]; readonly cut: boolean; readonly refuses?: TraceStep }

/** Follows requests through their chains. */
export class EntryFlows {
  private readonly flows = new Map<Endpoint, EntryFlow>();

  constructor(private readonly linker: Linker, readonly executor: Executor, private readonly declarations: (entry: Endpoint) => readonly EntryDeclaration[] = () => []) {}

  of(entry: Endpoint): EntryFlow {
    const known = this.flows.get(entry);
    if (known) return known;
    const flow = this.follow(entry);
    this.flows.set(entry, flow);
    return flow;
  }

  /** Would the step reject an unauthenticated caller of the entry point? */
  demandsCaller(step: ChainStep, entry: Endpoint): boolean {
    return (this.demandOf(step, entry) & Bit.principal) !== 0;
  }

  /** What the step makes certain of a caller of the entry point whom it lets pass. */
  demandOf(step: ChainStep, entry: Endpoint): number {
    return this.wrapped(step, this.executorFor(entry)).certainty.bits;
  }

  /** Follows what runs for requests of the kind that the entry point gets. */
  private executorFor(entry: Endpoint): Executor {
    return new Executor(this.linker, { key: `${entry.id}@${entry.at.path}:${entry.at.start}`, method: entry.method, path: entry.path, metadata: entry.route.metadata ?? new Map() }, this.executor);
  }

  private follow(entry: Endpoint): EntryFlow {
    let boundary = this.declared(entry);
    let common = boundary;
    const events: FlowEvent[] = [];
    const own: FlowEvent[] = [];
    const done: FlowEvent[] = [];
    const deciding = new Set<FlowEvent>();
    const handled: FlowEvent[] = [];
    const refusals = new Map<ChainStep, TraceStep>();
    const special = this.executorFor(entry);
    let cut = false;
    for (const step of entry.chain) {
      const result = this.wrapped(step, special);
      const seen = this.perCall(result.events).map((event) => withCertainty(event, both(boundary, event.certainty)));
      events.push(...seen);
      if (!entry.route.steps.includes(step)) common = both(common, result.certainty);
      else {
        own.push(...seen);
        if (step.protocol.continues !== 'approval' && !seen.some((event) => rejectionOf(event) !== undefined)) done.push(...seen);
      }
      if (step.protocol.continues === 'approval') seen.forEach((event) => deciding.add(event));
      boundary = both(boundary, result.certainty);
      if (result.refuses) refusals.set(step, result.refuses);
      cut ||= result.cut;
    }
    for (const step of entry.around) {
      const ensured = this.around(step, special);
      if (!entry.route.around?.includes(step)) common = both(common, ensured);
      boundary = both(boundary, ensured);
    }
    const { certainty, step: last } = entry.handler ? this.unwrapped(entry.handler) : { certainty: NOTHING, step: undefined };
    boundary = both(boundary, certainty);
    const guard = last && this.libraryStep(last, special);
    if (guard) return { boundary: both(boundary, guard), common, events, own, done, deciding, handled, refusals, opaque: false, cut };
    const handler = last && this.handling(last);
    if (last && handler?.inside) boundary = both(boundary, certain(Bit.opaque, { at: last.at, message: 'what the handler is wrapped by here is not known' }));
    const summaries = handler?.functions.map((fn) => special.summary(fn, handler.args(fn))) ?? [];
    for (const summary of summaries) {
      const seen = this.perCall(summary.events).map((event) => withCertainty(event, both(boundary, event.certainty)));
      handled.push(...seen);
      cut ||= summary.cut;
    }
    events.push(...handled);
    own.push(...handled);
    done.push(...handled);
    return { boundary, common, events, own, done, deciding, handled, refusals, ...(summaries[0] ? { handler: summaries[0] } : {}), opaque: summaries.length === 0, cut };
  }

  private perCall(events: readonly FlowEvent[]): readonly FlowEvent[] {
    return events.filter((event) => !isOnceMade(event, this.linker));
  }

  /** What a gateway in front of the application has made certain. */
  private declared(entry: Endpoint): Certainty {
    const found = this.declarations(entry).flatMap(({ ensures }) => (ensures ? [certain(ensuredBits(ensures.level), { at: entry.at, message: `declared: ${ensures.by} checks the caller first` })] : []));
    return found.reduce(both, NOTHING);
  }

  private wrapped(step: ChainStep, special: Executor): StepResult {
    const { certainty, step: inner } = this.unwrapped(step);
    const result = this.step(inner, special);
    return { ...result, certainty: both(certainty, result.certainty) };
  }

  /** Takes off the declared wrappers around a step: what they ensure, and what they go on with. */
  private unwrapped(step: ChainStep): { readonly certainty: Certainty; readonly step: ChainStep } {
    let certainty = NOTHING;
    let inner = step;
    for (let depth = 0; depth < MOST_WRAPPERS; depth += 1) {
      const path = inner.value;
      const concept = path.kind === 'path' ? this.linker.concept(path) : undefined;
      if (path.kind !== 'path' || (concept?.kind !== 'guard' && concept?.kind !== 'idempotency') || concept.wraps === undefined) break;
      const value = this.linker.argument(path, concept.wraps);
      if (!value) break;
      if (concept.kind === 'guard' && concept.ensures !== 'none') certainty = both(certainty, certain(ensuredBits(concept.ensures), { at: step.at, message: `the handler is wrapped by ${path.path.replaceAll('()', '')} here` }));
      inner = { ...inner, value };
    }
    return { certainty, step: inner };
  }

  /** What one step makes certain for those who come after it. */
  private step(step: ChainStep, special: Executor): StepResult {
    const known = this.libraryStep(step, special);
    if (known) return { certainty: conditionalOf(step, known), events: [], cut: false };
    const callable = this.callable(step);
    if (!callable || callable.functions.length === 0) return { certainty: opaqueStep(step), events: [], cut: false };
    const parts = callable.functions.map((fn) => {
      const summary = special.summary(fn, callable.args(fn));
      return { certainty: goesOn(step, summary), events: summary.events, cut: summary.cut, refuses: refusalIn(step, summary) };
    });
    const certainty = parts.map((part) => part.certainty).reduce((a, b) => ({ bits: a.bits & b.bits | ((a.bits | b.bits) & Bit.opaque), because: [...a.because, ...b.because] }));
    const refuses = certainty.bits & (Bit.principal | Bit.opaque) ? undefined : parts.find((part) => part.refuses)?.refuses;
    return { certainty: conditionalOf(step, certainty), events: parts.flatMap((part) => part.events), cut: parts.some((part) => part.cut), ...(refuses ? { refuses } : {}) };
  }

  /** What runs around the handler; what a library puts there is no guard. */
  private around(step: ChainStep, special: Executor): Certainty {
    const { functions, args } = this.callable(step) ?? { functions: [], args: () => [] };
    const all = functions.map((fn) => ensuredAround(step, special.summary(fn, args(fn))));
    return all.length === 0 ? NOTHING : all.reduce(either);
  }

  /** Steps that a row knows: library middleware, library guards, classes that extend one without a word of their own. */
  private libraryStep(step: ChainStep, special: Executor): Certainty | undefined {
    const found: Certainty[] = [];
    for (const option of optionsOf(step.value)) {
      const path = option.kind === 'path' ? option : option.kind === 'class' || option.kind === 'instance' ? this.guardBase(option.kind === 'class' ? option : option.of, step.protocol.method, special) : undefined;
      if (!path) return undefined;
      const bits = path === 'open' ? NOTHING : this.guardOf(path, step);
      if (bits === undefined) return undefined;
      found.push(bits);
    }
    return found.length === 0 ? undefined : found.reduce((a, b) => ({ bits: a.bits & b.bits, because: [...a.because, ...b.because] }));
  }

  private guardOf(path: PathValue, step: ChainStep): Certainty | undefined {
    const concept = this.linker.concept(path) ?? (path.step === 'new()' && path.parent ? this.linker.concept(path.parent) : undefined);
    if (concept?.kind === 'guard') {
      if (refusesEverybody(path, this.linker)) return certain(Bit.principal | Bit.role | Bit.owner, { at: step.at, message: `${step.label} checks against a secret that nobody has` });
      const message = `${step.label} is registered here`;
      return concept.ensures === 'none' ? NOTHING : certain(ensuredBits(concept.ensures), { at: step.at, message });
    }
    if (concept?.kind === 'verify' && !concept.callback) return certain(ensuredBits(concept.ensures ?? 'principal'), { at: step.at, message: `${step.label} verifies a credential here` });
    return concept?.kind === 'inert' || concept?.kind === 'idempotency' ? NOTHING : undefined;
  }

  /** The library guard a class extends, when the class does not decide by itself. */
  private guardBase(cls: ClassValue, method: string | undefined, special: Executor): PathValue | 'open' | undefined {
    const { classes, library } = this.linker.lineage(cls);
    if (!library || method === undefined) return undefined;
    if (classes.some((owner) => owner.cls.members.some((member) => member.name === method && member.fn !== undefined))) return undefined;
    const handle = classes.flatMap((owner) => owner.cls.members.filter((member) => member.name === 'handleRequest').map((member) => ({ owner, member })))[0];
    const demanded = handle ? this.demandedUser(handle.owner, handle.member.fn, special) : Bit.principal;
    if (demanded === 0) return 'open';
    return demanded !== undefined && demanded & Bit.principal ? library : undefined;
  }

  /** `handleRequest(err, user)` that goes on without a user, for the handler at hand, makes the guard optional. */
  private demandedUser(owner: ClassValue, fn: number | undefined, special: Executor): number | undefined {
    const method = fn === undefined ? undefined : this.linker.member(this.linker.instanceOf(owner), 'handleRequest');
    if (method?.kind !== 'function') return undefined;
    const unknown = (labels: number): Arg => ({ value: { kind: 'unknown', key: '?', reason: 'parameter' }, labels });
    const summary = special.summary(method, [unknown(64), unknown(1), unknown(0), unknown(0)]);
    return summary.cut ? undefined : summary.completes?.bits ?? 0;
  }

  /** The functions a step stands for, with the roles of their parameters. */
  private callable(step: ChainStep): { readonly functions: readonly FunctionValue[]; args(fn: FunctionValue): readonly Arg[] } | undefined {
    const functions = optionsOf(step.value).flatMap((option) => functionsOf(option, step.protocol.method, this.linker));
    const args = (): readonly Arg[] => protocolArgs(step.protocol, this.linker);
    return { functions, args };
  }

  /** The functions of a handler; of one that is not known those that it goes on with. */
  private handling(step: ChainStep): { readonly functions: readonly FunctionValue[]; readonly inside: boolean; args(fn: FunctionValue): readonly Arg[] } | undefined {
    const callable = this.callable(step);
    if (!callable || callable.functions.length > 0) return callable && { ...callable, inside: false };
    const functions = handedIn(step, this.linker);
    return { functions, inside: functions.length > 0, args: callable.args };
  }
}

/** What runs where a step is a function, or a class or an object with the method that its framework calls. */
export function functionsOf(value: Value, method: string | undefined, linker: Linker): FunctionValue[] {
  if (value.kind === 'function') return [value];
  if (method === undefined) return [];
  const target = value.kind === 'class' ? linker.instanceOf(value) : value;
  if (target.kind !== 'instance' && target.kind !== 'object') return [];
  return optionsOf(linker.member(target, method)).flatMap((option) => (option.kind === 'function' ? [option] : []));
}

/** The functions that an entry point's handler may be. */
export function handlersOf({ handler }: Endpoint): readonly FunctionValue[] {
  return handler ? optionsOf(handler.value).flatMap((option) => (option.kind === 'function' ? [option] : [])) : [];
}

function goesOn(step: ChainStep, summary: Summary): Certainty {
  switch (step.protocol.continues) {
    // Where the next step is called is not seen: somewhere on the ways that did not answer.
    case 'next': return summary.nexts ?? summary.unreplied ?? NOTHING;
    case 'truthy': return summary.truthy ?? summary.completes ?? NOTHING;
    case 'approval': return approved(step, summary);
    case 'return': return (step.protocol.replyStops ? summary.unreplied : summary.completes) ?? summary.nexts ?? NOTHING;
  }
}

/** Where a step turns callers away who may have shown nothing: with 401 or 403, or by the answer that its framework asks it for. */
function refusalIn(step: ChainStep, { events, falsy, truthy, returns }: Summary): TraceStep | undefined {
  const refusal = events.find((event) => rejectionOf(event) !== undefined && !event.spares);
  if (refusal) return { at: refusal.at, message: `${step.label} turns callers away here` };
  const answersYes = returns.some(({ value }) => value?.kind === 'literal' && value.value === true);
  return step.protocol.continues === 'truthy' && truthy && falsy && !answersYes ? { at: step.at, message: `${step.label} may answer that the caller is not let in` } : undefined;
}

/** A function that only approves or refuses: where what it asks is not decided it may ask for the caller, and where it asks for more than that there is one, for a right. */
function approved(step: ChainStep, { approves, completes, events }: Summary): Certainty {
  const certainty = approves ?? completes ?? NOTHING;
  const asksMore = events.some(({ kind }) => kind === 'inquiry' || kind === 'access' || kind === 'unresolved');
  if (certainty.bits & (Bit.role | Bit.owner) || (certainty.bits & Bit.principal && !asksMore)) return certainty;
  const message = certainty.bits & Bit.principal ? `${step.label} may ask for a right` : `${step.label} may refuse the caller`;
  return both(certainty, certain(Bit.opaque, { at: step.at, message }));
}

function opaqueStep(step: ChainStep): Certainty {
  if (step.value.kind === 'const') return NOTHING;
  return certain(Bit.opaque, { at: step.at, message: `${step.label} is registered here; what it does is not known` });
}

/** A step that is registered only under a condition proves nothing, but it may. */
function conditionalOf(step: ChainStep, certainty: Certainty): Certainty {
  if (!step.conditional || certainty.bits === 0) return certainty;
  return { bits: Bit.opaque, because: [{ at: step.conditional, message: `${step.label} is registered only under this condition` }, ...certainty.because] };
}

