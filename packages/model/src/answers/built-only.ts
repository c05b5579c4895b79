import { walk, walkExpr, type Expr, type FunctionFact } from '@assay/contract';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import { statementAt } from './detached.js';
import { anchorAt, contains } from './frames.js';

/**
 * Is the lazy query only built in the loop? `query = narrow(query, filter)` and `filters.reduce((query, f) => query.where(f), all)` add
 * to one query that runs after it.
 */
export function isOnlyBuilt(event: FlowEvent, loop: LoopRef, start: FunctionFact): boolean {
  if (event.concept?.kind !== 'access' || event.concept.executes !== 'await') return false;
  for (let depth = event.steps.length; depth >= loop.depth; depth -= 1) {
    const fn = depth === 0 ? start : event.steps[depth - 1]?.callee.fn;
    if (!fn) return false;
    const anchor = anchorAt(event, depth);
    if (isAssignedOn(fn, anchor)) return true;
    const fromCallback = depth === loop.depth + 1 && event.steps[depth - 1]?.expr === loop.expr;
    if (fromCallback) return (loop.form.startsWith('reduce') || isCombined(loop.expr, start)) && !fn.async && isReturned(fn, anchor);
    if (fn.async || !isReturned(fn, anchor)) return false;
  }
  return false;
}

/** `query = query.where(..)`: a step of a lazy query that is kept in a name, and runs with the whole. */
export function isStep({ concept, expr, env }: FlowEvent): boolean {
  return concept?.kind === 'access' && concept.executes === 'await' && isAssignedOn(env.fn, expr);
}

/** `query = build(query)`: what it makes replaces what it was made from. */
function isAssignedOn(fn: FunctionFact, anchor: Expr): boolean {
  const statement = statementAt(fn.body, anchor);
  if (statement?.kind !== 'expr' || statement.value.kind !== 'assign' || statement.value.target.kind !== 'name') return false;
  const { target, value } = statement.value;
  if (value.kind === 'await' || !contains(value, anchor)) return false;
  return [...walkExpr(value)].some((inner) => inner.kind === 'name' && inner.binding === target.binding);
}

const COMBINES: ReadonlySet<string> = new Set(['union', 'unionAll', 'unionDistinct', 'intersect', 'intersectAll', 'except', 'exceptAll', 'with', 'withRecursive']);

/** `query.unionAll(jars.map((jar) => ..))`: the list becomes a part of one query. */
function isCombined(list: Expr | undefined, start: FunctionFact): boolean {
  if (!list) return false;
  return walk(start).some((expr) => expr.kind === 'call' && expr.callee.kind === 'member' && COMBINES.has(expr.callee.name) && expr.args.some((arg) => contains(arg, list)));
}

function isReturned(fn: FunctionFact, anchor: Expr): boolean {
  const statement = statementAt(fn.body, anchor);
  if (statement?.kind !== 'return' || !statement.value) return false;
  return ![...walkExpr(statement.value)].some((inner) => inner.kind === 'await' && contains(inner, anchor));
}
