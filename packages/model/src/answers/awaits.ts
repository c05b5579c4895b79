import { walk, walkExpr, type Expr, type FunctionFact, type Span } from '@assay/contract';

const awaits = new WeakMap<FunctionFact, readonly Expr[]>();

/** Does the loop wait for this call in its own body? Directly, or through a name that holds its promise. */
export function awaitsInside(fn: FunctionFact, call: Expr, loop: Span): boolean {
  let all = awaits.get(fn);
  if (!all) awaits.set(fn, (all = [...walk(fn)].filter((expr) => expr.kind === 'await')));
  const inside = all.filter((expr) => expr.at[0] >= loop.start && expr.at[1] <= loop.end);
  if (inside.some((expr) => expr.at[0] <= call.at[0] && expr.at[1] >= call.at[1])) return true;
  // `const row = find(id); ... await row` waits as well; so does any later await of a name in the body.
  return inside.some((expr) => expr.kind === 'await' && expr.at[0] > call.at[1] && [...walkExpr(expr.value)].every((inner) => inner.kind === 'name' || inner.kind === 'member'));
}
