import { blocksOf, Label, walkExpr, type Expr, type Stmt, type TraceStep } from '@assay/contract';
import { originOf } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';
import { asksStillCounts, partsOf } from '../flow/inquiries.js';
import { isRank } from '../flow/ranks.js';
import { compatible } from '../flow/rejection.js';
import { rootName } from '../ir/mutations.js';
import type { Linker } from '../link/linker.js';
import { isWrite } from './effects.js';
import type { EntryFlow } from './entry-flow.js';
import type { Narrowed } from './ownership.js';
import { isOnlyLookedFor } from './only-there.js';
import { allKeys, requestKeysOf, shareKeys, type RequestKeys } from './request-keys.js';
import { selectorsOf, type Selector } from './selectors.js';
import { holdsStandIns } from './standing-in.js';
import { ofOneList, tiedKeys } from './tied-rows.js';
import { toldKeys } from './told-keys.js';

const IDENTITY = Label.principal | Label.credential;

/** How the caller was looked at: surely, or in a way that may have been a check. */
export interface Looks { readonly sure?: TraceStep; readonly may?: TraceStep }

/** What a write is about: `named`, the values of the request that name its row; `everyone`: all rows, whosever they are; `narrowed`: accesses to the same table that are narrowed to the caller. */
export interface LookedAt {
  readonly named: RequestKeys;
  readonly everyone: boolean;
  readonly narrowed: readonly Narrowed[];
  /** What is known to ask for a right to other objects. */
  readonly elsewhere: ReadonlySet<FlowEvent>;
}

/**
 * What looks at the caller before a write, and stops those whose right it does not find. What asks nothing of the object and stands before an access that is narrowed all
 * the same is none.
 */
export function looksBefore(write: FlowEvent, { named: own, everyone, narrowed, elsewhere }: LookedAt, flow: EntryFlow, linker: Linker): Looks {
  let may: TraceStep | undefined;
  const earlier = flow.events.slice(0, flow.events.indexOf(write));
  const before = earlier.filter((event) => compatible(event.arms, write.arms));
  const named = allKeys([own, tiedKeys(own, earlier.filter(fails), before, linker)]);
  const isAsked = before.some((event) => !elsewhere.has(event) && asksOf(event, named, flow, linker));
  const held = before.filter((event) => narrowsHolders(event, flow, linker));
  for (const event of before) {
    const found = elsewhere.has(event) ? undefined : lookOf(event, linker);
    if (found && (holdsStandIns(event, write, linker) || event.steps.some(({ callee }) => asksStillCounts(callee.fn.name)))) continue;
    if (found && held.some((holder) => holder === event || event.arms.some((arm) => isOf(arm, holder)))) continue;
    if (found === 'compares' && !decidesOn(event, write, flow) && !decidesOnEach(event, write, named, linker)) continue;
    // A right to one object is none to those of everybody.
    if (everyone && found === 'compares' && !(linker.labels(event.expr, event.env) & Label.role)) continue;
    if (found && !(found === 'compares' && isRule(event, flow, linker)) && isCommon(event, narrowed) && !mentions(event, named, flow, linker)) continue;
    // To have a right to one object says nothing of another, which nobody looked at.
    if (found === 'compares' && !isAsked && isElsewhere(event, named, flow, linker)) continue;
    if (found === 'compares' && event.within.every((arm) => write.arms.includes(arm))) return { sure: { at: event.at, message: 'looks at the caller and the object here' } };
    if (found) may ??= { at: event.at, message: 'may ask for the right of the caller here' };
  }
  return may ? { may } : {};
}

/** A function that only approves or refuses asks for a role, or sets the caller beside something of the request whose name it is told: `memberOf('args.teamId')`. */
function isRule(event: FlowEvent, flow: EntryFlow, linker: Linker): boolean {
  const asksRole = (linker.labels(event.expr, event.env) & Label.role) !== 0 || [...walkExpr(event.expr)].some(isRank);
  return flow.deciding.has(event) && (asksRole || requestKeysOf(event.expr, event.env, linker).open);
}

/** Does the same place look before an access that is narrowed to the caller? */
function isCommon({ at }: FlowEvent, narrowed: readonly Narrowed[]): boolean {
  return narrowed.some(({ event, flow, sure }) => sure && flow.events.slice(0, flow.events.indexOf(event)).some((other) => other.at.path === at.path && other.at.start === at.start));
}

/** Something is looked up, asked or compared with what the write is addressed by. */
function mentions(event: FlowEvent, named: RequestKeys, flow: EntryFlow, linker: Linker): boolean {
  if (event.kind === 'respond' || event.kind === 'throw' || event.kind === 'transaction' || isWrite(event)) return false;
  const taken = toldKeys(event, flow, linker);
  return event.kind === 'inquiry' ? shareKeys({ ...taken, open: false }, named) : shareKeys(taken, named);
}

