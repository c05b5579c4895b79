import type { Env, FunctionValue, Value } from '@assay/contract';
import { feasibleReturns } from './feasible-returns.js';
import { foldedReturn } from './fold.js';
import type { Link } from './link.js';
import { unionOf, unknownOf } from './values.js';

/** What the function returns in this activation: the values of its returns, or what its declared type says. */
export function returnedValue(fn: FunctionValue, env: Env, link: Link): Value {
  const exprs = feasibleReturns(fn, env, link);
  const values = exprs.slice(0, 8).map((expr) => link.evaluate(expr, env));
  const value = values.length === 0 ? declaredReturn(fn, link) : unionOf(values);
  return value.kind === 'unknown' || value.kind === 'union' && value.options.some((option) => option.kind === 'unknown' || option.kind === 'const')
    ? foldedReturn(fn, env, link) ?? (value.kind === 'unknown' ? declaredReturn(fn, link, value) : value)
    : value;
}

function declaredReturn(fn: FunctionValue, link: Link, otherwise: Value = unknownOf('expression')): Value {
  if (!fn.fn.returns) return otherwise;
  const declared = link.typeValue(fn.fn.returns, fn.file);
  return declared.kind === 'unknown' ? otherwise : declared;
}
