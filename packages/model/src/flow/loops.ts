import { blocksOf, expressionsOf, walkExpr, type Arg, type Env, type Expr, type ExprOf, type FunctionFact, type Stmt } from '@assay/contract';
import { rootName } from '../ir/mutations.js';
import type { Linker } from '../link/linker.js';
import { isChunked, isOneRow } from './chunks.js';
import { isFixedList, isFixedObject } from './fixed-list.js';
import { yieldsRows } from './row-generators.js';
import { isSmallCount } from './small-count.js';

type Loop = Extract<Stmt, { kind: 'loop' }>;

interface Iteration { readonly over: Expr; readonly form: string; kind(callback: FunctionFact): 'sequential' | 'concurrent' }

/** Why a loop is none over data. */
export const PAGING = 'a loop that pages, polls or retries';

/** Array methods that call back once an element. */
const ITERATORS: ReadonlySet<string> = new Set([
  'map', 'forEach', 'filter', 'some', 'every', 'find', 'findIndex', 'flatMap', 'reduce', 'reduceRight', 'findLast', 'each', 'mapSeries', 'eachSeries',
]);

/** `list.map(cb)` and its like: what is iterated, and whether the calls overlap. */
export function iterationOf(expr: ExprOf<'call'>): Iteration | undefined {
  if (expr.callee.kind !== 'member' || !ITERATORS.has(expr.callee.name)) return undefined;
  const form = expr.callee.name;
  const sequential = form === 'reduce' || form === 'reduceRight' || form.endsWith('Series');
  return { over: expr.callee.object, form, kind: () => (sequential ? 'sequential' : 'concurrent') };
}

/** What a function gets that is called once an element. */
export function elementArg(over: Expr | undefined, env: Env, linker: Linker): Arg {
  const filling = over && filledWith(over);
  if (filling) return linker.arg(filling, env);
  const element = over && linker.evaluate({ kind: 'element', of: over, at: over.at }, env);
  return { value: element ?? { kind: 'unknown', key: '?', reason: 'parameter' }, labels: over ? linker.labels(over, env) : 0 };
}

/** `new Array(slots).fill(source)`: what each element is. */
function filledWith(over: Expr): Expr | undefined {
  return over.kind === 'call' && over.callee.kind === 'member' && over.callee.name === 'fill' && over.args.length === 1 ? over.args[0] : undefined;
}

/** `new Array(slots).fill(source).map(async (source) => { for await (const row of source) .. })`: workers that share one source are no data, what they go over is. */
export function isWorkerPool(over: Expr | undefined, { params, body }: FunctionFact): boolean {
  const [element] = params;
  const drains = (statements: readonly Stmt[]): boolean => statements.some((statement) => (statement.kind === 'loop' && statement.iterable !== undefined && rootName(statement.iterable) === element?.binding) || blocksOf(statement).some(drains));
  return over !== undefined && filledWith(over) !== undefined && element !== undefined && drains(body);
}

/** What a loop does with its elements: their names, and the expressions of its body. */
export interface Use { readonly elements: readonly number[]; readonly parts: () => readonly Expr[] }

/** Why a collection may run a query for each element: it is no data of unknown size, or its elements are many rows each. */
export function collectionExemption(over: Expr | undefined, use: Use, env: Env, linker: Linker): string | undefined {
  if (!over) return undefined;
  if (isFixedList(over, env, linker)) return 'a short literal list';
  return isChunked(over, env) && !isOneRow(use.elements, use.parts()) ? 'a list of chunks' : undefined;
}

/** All expressions of some statements, without their parts. */
function partsOf(statements: readonly Stmt[]): readonly Expr[] {
  return statements.flatMap((statement) => [...expressionsOf(statement), ...blocksOf(statement).flatMap(partsOf)]);
}

const KEYED: ReadonlySet<string> = new Set(['entries', 'keys', 'values']);

/** The collection holds groups: `Object.entries(groupBy(..))`, a map from a value to the rows that share it. */
export function isGrouped(over: Expr | undefined, env: Env): boolean {
  if (!over) return false;
  const keyed = over.kind === 'call' && over.callee.kind === 'member' && KEYED.has(over.callee.name);
  return keyed || mentions(over, env, /group|^by[A-Z]|[a-z]By[A-Z]/);
}

