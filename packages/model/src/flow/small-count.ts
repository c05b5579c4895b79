import type { Expr } from '@assay/contract';

const SMALL_COUNT = 10;

/** `i < 5`: the test of a loop that goes round as often as the source says, which is not often. */
export function isSmallCount(test: Expr): boolean {
  return test.kind === 'binary' && test.right.kind === 'literal' && typeof test.right.value === 'number' && test.right.value <= SMALL_COUNT && (test.op === '<' || test.op === '<=');
}
