import { walk, walkExpr, weakMemo, type Expr, type FunctionFact, type Span } from '@assay/contract';

const awaitsOf = weakMemo((fn: FunctionFact) => walk(fn).filter((expr) => expr.kind === 'await'));

/** Does the loop wait for this call in its own body? Directly, or through a name that holds its promise. */
export function awaitsInside(fn: FunctionFact, call: Expr, loop: Span): boolean {
  const inside = awaitsOf(fn).filter((expr) => expr.at[0] >= loop.start && expr.at[1] <= loop.end);
  if (inside.some((expr) => expr.at[0] <= call.at[0] && expr.at[1] >= call.at[1])) return true;
  // `const row = find(id); ... await row` waits as well; so does any later await of a name in the body.
  return inside.some((expr) => expr.at[0] > call.at[1] && walkExpr(expr.value).every((inner) => inner.kind === 'name' || inner.kind === 'member'));
}