/** Why a loop may run a query each time round: it is no loop over data. */
export function loopExemption(loop: Loop, env: Env, linker: Linker): string | undefined {
  const fixed = collectionExemption(loop.iterable, { elements: loop.bindings, parts: () => partsOf(loop.body) }, env, linker);
  if (fixed !== undefined) return fixed;
  if (loop.loop === 'for-in' && loop.iterable && isFixedObject(loop.iterable, env, linker)) return 'a short literal list';
  if (endsFirstTime(loop.body)) return 'a loop that ends in its first round';
  switch (loop.loop) {
    case 'for': return countsFixedList(loop, env, linker) ? 'a short literal list' : forExemption(loop, env);
    case 'while': case 'do': return takenIn(loop, env).length === 0 && indexedBy(loop).length === 0 ? PAGING : undefined;
    case 'for-await': return loop.iterable && yieldsRows(loop.iterable, env, linker) ? undefined : 'a stream';
    default: return undefined;
  }
}

/** Names that hold the element or its index: declared by the loop, taken from a queue in its body, or counted up beside it. */
export function loopBindings(loop: Loop, env: Env): readonly number[] {
  return loop.loop === 'while' || loop.loop === 'do' ? [...loop.bindings, ...takenIn(loop, env), ...indexedBy(loop)] : loop.bindings;
}

function forExemption(loop: Loop, env: Env): string | undefined {
  if (!loop.test) return PAGING;
  if (isSmallCount(loop.test)) return 'a short count';
  if (countsChunks(loop.test, env) || countsPortions(loop.test, env)) return 'a list of chunks';
  if (loop.update?.kind === 'assign' && !(loop.update.value.kind === 'literal' && loop.update.value.value === 1)) return 'a list of chunks';
  const names = loop.bindings.map((id) => env.file.bindings[id]?.name ?? '');
  if (names.some((name) => /attempt|retr|tries|page|offset|batch|cursor/i.test(name))) return PAGING;
  return mentions(loop.test, env, /retr|attempt|tries|page/i) || pagesBy(loop) ? PAGING : undefined;
}

/** Settings of a query that say which page it reads. */
const PAGE = /^(?:page|page_?(?:no|num|number|index)|skip|offset)$/i;

/** `for (let i = 1; i <= max; i++) read({ page: i, limit })`: each round reads other rows of one list. */
function pagesBy(loop: Loop): boolean {
  const counts = (expr: Expr): boolean => walkExpr(expr).some((inner) => inner.kind === 'name' && loop.bindings.includes(inner.binding));
  const visit = (statements: readonly Stmt[]): boolean => statements.some((statement) => expressionsOf(statement).flatMap(walkExpr).some((expr) => {
    if (expr.kind === 'object') return expr.members.some((member) => member.kind === 'property' && PAGE.test(member.key) && counts(member.value));
    return expr.kind === 'call' && expr.callee.kind === 'member' && PAGE.test(expr.callee.name) && expr.args.some(counts);
  }) || blocksOf(statement).some(visit));
  return visit(loop.body);
}

/** `i < STEPS.length` of a list that the source writes out. */
function countsFixedList({ test }: Loop, env: Env, linker: Linker): boolean {
  return test?.kind === 'binary' && test.right.kind === 'member' && test.right.name === 'length' && isFixedList(test.right.object, env, linker);
}

/** `i < batches.length` */
function countsChunks(test: Expr, env: Env): boolean {
  return test.kind === 'binary' && test.right.kind === 'member' && test.right.name === 'length' && isChunked(test.right.object, env);
}

/** `i < Math.ceil(total / size)`: as many rounds as portions. */
function countsPortions(test: Expr, { file }: Env): boolean {
  if (test.kind !== 'binary' || !/^<=?$/.test(test.op)) return false;
  const binding = test.right.kind === 'name' ? file.bindings[test.right.binding] : undefined;
  const count = binding && (binding.assigned ?? []).length === 0 ? binding.init : test.right;
  if (count?.kind !== 'call' || count.callee.kind !== 'member' || !/^(?:ceil|floor|round)$/.test(count.callee.name)) return false;
  const [portions] = count.args;
  return count.callee.object.kind === 'global' && count.callee.object.name === 'Math' && portions?.kind === 'binary' && portions.op === '/';
}

function mentions(expr: Expr, env: Env, pattern: RegExp): boolean {
  for (const inner of walkExpr(expr)) {
    if (inner.kind === 'name' && pattern.test(env.file.bindings[inner.binding]?.name ?? '')) return true;
    if (inner.kind === 'member' && pattern.test(inner.name)) return true;
  }
  return false;
}

