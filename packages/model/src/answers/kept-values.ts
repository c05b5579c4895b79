import { walk, walkExpr, type Expr, type FileFacts, type FunctionFact } from '@assay/contract';
import type { LoopRef } from '../flow/events.js';
import { homeOf, type Frame } from './frames.js';

const ASKS: ReadonlySet<string> = new Set(['has', 'get']);
const FILLS: ReadonlySet<string> = new Set(['set', 'add']);

/**
 * `if (!buyers.has(order.buyerId)) { .. buyers.set(order.buyerId, row) }`: a collection that the rounds ask first and fill with what they find. One that is asked for
 * the element itself only leaves out what comes twice.
 */
export function asksOwnMemo(test: Expr, { file, depth }: Frame, fn: FunctionFact, loop: LoopRef): boolean {
  const own = depth === loop.depth;
  const isElement = (key: Expr | undefined): boolean => own && key?.kind === 'name' && loop.bindings.includes(key.binding);
  const asked = asksPresence(test) ? [test, ...namedIn(test, file)].flatMap(walkExpr).flatMap((expr) => askedIn(expr, isElement)) : [];
  return asked.length > 0 && walk(fn).some((expr) => (!own || (expr.at[0] >= loop.at.start && expr.at[1] <= loop.at.end)) && filledBy(expr).some((binding) => asked.includes(binding)));
}

/** `hit`, `!hit`, `hit === undefined`, `known.has(key)`: no comparison with something else. */
function asksPresence(test: Expr): boolean {
  if (test.kind === 'unary' && test.op === '!') return asksPresence(test.value);
  return test.kind !== 'binary' || test.right.kind === 'undefined' || (test.right.kind === 'literal' && test.right.value === null);
}

/** What the names of an expression were declared with. */
function namedIn(expr: Expr, file: FileFacts): readonly Expr[] {
  return walkExpr(expr).flatMap((inner) => {
    const init = inner.kind === 'name' ? file.bindings[inner.binding]?.init : undefined;
    return init ? [init] : [];
  });
}

function askedIn(expr: Expr, isElement: (key: Expr | undefined) => boolean): readonly number[] {
  if (expr.kind === 'index' && expr.object.kind === 'name') return isElement(expr.index) ? [] : [expr.object.binding];
  const asks = expr.kind === 'call' && expr.callee.kind === 'member' && ASKS.has(expr.callee.name) && expr.callee.object.kind === 'name' && !isElement(expr.args[0]);
  return asks && expr.callee.kind === 'member' && expr.callee.object.kind === 'name' ? [expr.callee.object.binding] : [];
}

function filledBy(expr: Expr): readonly number[] {
  // A mark only says that the row was there before.
  if (expr.kind === 'assign') return expr.target.kind === 'index' && expr.target.object.kind === 'name' && !isTrue(expr.value) ? [expr.target.object.binding] : [];
  return expr.kind === 'call' && expr.callee.kind === 'member' && FILLS.has(expr.callee.name) && expr.callee.object.kind === 'name' ? [expr.callee.object.binding] : [];
}

/**
 * `if (this.rows === undefined) this.rows = await find()`: an object, or a module, keeps what was found. An object that is the element, or is reached through it, keeps
 * that for itself.
 */
export function asksOwnField(test: Expr, frame: Frame, fn: FunctionFact, loop: LoopRef): boolean {
  // `if (this.rows && isFresh(this.readAt)) return this.rows`.
  if (test.kind === 'logical') return asksOwnField(test.left, frame, fn, loop) || asksOwnField(test.right, frame, fn, loop);
  const { file, receiver, caller } = frame;
  const asked = askedValue(test);
  if (asked?.kind === 'name') {
    const owner = file.functions[file.bindings[asked.binding]?.fn ?? -1];
    return owner?.kind === 'module' && walk(fn).some((expr) => expr.kind === 'assign' && expr.target.kind === 'name' && expr.target.binding === asked.binding);
  }
  if (asked?.kind !== 'member' || asked.object.kind !== 'this') return false;
  const isElement = caller?.file === loop.file && receiver !== undefined && walkExpr(receiver).some((expr) => expr.kind === 'name' && loop.bindings.includes(expr.binding));
  return !isElement && walk(fn).some((expr) => expr.kind === 'assign' && expr.target.kind === 'member' && expr.target.object.kind === 'this' && expr.target.name === asked.name);
}

/** What is looked for: `hit` of `!hit`, `hit === undefined`. */
function askedValue(test: Expr): Expr | undefined {
  if (test.kind === 'unary' && test.op === '!') return askedValue(test.value);
  if (test.kind !== 'binary') return test;
  return asksPresence(test) ? test.left : undefined;
}

/** `if (!ready) { .. } ready = true`: does the mark outlive the rounds of a loop, which begins at this depth of calls? Of one that an object has for itself it is not known. */
export function roundMark(test: Expr, frame: Frame, loopDepth: number): 'outlives' | 'unknown' | undefined {
  const { fn, file } = frame;
  const mark = test.kind === 'unary' && test.op === '!' && test.value.kind === 'name' ? test.value.binding : undefined;
  const owner = mark === undefined ? undefined : file.functions[file.bindings[mark]?.fn ?? -1];
  if (mark === undefined || !fn || !owner || owner === fn) return undefined;
  if (!walk(fn).some((expr) => expr.kind === 'assign' && expr.target.kind === 'name' && expr.target.binding === mark && isTrue(expr.value))) return undefined;
  const home = homeOf(mark, frame);
  if (owner.kind === 'module' || (home !== undefined && home.depth <= loopDepth)) return 'outlives';
  return home === undefined ? 'unknown' : undefined;
}

function isTrue(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === true;
}

/** `const owner = row.owner ?? await find(row.ownerId)`: what is there already is not read. */
export function isFallback(left: Expr, fn: FunctionFact, file: FileFacts): boolean {
  const whole = walk(fn).find((expr) => expr.kind === 'logical' && expr.op !== '&&' && expr.left === left);
  return whole !== undefined && holdsRow(left, file) && isKeptValue(whole, fn, file);
}

const QUESTION = /^(?:is|has|can|may|should|was|did|allow)/i;

function holdsRow(expr: Expr, file: FileFacts): boolean {
  if (expr.kind === 'cast') return holdsRow(expr.value, file);
  if (expr.kind === 'member') return !QUESTION.test(expr.name);
  if (expr.kind === 'name') return !QUESTION.test(file.bindings[expr.binding]?.name ?? '');
  return expr.kind === 'index' || (expr.kind === 'call' && expr.callee.kind === 'member' && (expr.callee.name === 'find' || expr.callee.name === 'get'));
}

/** It is given to a variable: no condition. */
function isKeptValue(whole: Expr, fn: FunctionFact, file: FileFacts): boolean {
  const same = (expr: Expr | undefined): boolean => expr !== undefined && (expr === whole || (expr.kind === 'cast' && same(expr.value)));
  return file.bindings.some(({ init, assigned = [] }) => same(init) || assigned.some(same)) || walk(fn).some((expr) => expr.kind === 'assign' && same(expr.value));
}
