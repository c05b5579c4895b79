import { compareSpans, spanOf, type Answer, type Concept, type Env, type Expr, type FunctionValue, type PathValue, type ScopedEffect, type TransactionScope } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { FlowEvent } from '../flow/events.js';
import { compatible } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import { calleeText, functionLabel } from '../text.js';
import { beginKeys, beginsOf, formOf } from './begins.js';
import { isStep } from './built-only.js';
import { isDetached } from './detached.js';
import { effectOf } from './effects.js';
import { anchorAt, contains } from './frames.js';
import { opensAmbient } from './joins.js';
import { isImpossible } from './impossible.js';
import { listenerDepth } from './listeners.js';
import { nestedOutside, type Nested } from './nested-transactions.js';
import { onHandle } from './on-handle.js';
import { handleKey } from './handle-key.js';

type Opened = Extract<Concept, { kind: 'transaction' }>;

/** Callbacks that run when the transaction is over, or outside of it. */
const AFTERWARDS = /after_?commit|on_?(?:transaction_?)?(?:commit|rollback|complete)|^(?:setImmediate|nextTick|setTimeout|queueMicrotask|after|waitUntil)$/i;

/** The call that opens a transaction, the values it may be made on (a client that is one of several), and what identifies its handle for each of them. */
interface Opening { readonly event: FlowEvent; readonly openers: readonly PathValue[]; readonly keys: readonly string[] }

const NO: Answer = { known: 'no', because: [] };
const UNCLEAR: Answer = { known: 'unknown', reason: 'expression', because: [] };

interface Draft { readonly scope: Omit<TransactionScope, 'accesses' | 'remote'>; readonly accesses: Map<string, ScopedEffect>; readonly remote: Map<string, ScopedEffect> }

/** Transactions that are opened by a callback, by hand or by a decorator, with the queries and remote calls that run while they are open. */
export function transactionScopes(executor: Executor, linker: Linker, inScope: (path: string) => boolean): TransactionScope[] {
  const drafts = new Map<string, Draft>();
  for (const { fn, env, summary } of executor.activations) {
    if (!inScope(fn.file.path)) continue;
    const callbacks = summary.events.filter((event) => formOf(event) === 'callback' && event.steps.length === 0);
    for (const opening of [...callbacks, ...beginsOf(summary.events, linker)]) open(drafts, opening, { fn, env }, summary.events, linker);
    decorated(drafts, fn, summary.events, linker);
  }
  return [...drafts.values()]
    .map(({ scope, accesses, remote }) => ({ ...scope, accesses: sorted(accesses), remote: sorted(remote) }))
    .sort((a, b) => compareSpans(a.at, b.at));
}

function sorted(effects: ReadonlyMap<string, ScopedEffect>): ScopedEffect[] {
  return [...effects.values()].sort((a, b) => compareSpans(a.at, b.at) || compareSpans(a.effect.at, b.effect.at));
}

/** A callback's events follow the call that takes it; by hand they stand between begin and commit. */
function open(drafts: Map<string, Draft>, opening: FlowEvent, { fn, env }: { readonly fn: FunctionValue; readonly env: Env }, events: readonly FlowEvent[], linker: Linker): void {
  const concept = opening.concept as Opened;
  const own = anchorAt(opening, 0);
  const key = concept.form === 'begin' ? handleKey(opening.path, linker) : undefined;
  const inside = concept.form === 'callback'
    ? events.filter((event) => event.steps[0]?.expr === opening.expr && event.transaction?.at.start === opening.at.start && event.transaction.at.path === opening.at.path)
    : untilCommit(opening, key, events, linker);
  const label = calleeText(own, fn.file);
  const handle = handleName(opening, concept, inside[0], fn);
  const draft = draftAt(drafts, { id: `${functionLabel(fn.file, fn.id)}: ${label}`, at: spanOf(fn.file.path, own.at), label, ...(handle === undefined ? {} : { handle }) });
  const openers = events.flatMap((event) => (event.kind === 'transaction' && event.expr === opening.expr && anchorAt(event, 0) === own && event.path ? [event.path] : []));
  const keys = concept.form === 'begin' ? [...openers.flatMap((path) => handleKey(path, linker) ?? []), ...beginKeys(opening, env, linker)] : [];
  for (const event of inside) if (!isImpossible(event, fn.fn, linker)) add(draft, event, concept.form === 'callback' ? 1 : 0, { event: opening, openers, keys }, linker);
  if (concept.form === 'callback') for (const nested of nestedOutside(opening, events, linker)) if (!isImpossible(nested.query, fn.fn, linker)) add(draft, nested.query, 1, { event: opening, openers, keys }, linker, nested);
}

/** What runs between begin and commit, on each way on which it is not committed yet. */
function untilCommit(begin: FlowEvent, key: string | undefined, events: readonly FlowEvent[], linker: Linker): readonly FlowEvent[] {
  const after = events.slice(events.indexOf(begin) + 1);
  const commits = after.filter((event) => formOf(event) === 'commit' && handleKey(event.path, linker) === key);
  const last = after.findLastIndex((event) => commits.includes(event));
  if (key === undefined || last < 0) return [];
  const places = new Map(after.map((event, index) => [event, index]));
  const isOver = (event: FlowEvent, index: number): boolean => commits.some((commit) => (places.get(commit) ?? 0) < index && compatible(commit.arms, event.arms));
  return after.slice(0, last).filter((event, index) => event.transaction === undefined && anchorAt(event, 0) !== anchorAt(begin, 0) && !isOver(event, index));
}

