import type { Expr } from '@assay/contract';

/** Is `undefined` or `null` written there? */
export function isNothing(expr: Expr): boolean {
  return expr.kind === 'undefined' || (expr.kind === 'literal' && expr.value === null);
}
