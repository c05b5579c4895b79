import type { Env, Expr, ExprOf, FunctionFact, Stmt } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { blocksOf, expressionsOf, walkExpr } from '../ir/children.js';

const SHORT_LITERAL = 8;

interface Iteration { readonly over: Expr; readonly form: string; kind(callback: FunctionFact): 'sequential' | 'concurrent' }

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

/** Why a loop may run a query each time round: it is no loop over data. */
export function loopExemption(loop: Extract<Stmt, { kind: 'loop' }>, env: Env, linker: Linker): string | undefined {
  const over = loop.iterable && linker.evaluate(loop.iterable, env);
  if (over?.kind === 'array' && !over.open && over.items.length <= SHORT_LITERAL) return 'a short literal list';
  if (loop.iterable && chunks(loop.iterable, env)) return 'a list of chunks';
  if (loop.loop === 'for') return forExemption(loop, env);
  if ((loop.loop === 'while' || loop.loop === 'do') && !takesElements(loop)) return 'a loop that pages, polls or retries';
  if (loop.loop === 'for-await') return 'a stream';
  if (endsFirstTime(loop.body)) return 'a loop that ends in its first round';
  return undefined;
}

function forExemption(loop: Extract<Stmt, { kind: 'loop' }>, env: Env): string | undefined {
  if (!loop.test) return 'a loop that pages, polls or retries';
  if (loop.update?.kind === 'assign' && !(loop.update.value.kind === 'literal' && loop.update.value.value === 1)) return 'a list of chunks';
  const names = loop.bindings.map((id) => env.file.bindings[id]?.name ?? '');
  if (names.some((name) => /attempt|retr|tries|page|offset|batch|cursor/i.test(name))) return 'a loop that pages, polls or retries';
  if (mentions(loop.test, env, /retr|attempt|tries|page/i) || endsFirstTime(loop.body)) return 'a loop that pages, polls or retries';
  return undefined;
}

/** A call or a name that says chunks, batches or pages. */
function chunks(expr: Expr, env: Env): boolean {
  return mentions(expr, env, /chunk|batch|pages?$|slices?$/i);
}

function mentions(expr: Expr, env: Env, pattern: RegExp): boolean {
  for (const inner of walkExpr(expr)) {
    if (inner.kind === 'name' && pattern.test(env.file.bindings[inner.binding]?.name ?? '')) return true;
    if (inner.kind === 'member' && pattern.test(inner.name)) return true;
  }
  return false;
}

const TAKERS: ReadonlySet<string> = new Set(['shift', 'pop', 'dequeue', 'next']);

/** `while (queue.length) { const x = queue.shift(); ... }` goes over data all the same. */
function takesElements(loop: Extract<Stmt, { kind: 'loop' }>): boolean {
  const found = (statements: readonly Stmt[]): boolean => statements.some((statement) => expressionsOf(statement).some((expr) => {
    for (const inner of walkExpr(expr)) if (inner.kind === 'call' && inner.callee.kind === 'member' && TAKERS.has(inner.callee.name)) return true;
    return false;
  }) || blocksOf(statement).some(found));
  return found(loop.body);
}

/** The body always leaves the loop before a second round. */
function endsFirstTime(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  if (!last) return false;
  if (last.kind === 'return' || last.kind === 'throw' || last.kind === 'break') return true;
  return last.kind === 'try' && endsFirstTime(last.body);
}
