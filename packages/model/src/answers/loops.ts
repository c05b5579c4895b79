import type { Answer, Expr, FunctionFact, LoopAccess, LoopContext, LoopSubject } from '@assay/contract';
import { compareSpans, walkExpr } from '@assay/contract';
import { originOf, type Arm } from '../flow/arms.js';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import type { Executor } from '../flow/executor.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { functionLabel } from '../text.js';
import { awaitsInside } from './awaits.js';
import { batchOf, isBatch } from './batches.js';
import { isOnlyBuilt } from './built-only.js';
import { isCheckpoint, readsBack } from './checkpoints.js';
import { isClaim } from './claims.js';
import { asksOtherTable, dependsOnLoop } from './dependence.js';
import { effectOf } from './effects.js';
import { anchorAt, argumentOf, contains, framesOf, homeOf, type Frame } from './frames.js';
import { placesOf, type Place } from './given-work.js';
import { listenerDepth } from './listeners.js';
import { isImpossible } from './impossible.js';
import { isOneOfMany, isOneOfManyCases } from './one-of-many.js';
import { isUnitOfWork } from './own-transactions.js';
import { asTold } from './told-statements.js';
import { conditionsOf, roundsOf } from './rounds.js';

interface Draft { readonly id: string; readonly context: LoopContext; exempt?: string; readonly accesses: Map<string, LoopAccess> }

/**
 * Loops that reach a data access through any number of calls, with each distinct access. A loop counts where it stands; of several ways to
 * one access the one that proves dependence is kept. An access in nested loops belongs to the innermost that it depends on.
 */
export function loopSubjects(executor: Executor, linker: Linker, inScope: (path: string) => boolean): LoopSubject[] {
  const drafts = new Map<string, Draft>();
  const batched = batchedCalls(executor);
  const met = new Set(executor.activations.flatMap(({ fn, env, summary }) => (executor.isMet(env) && !summary.cut ? [fn.fn] : [])));
  for (const { fn, env, summary } of executor.activations) {
    // What nobody runs says nothing of the lists that the callers pass.
    if (!inScope(fn.file.path) || (met.has(fn.fn) && !executor.isMet(env))) continue;
    const placeOf = placesOf({ env, events: summary.events, linker });
    for (const general of summary.events) {
      if (general.kind !== 'access') continue;
      const listener = listenerDepth(general);
      for (const [index, loop] of general.loops.entries()) {
        const place = listener >= 0 ? undefined : placeOf(general, loop);
        if (!place) continue;
        const event = asTold(general, env, linker);
        if (isOnlyBuilt(event, loop, fn.fn) || isCovered(event, index, fn.fn, linker)) continue;
        const inBatch = batched.has(event.expr) || isCollected(event, loop, summary.events);
        const way = { event, start: fn.fn, place, inBatch };
        add(drafts, functionLabel(fn.file, fn.id), loop, { ...way, ...only(roundsOf(event, loop, { start: fn.fn, ...place }, linker) ?? othersOf(way, loop, summary.events, linker)) }, linker);
      }
    }
  }
  return [...drafts.values()].map(subjectOf).sort((a, b) => compareSpans(a.at, b.at));
}

/** What the other events of the run, and the table that is asked, say of the rounds. */
function othersOf({ event, start }: Way, loop: LoopRef, events: readonly FlowEvent[], linker: Linker): LoopAccess['only'] {
  if (asksOtherTable(event, loop, start, linker)) return 'apart';
  if (isUnitOfWork(event, loop, events)) return 'alone';
  if (isClaim(event, linker)) return 'alone';
  if (isCheckpoint(event, loop, start, events, linker) || readsBack(event, loop, start, events, linker)) return 'noted';
  const frames = framesOf(event, start);
  return isOneOfMany(event, events) || isOneOfManyCases(event, loop, start, (id, depth) => isElementOf(id, frames[depth], loop), events) ? 'chosen' : undefined;
}

/** The query runs once an element of a loop further in: that loop is the one to mend. */
function isCovered(event: FlowEvent, index: number, start: FunctionFact, linker: Linker): boolean {
  return event.loops.slice(index + 1).some((inner) => inner.exempt === undefined && dependsOnLoop(event, inner, start, linker).known === 'yes');
}

function subjectOf({ id, context, exempt, accesses }: Draft): LoopSubject {
  return { id, at: context.at, context, accesses: [...accesses.values()], ...(exempt === undefined ? {} : { exempt }) };
}

function only(rounds: LoopAccess['only']): Pick<LoopAccess, 'only'> {
  return rounds === undefined ? {} : { only: rounds };
}

/** A way from the loop to an access. */
interface Way extends Pick<LoopAccess, 'only'> { readonly event: FlowEvent; readonly start: FunctionFact; readonly place: Place; readonly inBatch: boolean }

