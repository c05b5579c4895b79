import { blocksOf, type ClassValue, type Expr, type FunctionFact, type Stmt } from '@assay/contract';
import type { Linker } from '../link/linker.js';

/** Does a class that is given errors hand each of them, as it came, to the library class that it extends? What that renders is the library's own. */
export function passesOn(cls: ClassValue, method: string, linker: Linker): boolean {
  if (!linker.lineage(cls).library) return false;
  const own = linker.member(linker.instanceOf(cls), method);
  return own.kind !== 'function' || alwaysPasses(own.fn, method);
}

function alwaysPasses(fn: FunctionFact, method: string): boolean {
  const passes = (statement: Stmt): boolean => (statement.kind === 'expr' || statement.kind === 'return') && statement.value !== undefined && isPassed(statement.value, fn, method);
  const leaves = (statement: Stmt): boolean => !passes(statement) && (statement.kind === 'return' || blocksOf(statement).some((block) => block.some(leaves)));
  const end = fn.body.findIndex(passes);
  return end >= 0 && !fn.body.slice(0, end).some(leaves);
}

/** `super.catch(exception, host)` */
function isPassed(expr: Expr, fn: FunctionFact, method: string): boolean {
  if (expr.kind === 'await' || expr.kind === 'cast') return isPassed(expr.value, fn, method);
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.object.kind !== 'super' || expr.callee.name !== method) return false;
  const [error] = expr.args;
  return error?.kind === 'name' && error.binding === fn.params[0]?.binding;
}
