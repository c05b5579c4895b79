import { Label, spanOf, type Endpoint, type Expr, type FileFacts, type FunctionFact, type GuardAnswer, type GuardLevel, type TraceStep } from '@assay/contract';
import { Bit, certain, NOTHING, type Certainty } from '../flow/certainty.js';
import { rejectionOf } from '../flow/rejection.js';
import { describe, effectOf, isOutward, isWrite } from './effects.js';
import type { FlowEvent, Step } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { isByTheWay } from './by-the-way.js';
import { capabilityOf, type Secrets } from './capability.js';
import { handlersOf, type EntryFlow } from './entry-flow.js';
import { openToGuests } from './guests.js';
import { registers } from './listeners.js';
import { countsCalls, limitsByAddress } from './throttles.js';

/** What the project's flows know beside the entry point's own. */
export interface Surroundings extends Secrets {
  /** Functions of which some calls were followed without their arguments: what such a call proves may be lost. */
  readonly merged: (fn: FunctionFact) => boolean;
}

/** The weakest certainty under which the endpoint changes state: at its first unguarded effect, or where it goes on. */
export function guardOf(entry: Endpoint, flow: EntryFlow, around: Surroundings): GuardAnswer {
  const counts = countsCalls(flow);
  const isBeside = (event: FlowEvent): boolean => counts(event) || isByTheWay(event) || happensLater(event, around.linker);
  const changes = flow.own.filter((event) => isWrite(event) || isOutward(event));
  const effects = narrowed(narrowed(changes, (event) => !isBeside(event)), (event) => isSteered(event, around.linker));
  const registered: TraceStep = { at: entry.at, message: `${entry.id} is registered here${chainText(entry)}` };
  if (effects.length === 0) {
    const answered = weakestAnswer(flow);
    if (answered && levelOf(answered.certainty.bits) !== 'none') return answer(answered.certainty, flow, [registered, ...answered.certainty.because, { at: answered.at, message: 'answers here' }]);
    const whole = flow.handler?.completes ?? flow.handler?.truthy ?? { bits: 0, because: [] };
    const refusal = flow.own.find((event) => rejectionOf(event) !== undefined);
    const doubt = refusal ? certain(Bit.opaque, { at: refusal.at, message: 'refuses some callers here' }) : NOTHING;
    const certainty: Certainty = { bits: flow.boundary.bits | whole.bits | doubt.bits, because: [...flow.boundary.because, ...whole.because, ...doubt.because] };
    const found = answer(certainty, flow, [registered, ...certainty.because]);
    return found.known === 'no' && (flow.cut || isMadeInBulk(entry, around)) ? { ...found, known: 'unknown', reason: 'budget' } : found;
  }
  const weakest = weakestOf(effects);
  const effect = effectOf(weakest);
  const trail = weakest.steps.map((step) => ({ at: spanOf(step.file.path, step.expr.at), message: `calls ${step.callee.fn.name || 'a function'}` }));
  const found = answer(weakest.certainty, flow, [registered, ...weakest.certainty.because, ...trail, { at: weakest.at, message: describe(effect) }]);
  // What is done on the way before the guard may be what the entry point is for.
  if (found.known === 'yes' && changes.some((event) => isByTheWay(event) && levelOf(event.certainty.bits) === 'none')) return { ...found, known: 'unknown', reason: 'opaque-effect' };
  if (found.known !== 'no') return found;
  if (changes.every(isBeside) || goesElsewhere(effects, flow, around.linker)) return { ...found, known: 'unknown', reason: 'opaque-effect' };
  if (isMadeInBulk(entry, around)) return { ...found, known: 'unknown', reason: 'budget' };
  if (weakest.steps.some((step, index) => around.merged(step.callee.fn) && !runsGiven(step, weakest.steps[index + 1])) && mayAskBefore(weakest, flow, around)) return { ...found, known: 'unknown', reason: 'budget' };
  const open = effects.filter((event) => levelOf(event.certainty.bits) === 'none');
  const capability = capabilityOf(open, flow, around);
  const guests = capability ? undefined : openToGuests(open, flow, around.linker) ?? handlersOf(entry).map(limitsByAddress).find((step) => step !== undefined);
  const later = checkedLater(open, flow);
  return { ...found, ...(capability ? { capability } : {}), ...(guests ? { guests } : {}), ...(later ? { later } : {}) };
}

/** Where the handler asks for the caller after all that it does unasked, which only notes what came: rows that are made, calls to others. */
function checkedLater(open: readonly FlowEvent[], { handled }: EntryFlow): TraceStep | undefined {
  const notes = open.every(({ kind, concept }) => kind === 'external' || (concept?.kind === 'access' && concept.op === 'create'));
  const known = handled.find((event) => (event.certainty.bits & Bit.principal) !== 0);
  const before = known && open.every((event) => handled.indexOf(event) < handled.indexOf(known));
  return notes && before ? known.certainty.because[0] : undefined;
}

/** `ledger.on('Paid', (by) => ..)`: done when something happens elsewhere, to what the request has no part in; what comes of the request itself (`req.on('end')`, `upload.on('file')`) is its own. */
function happensLater(event: FlowEvent, linker: Linker): boolean {
  const step = event.steps.find(registers);
  if (step?.expr.kind !== 'call' || step.expr.callee.kind !== 'member' || isSteered(event, linker)) return false;
  const { object } = step.expr.callee;
  return step.expr.args[0]?.kind === 'literal' && isOwn(object, step.file) && [object, ...madeWith(object, step.file)].every((part) => (linker.labels(part, step.callee.env) & (Label.input | Label.credential | Label.principal)) === 0);
}