/** Everything that a decorated method does runs in its transaction. */
function decorated(drafts: Map<string, Draft>, fn: FunctionValue, events: readonly FlowEvent[], linker: Linker): void {
  const use = opensAmbient(fn, linker);
  if (!use) return;
  const label = functionLabel(fn.file, fn.id);
  const draft = draftAt(drafts, { id: label, at: spanOf(fn.file.path, fn.fn.nameAt), label });
  for (const event of events) if (!isImpossible(event, fn.fn, linker)) add(draft, event, 0, undefined, linker);
}

function draftAt(drafts: Map<string, Draft>, scope: Draft['scope']): Draft {
  const place = `${scope.at.path}:${scope.at.start}`;
  let draft = drafts.get(place);
  if (!draft) drafts.set(place, (draft = { scope, accesses: new Map(), remote: new Map() }));
  return draft;
}

function add(draft: Draft, event: FlowEvent, depth: number, opening: Opening | undefined, linker: Linker, apart?: Nested): void {
  if ((event.kind !== 'access' && event.kind !== 'external') || isStep(event) || isOutside(event, depth, opening?.event)) return;
  const answer: Answer | undefined = apart ? (apart.unsure ? UNCLEAR : NO) : event.kind === 'access' && opening ? onHandle(event, opening.openers, opening.event.concept as Opened, opening.keys, linker) : { known: 'yes', because: [] };
  if (!answer) return;
  const { expr, file } = anchor(event, depth);
  const at = spanOf(file.path, expr.at);
  const effects = event.kind === 'access' ? draft.accesses : draft.remote;
  const place = `${at.path}:${at.start}>${event.at.path}:${event.at.start}`;
  if (effects.has(place) && answer.known !== 'no') return;
  effects.set(place, { at, effect: effectOf(event), onHandle: answer, client: apart ? calleeText(apart.opening.expr, apart.opening.env.file) : clientOf(calleeText(event.expr, event.env.file)) });
}

/** Registered for later, not waited for, or what is done when the work has failed. */
function isOutside(event: FlowEvent, depth: number, opening: FlowEvent | undefined): boolean {
  if (listenerDepth(event) >= 0 || event.arms.slice(opening?.arms.length ?? 0).some((arm) => arm.endsWith('~catch'))) return true;
  if (event.steps.slice(depth).some(({ expr, file }) => expr.kind === 'call' && AFTERWARDS.test(calleeText(expr, file).split('.').at(-1) ?? ''))) return true;
  return [...event.steps.slice(depth), event].some((step) => isDetached(step.expr, 'file' in step ? step.file : step.env.file));
}

/**
 * Where the way leaves the transaction: the first call that is not given its handle. What a wrapper's parameter runs is the code of the wrapper's
 * caller.
 */
function anchor(event: FlowEvent, depth: number): Pick<FlowEvent['steps'][number], 'expr' | 'file'> {
  const callee = depth === 1 ? event.steps[0]?.callee : undefined;
  let handle = callee?.fn.params[0]?.binding;
  for (const step of event.steps.slice(depth)) {
    const { expr, file } = step;
    if (expr.kind !== 'call') return step;
    const given = handle === undefined ? -1 : expr.args.findIndex((arg) => arg.kind === 'name' && arg.binding === handle);
    const runsParameter = expr.callee.kind === 'name' && file.bindings[expr.callee.binding]?.kind === 'param';
    if (given < 0 && !runsParameter) return step;
    handle = given < 0 ? undefined : step.callee.fn.params[given]?.binding;
  }
  return { expr: event.expr, file: event.env.file };
}

function handleName(opening: FlowEvent, concept: Opened, inside: FlowEvent | undefined, { file }: FunctionValue): string | undefined {
  if (concept.ambient || concept.oneConnection) return undefined;
  if (concept.form === 'callback') {
    const callee = inside?.steps[0]?.callee;
    const param = callee?.fn.params[concept.handle ?? 0];
    return param && callee.file.bindings[param.binding]?.name;
  }
  const own = anchorAt(opening, 0);
  const held = file.bindings.find(({ init, assigned = [] }) => [...(init ? [init] : []), ...assigned].some((value) => isAnswerOf(value, own)));
  if (held) return held.name;
  const [given] = opening.steps.length > 0 && own.kind === 'call' ? own.args : [];
  return given?.kind === 'name' ? file.bindings[given.binding]?.name : clientOf(calleeText(own, file));
}

/** What is given to a name is what the call answers, or one of several values: `given ?? (await begin())`. */
function isAnswerOf(value: Expr, own: Expr): boolean {
  switch (value.kind) {
    case 'await': case 'cast': return isAnswerOf(value.value, own);
    case 'logical': return isAnswerOf(value.left, own) || isAnswerOf(value.right, own);
    case 'conditional': return isAnswerOf(value.then, own) || isAnswerOf(value.else, own);
    default: return value.kind === 'call' && contains(value, own);
  }
}

/** What the call is made on, as written: `db` of `db.insert`, `this.orders` of `this.orders.save`. */
function clientOf(label: string): string {
  return label.split('.').slice(0, label.startsWith('this.') ? 2 : 1).join('.');
}