/** .. by what the route is told to do; what stands before all routes, and is given the request as a whole, is told no row by its name. */
function isAbout(event: FlowEvent, named: RequestKeys, flow: EntryFlow, linker: Linker): boolean {
  return mentions(event, named, flow, linker) && (flow.own.includes(event) || !requestKeysOf(event.expr, event.env, linker).open);
}

/** Is anything asked of what is named, besides whether it is there? */
export function asksOf(event: FlowEvent, named: RequestKeys, flow: EntryFlow, linker: Linker): boolean {
  return isAbout(event, named, flow, linker) && !(isOnlyLookedFor(event) && isToldOnly(event, named, linker));
}

/** It is told nothing but what names the row: it does not hold the row against the caller, or against something else of the request. */
function isToldOnly(event: FlowEvent, named: RequestKeys, linker: Linker): boolean {
  const { keys, open } = requestKeysOf(event.expr, event.env, linker);
  return !open && [...keys].every((key) => named.keys.has(key)) && lookOf(event, linker) === undefined && selectorsOf(event, linker).every(({ source }) => source !== 'principal');
}

/** The right that is looked for is one to an object, and to another one. */
function isElsewhere(event: FlowEvent, named: RequestKeys, flow: EntryFlow, linker: Linker): boolean {
  const { keys, open } = toldKeys(event, flow, linker);
  return !open && !named.open && keys.size > 0 && named.keys.size > 0 && !ofOneList({ keys, open }, named);
}

/** A comparison, or an access that the caller and the request narrow together. */
function lookOf(event: FlowEvent, linker: Linker): 'compares' | 'may' | undefined {
  if (event.kind === 'inquiry') return event.inquiry;
  if (event.kind !== 'access') return undefined;
  const selectors = selectorsOf(event, linker);
  if (!selectors.some((selector) => selector.source === 'principal')) return mayBeOfCaller(event, selectors, linker) ? 'may' : undefined;
  if (selectors.some((selector) => selector.source !== 'principal' && linker.labels(selector.expr, selector.env) & Label.input)) return 'compares';
  if (selectors.some((selector) => isJoined(selector, linker))) return 'compares';
  if (!isWrite(event) && selectors.some((selector) => isHandedByLibrary(selector, linker))) return 'may';
  return isWrite(event) && event.certainty.bits !== 0 && !isDiscarded(event) ? 'may' : undefined;
}

/** A key that is put together of the caller and of what the request names: `${team}:${caller.id}`. */
function isJoined({ source, expr, env }: Selector, linker: Linker): boolean {
  return source === 'principal' && partsOf(expr, env).some((part) => (linker.labels(part, env) & (Label.input | IDENTITY)) === Label.input);
}

/** `schema.superRefine(async (data) => .. where: { id: data.id, ownerId: caller })`: what a library hands to a callback may be what the request names. */
function isHandedByLibrary({ source, expr, env }: Selector, linker: Linker): boolean {
  const id = source === 'other' ? rootName(expr) : undefined;
  return id !== undefined && env.file.bindings[id]?.kind === 'param' && linker.evaluate(expr, env).kind === 'unknown';
}

/** `where: { id: input.id, userId: this.user.id }`: whose row it is to be is asked as well, and of the value nothing is known. */
function mayBeOfCaller(event: FlowEvent, selectors: readonly Selector[], linker: Linker): boolean {
  const isOwner = ({ source, name, expr, env }: Selector): boolean => source === 'other' && OWNER.test(name) && linker.evaluate(expr, env).kind !== 'const';
  return !isWrite(event) && selectors.some(({ source }) => source === 'request') && selectors.some(isOwner);
}

const OWNER = /^(?:owner|user|author|account|member|tenant|org|organi[sz]ation|team|workspace)(?:_?id)?$/i;

/** Nobody looks at what came of it: a statement of its own, `await store.touch(caller.id)`. */
function isDiscarded({ steps, expr, env }: FlowEvent): boolean {
  const [first] = steps;
  const call = first?.expr ?? expr;
  const fn = first ? first.file.functions.findLast((one) => one.at[0] <= call.at[0] && call.at[1] <= one.at[1]) : env.fn;
  const isStatement = (statement: Stmt): boolean => (statement.kind === 'expr' && (statement.value === call || (statement.value.kind === 'await' && statement.value.value === call))) || blocksOf(statement).some((block) => block.some(isStatement));
  return fn?.body.some(isStatement) ?? false;
}

