import { blocksOf, type Env, type Expr, type Stmt } from '@assay/contract';
import type { Linker } from '../link/linker.js';

/** `if (tags.length > MAX_TAGS) throw ..` before the place: the list has no more elements than a small number that the code says. */
export function isCapped(id: number, place: Expr, most: number, env: Env, linker: Linker): boolean {
  const caps = (statement: Stmt): boolean => statement.at[1] <= place.at[0] && statement.kind === 'if' && leaves(statement.then) && exceeds(statement.test, id, most, env, linker);
  const visit = (body: readonly Stmt[]): boolean => body.some((statement) => caps(statement) || (statement.at[0] <= place.at[0] && place.at[1] <= statement.at[1] && blocksOf(statement).some(visit)));
  return visit(env.fn.body);
}

function leaves(block: readonly Stmt[]): boolean {
  const last = block.at(-1);
  return last?.kind === 'throw' || last?.kind === 'return';
}

/** Is the condition true of every list that is longer? One that says besides that the list grew lets only one that was as long before. */
function exceeds(test: Expr, id: number, most: number, env: Env, linker: Linker): boolean {
  if (test.kind === 'logical' && test.op === '||') return [test.left, test.right].some((side) => exceeds(side, id, most, env, linker));
  if (test.kind === 'logical' && test.op === '&&') {
    const sides = conjuncts(test);
    return sides.some((side) => exceeds(side, id, most, env, linker)) && sides.every((side) => isName(side, id) || (side.kind === 'binary' && (isLength(side.left, id) || isLength(side.right, id))));
  }
  if (test.kind !== 'binary') return false;
  const [longer, limit] = /^>=?$/.test(test.op) ? [test.left, test.right] : /^<=?$/.test(test.op) ? [test.right, test.left] : [];
  if (!longer || !limit || !isLength(longer, id)) return false;
  const value = linker.evaluate(limit, env);
  return value.kind === 'const' && typeof value.value === 'number' && value.value <= most;
}

function conjuncts(test: Expr): readonly Expr[] {
  return test.kind === 'logical' && test.op === '&&' ? [...conjuncts(test.left), ...conjuncts(test.right)] : [test];
}

function isName(expr: Expr, id: number): boolean {
  return expr.kind === 'name' && expr.binding === id;
}

function isLength(expr: Expr, id: number): boolean {
  return expr.kind === 'member' && expr.name === 'length' && isName(expr.object, id);
}