function add(drafts: Map<string, Draft>, fn: string, loop: LoopRef, { event, start, place: { at, form, body, holder }, inBatch, only: rounds }: Way, linker: Linker): void {
  const key = `${at.path}:${at.start}`;
  let draft = drafts.get(key);
  if (!draft) {
    const context = { at, kind: loop.kind, form };
    drafts.set(key, (draft = { id: `${form} loop in ${fn}`, context, accesses: new Map(), ...(loop.exempt ? { exempt: loop.exempt } : {}) }));
  }
  // A list is literal for one caller only.
  if (!loop.exempt) delete draft.exempt;
  // A wrapper around a client runs each statement in one place.
  const where = `${event.at.path}:${event.at.start} ${event.concept?.kind === 'access' ? event.concept.op : ''}`;
  const known = draft.accesses.get(where);
  const conditions = conditionsOf(event, { start, at, body, holder });
  if (known && !isPlainer({ only: rounds, conditions }, known)) return;
  const asked = dependsOnLoop(event, loop, start, linker);
  const fresh = asked.known !== 'yes' && (isFreshRow(event, loop) || (asked.known === 'no' && isRowOfRound(event, loop)));
  const depends: Answer = fresh ? { known: 'yes', because: [] } : asked;
  if ((known && depends.known !== 'yes') || (depends.known === 'yes' && isImpossible(event, start, linker))) return;
  const kind = kindOf(event, loop, holder);
  const isHelpers = at.path !== loop.at.path || at.start !== loop.at.start;
  const context = { ...draft.context, kind, ...(kind === 'concurrent' && (isLimited(event, loop) || (isHelpers && isInPortions(event, loop))) ? { limited: true as const } : {}) };
  draft.accesses.set(where, { loop: context, fn, at: event.at, effect: effectOf(event), depends, conditions, groups: loop.groups === true, chunk: takesWhole(event, loop, start), inBatch, ...(fresh ? { fresh } : {}), ...only(rounds), ...(loop.exempt ? { exempt: loop.exempt } : {}) });
}

/** `for (let i = 0; i < count; i++) create({ code: draw() })`: a row whose values are made anew in each round, whether or not the counter is among them. */
function isFreshRow({ concept, expr, at }: FlowEvent, { form, at: loop }: LoopRef): boolean {
  if (form !== 'for' || concept?.kind !== 'access' || concept.op !== 'create' || concept.bulk === true || expr.kind !== 'call') return false;
  const isInside = at.path === loop.path && at.start >= loop.start && at.end <= loop.end;
  const [row] = expr.args;
  return isInside && row?.kind === 'object' && [...walkExpr(row)].some((part) => part.kind === 'call');
}

const EACH: ReadonlySet<string> = new Set(['for..of', 'map', 'forEach', 'flatMap']);

/** `for (const address of addresses) await invite(club)`, which makes a row with a code that it draws: one row for each element, of which nothing goes into it. */
function isRowOfRound({ concept, expr, env, steps, arms }: FlowEvent, { form, at: loop }: LoopRef): boolean {
  if (!EACH.has(form) || concept?.kind !== 'access' || concept.op !== 'create' || concept.bulk === true || expr.kind !== 'call' || steps.length === 0) return false;
  const [row] = expr.args;
  const { fn, file } = env;
  const holdsLoop = file.path === loop.path && fn.at[0] <= loop.start && loop.end <= fn.at[1];
  if (!row || holdsLoop || arms.some((arm) => isChosenIn(loop, arm))) return false;
  const own = (part: Expr): readonly Expr[] => {
    const binding = part.kind === 'name' ? file.bindings[part.binding] : undefined;
    return binding?.init && binding.kind !== 'param' && file.functions[binding.fn] === fn ? [binding.init] : [];
  };
  const made = walkExpr(row).flatMap((part) => [part, ...own(part).flatMap(walkExpr)]);
  const drawn = made.flatMap((part) => [part, ...own(part).flatMap(walkExpr)]);
  return drawn.some((part) => part.kind === 'call' && DRAWS.test(calledName(part.callee, file)));
}

/** A condition in the loop itself, which may hold for one element alone. */
function isChosenIn({ path, start, end }: LoopRef['at'], arm: Arm): boolean {
  const origin = originOf(arm);
  return origin?.path === path && start <= origin.offset && origin.offset < end && !/^(?:cb|try|alt)/.test(origin.kind);
}

/** What answers something else at each call. */
const DRAWS = /^(?:random\w*|uuid\w*|v[1-7]|uuidv[1-7]|nanoid|cuid2?|createId|ulid|ksuid|generate\w*|make(?:Id|Code|Token)|objectId)$/i;