/** Something that the code made or imported; what it was handed, such as a socket, comes with the request. */
function isOwn(object: Expr, { bindings }: FileFacts): boolean {
  return object.kind === 'name' && bindings[object.binding]?.kind !== 'param';
}

/** What the object was made with that a name holds. */
function madeWith(object: Expr, { bindings }: FileFacts): readonly Expr[] {
  const binding = object.kind === 'name' ? bindings[object.binding] : undefined;
  return binding?.init?.kind === 'new' || binding?.init?.kind === 'call' ? binding.init.args : [];
}

/** The handler comes out of a wrapper that was called in too many ways to be followed with its arguments: what it runs first may be among them. */
function isMadeInBulk(entry: Endpoint, { merged }: Surroundings): boolean {
  return handlersOf(entry).some((option) => option.env.args === undefined && merged(option.env.fn));
}

/** Is there anything on the way to the change that refuses somebody, or looks at who calls? Where there is nothing, nothing of it was lost with the arguments of a call. */
function mayAskBefore(effect: FlowEvent, flow: EntryFlow, { linker }: Surroundings): boolean {
  if (flow.refusals.size > 0) return true;
  const shown = (event: FlowEvent): boolean => event.kind === 'unresolved' && (linker.labels(event.expr, event.env) & (Label.credential | Label.principal)) !== 0;
  return flow.events.slice(0, flow.events.indexOf(effect)).some((event) => event.kind === 'inquiry' || event.certainty.bits !== 0 || rejectionOf(event) !== undefined || shown(event));
}

/** Those that are as asked, where there are any. */
function narrowed(events: readonly FlowEvent[], wanted: (event: FlowEvent) => boolean): readonly FlowEvent[] {
  const found = events.filter(wanted);
  return found.length > 0 ? found : events;
}

/** Something of the request decides what is changed; a default that is set up on the way, or a counter, is the same whoever calls. */
function isSteered(event: FlowEvent, linker: Linker): boolean {
  return (linker.labels(event.expr, event.env) & (Label.input | Label.credential | Label.principal)) !== 0;
}

/** What fills a collection of the function's own. */
const COLLECTS = /^(?:push|unshift|splice|set|add|append)$/;

/** All changes are made by a set-up that is told nothing, and what the request does, or what is asked of its credential, is in calls that are not resolved. */
function goesElsewhere(effects: readonly FlowEvent[], flow: EntryFlow, linker: Linker): boolean {
  const tellsNothing = ({ expr }: Step, index: number): boolean => expr.kind === 'call' && expr.args.length === 0 && (index === 0 || expr.callee.kind === 'name');
  const isSetUp = (event: FlowEvent): boolean => event.steps.some(tellsNothing) && !isSteered(event, linker);
  const asked = ((flow.handler?.completes?.bits ?? 0) & Bit.doubt) !== 0;
  return effects.every(isSetUp) && (asked || flow.own.some((event) => event.kind === 'unresolved' && !COLLECTS.test(event.name ?? '') && isSteered(event, linker)));
}

/** The next call is of a function that this one was given: its arguments were followed. */
function runsGiven(step: Step, next: Step | undefined): boolean {
  return next !== undefined && next.callee.file === step.file && step.expr.at[0] <= next.callee.fn.at[0] && next.callee.fn.at[1] <= step.expr.at[1];
}

/** The least guarded of the events. */
function weakestOf(events: readonly FlowEvent[]): FlowEvent {
  return events.reduce((low, event) => (rank(event.certainty.bits) < rank(low.certainty.bits) ? event : low));
}

/** The handler's least guarded answer that is no error, where nothing is changed. */
function weakestAnswer(flow: EntryFlow): FlowEvent | undefined {
  const answers = flow.handled.filter((event) => event.kind === 'respond' && (event.status ?? 200) < 400 && !(event.concept?.kind === 'respond' && event.concept.redirect));
  return answers.length === 0 ? undefined : weakestOf(answers);
}

function chainText(entry: Endpoint): string {
  if (entry.chain.length === 0) return ' with nothing before the handler';
  return `, behind ${entry.chain.map((step) => step.label).slice(0, 8).join(', ')}`;
}

function answer(certainty: Certainty, flow: EntryFlow, because: readonly TraceStep[]): GuardAnswer {
  const level = levelOf(certainty.bits);
  const boundary = levelOf(flow.boundary.bits);
  if (level === 'none') return { known: 'no', level, boundary, because };
  return level === 'opaque' ? { known: 'unknown', level, boundary, reason: 'opaque-guard', because } : { known: 'yes', level, boundary, because };
}

/** The strongest that the certainties say. */
export function levelOf(bits: number): GuardLevel {
  if (bits & Bit.owner) return 'owner';
  if (bits & Bit.role) return 'role';
  if (bits & Bit.principal) return 'principal';
  return bits & (Bit.opaque | Bit.doubt) ? 'opaque' : 'none';
}

const ORDER: readonly GuardLevel[] = ['none', 'opaque', 'principal', 'role', 'owner'];

function rank(bits: number): number {
  return ORDER.indexOf(levelOf(bits));
}