const TAKERS: ReadonlySet<string> = new Set(['shift', 'pop', 'dequeue']);
/** What a cursor is asked before its next row is taken. */
const CURSOR_TESTS: ReadonlySet<string> = new Set(['hasNext']);

/** `while (queue.length) { const x = queue.shift(); ... }` and `while (await rows.hasNext()) { const row = await rows.next(); ... }` go over data all the same: the names that take elements. */
function takenIn(loop: Loop, env: Env): readonly number[] {
  const fromTest = loop.test ? [...walkExpr(loop.test)] : [];
  const calls = (expr: Expr, names: ReadonlySet<string>): boolean => [...walkExpr(expr)].some((inner) => inner.kind === 'call' && inner.callee.kind === 'member' && names.has(inner.callee.name));
  const names = loop.test && calls(loop.test, CURSOR_TESTS) ? new Set([...TAKERS, 'next']) : TAKERS;
  const isTaker = (expr: Expr): boolean => calls(expr, names);
  const found = new Set<number>();
  for (const expr of fromTest) if (expr.kind === 'assign' && expr.target.kind === 'name' && isTaker(expr.value)) found.add(expr.target.binding);
  const visit = (statements: readonly Stmt[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'declare') for (const id of statement.bindings) if (isTaker(env.file.bindings[id]?.init ?? { kind: 'undefined', at: statement.at })) found.add(id);
      for (const expr of expressionsOf(statement)) if (expr.kind === 'assign' && expr.target.kind === 'name' && isTaker(expr.value)) found.add(expr.target.binding);
      if (statement.kind !== 'loop') blocksOf(statement).forEach(visit);
    }
  };
  visit(loop.body);
  return [...found];
}

/** `while (i < rows.length) { ...; i++ }`: the counter. */
function indexedBy(loop: Loop): readonly number[] {
  const test = loop.test;
  if (test?.kind !== 'binary' || test.left.kind !== 'name' || test.right.kind !== 'member' || test.right.name !== 'length') return [];
  const id = test.left.binding;
  const steps = (statements: readonly Stmt[]): boolean => statements.some((statement) => expressionsOf(statement).some((expr) => isStep(expr, id)) || blocksOf(statement).some(steps));
  return steps(loop.body) ? [id] : [];
}

function isStep(expr: Expr, id: number): boolean {
  for (const inner of walkExpr(expr)) {
    if (inner.kind === 'unary' && inner.op.includes('++') && inner.value.kind === 'name' && inner.value.binding === id) return true;
    if (inner.kind === 'assign' && inner.op === '+=' && inner.target.kind === 'name' && inner.target.binding === id) return inner.value.kind === 'literal' && inner.value.value === 1;
  }
  return false;
}

/** The body always leaves the loop before a second round. */
function endsFirstTime(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  if (!last || body.some(goesOn)) return false;
  if (last.kind === 'return' || last.kind === 'throw' || last.kind === 'break') return true;
  return last.kind === 'try' && endsFirstTime(last.body);
}

/** `if (fits(row)) continue;` */
function goesOn(statement: Stmt): boolean {
  return statement.kind === 'continue' || (statement.kind !== 'loop' && blocksOf(statement).some((block) => block.some(goesOn)));
}

/** `try { return await call(); } catch { wait(); }`: what succeeds leaves the loop, what fails is done again. */
export function isRetry(loop: Loop, env: Env): boolean {
  if (loop.iterable) return false;
  const counts = loop.test !== undefined && mentions(loop.test, env, /retr|attempt|tries/i);
  return loop.body.some((statement) => statement.kind === 'try' && statement.handler !== undefined && !leaves(statement.handler.at(-1)) && (counts || leaves(statement.body.at(-1)) || leaves(loop.body.at(-1))));
}

function leaves(statement: Stmt | undefined): boolean {
  return statement?.kind === 'return' || statement?.kind === 'throw' || statement?.kind === 'break';
}

/** Is a `break` of the loop, or of a branch in it, among these statements? */
export function endsWithBreak(body: readonly Stmt[]): boolean {
  return body.some((statement) => statement.kind === 'break' || (statement.kind === 'if' && (endsWithBreak(statement.then) || endsWithBreak(statement.else))));
}