/** Does what was seen decide whether the write is reached? It, or a function that it stands in, is followed by a branch that leads to the write only, or by an error. */
export function decidesOn(event: FlowEvent, write: FlowEvent, flow: EntryFlow): boolean {
  if (flow.deciding.has(event) || (event.kind === 'access' && /Or(?:Throw|Fail|Reject|404)/.test(event.path?.path ?? ''))) return true;
  const places = [...event.steps.map((step) => ({ path: step.file.path, start: step.expr.at[0], fn: step.file.functions.findLast((fn) => fn.at[0] <= step.expr.at[0] && step.expr.at[1] <= fn.at[1]) })), { path: event.at.path, start: event.at.start, fn: event.env.fn }];
  return places.some(({ path, start, fn }) => {
    const end = fn && fn.kind !== 'module' ? fn.at[1] : Infinity;
    const inside = (place: string, offset: number): boolean => place === path && offset >= start && offset < end;
    const branches = write.arms.some((arm) => {
      const origin = originOf(arm);
      return origin !== undefined && /^(?:&|$)/.test(origin.kind) && inside(origin.path, origin.offset);
    });
    return branches || flow.events.some((other) => fails(other) && stands(other, inside) && !comesAfter(other, write, flow));
  });
}

/** `for (const id of ids) { if (!allowed(id)) return; } remove(ids)`: who has no right to one of a list does not come to what is done with all of it. */
function decidesOnEach({ at, env, expr, steps }: FlowEvent, write: FlowEvent, named: RequestKeys, linker: Linker): boolean {
  if (!ofOneList(requestKeysOf(expr, env, linker), named)) return false;
  const places = [...steps.map(({ file, expr: call }) => ({ path: file.path, start: call.at[0] })), { path: at.path, start: at.start }];
  const ends = [...write.steps.map(({ file, expr: call }) => ({ path: file.path, start: call.at[0] })), { path: write.at.path, start: write.at.start }];
  return places.some(({ path, start }, depth) => {
    const end = ends[depth];
    const fn = end?.path === path ? linker.index.file(path)?.functions.findLast((one) => one.at[0] <= start && start < one.at[1] && one.at[0] <= end.start && end.start < one.at[1]) : undefined;
    return fn !== undefined && loopsAround(fn.body, start).some((loop) => loop.at[1] <= (end?.start ?? 0) && refusesAfter(loop.body, start));
  });
}

function loopsAround(statements: readonly Stmt[], offset: number): readonly Extract<Stmt, { kind: 'loop' }>[] {
  const around = statements.find(({ at }) => at[0] <= offset && offset < at[1]);
  if (!around) return [];
  return [...(around.kind === 'loop' ? [around] : []), ...blocksOf(around).flatMap((block) => loopsAround(block, offset))];
}

/** Does the first branch at or behind the place leave the function? */
function refusesAfter(statements: readonly Stmt[], offset: number): boolean {
  const first = statements.find((one) => one.kind === 'if' && one.at[1] > offset);
  return first?.kind === 'if' && [...first.then, ...first.else].some(({ kind }) => kind === 'return' || kind === 'throw');
}

/** `if (caller.scopes && ..) { if (!allowed) throw }`: who has a list of rights is held to it, and who has none goes on all the same. */
function narrowsHolders(event: FlowEvent, flow: EntryFlow, linker: Linker): boolean {
  if (event.kind !== 'inquiry' || !conjuncts(event.expr).some((term) => term.kind === 'member' && (linker.labels(term, event.env) & Label.role) !== 0)) return false;
  const taken = flow.events.flatMap((other) => (fails(other) ? other.arms.flatMap((arm, index) => (isOf(arm, event) ? [{ arm, isLast: index === other.arms.length - 1 }] : [])) : []));
  return taken.length > 0 && taken.every(({ arm, isLast }) => arm.endsWith('~t') && !isLast);
}

/** Is it an arm of the branch whose condition this is? */
function isOf(arm: string, { at, expr }: FlowEvent): boolean {
  const origin = originOf(arm);
  return origin?.kind === '' && origin.path === at.path && origin.offset === expr.at[0];
}

/** What has to be there, all of it, for a condition to hold. */
function conjuncts(test: Expr): readonly Expr[] {
  if (test.kind === 'cast' || test.kind === 'await') return conjuncts(test.value);
  return test.kind === 'logical' && test.op === '&&' ? [...conjuncts(test.left), ...conjuncts(test.right)] : [test];
}

export function fails(event: FlowEvent): boolean {
  return event.kind === 'throw' || (event.kind === 'respond' && (event.status ?? 200) >= 400);
}

/** The event, or the call that led to it, stands there. */
function stands(event: FlowEvent, inside: (path: string, offset: number) => boolean): boolean {
  return inside(event.at.path, event.at.start) || event.steps.some((step) => inside(step.file.path, step.expr.at[0]));
}

function comesAfter(event: FlowEvent, write: FlowEvent, flow: EntryFlow): boolean {
  return flow.events.indexOf(event) > flow.events.indexOf(write);
}