/** A way that proves more than the one that is known. */
function isPlainer({ only: rounds, conditions }: Pick<LoopAccess, 'only' | 'conditions'>, known: LoopAccess): boolean {
  if (known.depends.known !== 'yes' || (known.only !== undefined && rounds === undefined)) return true;
  return rounds === known.only && conditions < known.conditions;
}

/** The loop makes the query, and a batch after it sends it; a batch in each round is one query a round all the same. */
function isCollected(event: FlowEvent, loop: LoopRef, events: readonly FlowEvent[]): boolean {
  const batch = batchOf(event, events);
  return batch !== undefined && !batch.loops.some(({ at }) => at.path === loop.at.path && at.start === loop.at.start);
}

/** Queries that a function only makes and a caller's batch sends. */
function batchedCalls({ activations }: Executor): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  for (const { summary } of activations) {
    if (!summary.events.some(isBatch)) continue;
    for (const event of summary.events) {
      const batch = event.kind === 'access' && event.loops.some(({ depth }) => depth > 0) ? batchOf(event, summary.events) : undefined;
      if (batch && event.loops.some(({ depth }) => depth > batch.steps.length)) found.add(event.expr);
    }
  }
  return found;
}

const LISTING: ReadonlySet<string> = new Set(['inArray', 'whereIn', 'andWhereIn', 'orWhereIn', 'In', 'in', '$in']);

/** `inArray(jars.id, chunk)`, `where('id', 'in', chunk)`, `{ id: { in: chunk } }`: the element of the loop is a list of keys. */
function takesWhole(event: FlowEvent, loop: LoopRef, start: FunctionFact): boolean {
  const { expr, env, steps } = event;
  if (steps.length > 0 && loop.depth === 0) return false;
  const isElement = (part: Expr | undefined): boolean => part?.kind === 'name' && isElementOf(part.binding, framesOf(event, start).at(-1), loop);
  return [...walkExpr(expr)].some((part) => {
    if (part.kind === 'object') return part.members.some((member) => member.kind === 'property' && LISTING.has(member.key ?? '') && isElement(member.value));
    if (part.kind !== 'call' || !isElement(part.args.at(-1))) return false;
    const operator = part.args.at(-2);
    const callee = calledName(part.callee, env.file);
    return LISTING.has(callee) || (operator?.kind === 'literal' && operator.value === 'in');
  });
}

/** Is it the name of the element, or of a parameter that is given it? */
function isElementOf(id: number, frame: Frame | undefined, loop: LoopRef): boolean {
  if (!frame) return false;
  if (frame.file === loop.file && loop.bindings.includes(id)) return true;
  const home = homeOf(id, frame);
  const binding = frame.file.bindings[id];
  if (binding?.kind === 'param' && home?.depth === loop.depth + 1 && home.step?.element === true && home.step.expr === loop.expr) return true;
  const given = binding?.kind === 'param' && home ? argumentOf(binding.index ?? 0, home) : undefined;
  return given?.kind === 'name' && isElementOf(given.binding, home?.caller, loop);
}

/** No more than a given number of rounds run at a time: the loop says so, or what it hands its calls to. */
function isLimited({ steps }: FlowEvent, { limited, depth }: LoopRef): boolean {
  return limited === true || steps.slice(depth).some((step) => step.limited === true);
}

/** A helper goes over portions of the list one after the other, and over the elements of each at once. */
function isInPortions({ loops }: FlowEvent, loop: LoopRef): boolean {
  return loops.slice(0, loops.indexOf(loop)).some(({ kind, depth }) => kind === 'sequential' && depth > 0);
}

/** `last = last.then(() => save(jar))`: each round waits for the one before. */
function isChained(event: FlowEvent, loop: LoopRef): boolean {
  return event.steps.slice(0, loop.depth + 2).some(({ expr, file }) => {
    if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !/^(?:then|finally)$/.test(expr.callee.name) || expr.callee.object.kind !== 'name') return false;
    const { binding } = expr.callee.object;
    return file.path === loop.at.path && expr.at[0] >= loop.at.start && (file.bindings[binding]?.assigned ?? []).some((value) => contains(value, expr));
  });
}

/** A loop that starts its queries and does not wait for them in the body runs them all at once. */
function kindOf(event: FlowEvent, loop: LoopRef, holder: FunctionFact): LoopRef['kind'] {
  if (event.concept?.kind === 'access' && event.concept.blocks) return 'sequential';
  if (isChained(event, loop)) return 'sequential';
  if (loop.kind === 'concurrent' || loop.expr !== undefined || holder.generator) return loop.kind;
  return awaitsInside(holder, anchorAt(event, loop.depth), loop.at) ? 'sequential' : 'concurrent';
}
