import type { Expr } from '@assay/contract';

/** What is waited for, or said to be of another type: `(await row) as Row` is `row`. */
export function unwrapped(expr: Expr): Expr {
  return expr.kind === 'await' || expr.kind === 'cast' ? unwrapped(expr.value) : expr;
}
