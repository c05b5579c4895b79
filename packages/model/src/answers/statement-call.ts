import type { Concept, Env, Expr, ExprOf } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/**
 * The call of a chain whose arguments the library's row speaks of: `Kite.findOneAndUpdate(where, data)` of `Kite.findOneAndUpdate(where, data).lean().exec()`,
 * which is one access as a whole. The call itself where nothing is chained to it, or where the row names no arguments.
 */
export function statementCall(call: ExprOf<'call'>, concept: Concept | undefined, env: Env, linker: Linker): ExprOf<'call'> {
  const position = concept?.kind === 'access' ? concept.where ?? concept.data : undefined;
  if (position === undefined || concept?.kind !== 'access') return call;
  for (let at = call; at.args[Number.parseInt(position, 10)] === undefined;) {
    const inner = at.callee.kind === 'member' ? at.callee.object : undefined;
    if (inner?.kind !== 'call') break;
    if (isAccess(inner, concept.op, env, linker) && inner.args[Number.parseInt(position, 10)]) return inner;
    at = inner;
  }
  return call;
}

function isAccess(expr: Expr, op: string, env: Env, linker: Linker): boolean {
  return optionsOf(linker.evaluate(expr, env)).some((option) => {
    const concept = option.kind === 'path' ? linker.concept(option) : undefined;
    return concept?.kind === 'access' && concept.op === op;
  });
}
