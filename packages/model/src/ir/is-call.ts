import type { Expr } from '@assay/contract';

/** Is a condition the answer of a call, as it is, awaited or negated? */
export function isCall(test: Expr): boolean {
  return test.kind === 'call' || ((test.kind === 'await' || (test.kind === 'unary' && test.op === '!')) && isCall(test.value));
}
