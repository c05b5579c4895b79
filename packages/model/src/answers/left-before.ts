import { blocksOf, type Expr, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { anchorAt, contains, functionAround, type Frame } from './frames.js';

/**
 * Does the first event stand in a `return` or `throw` of the function in which the ways to the two part, and the second behind that? Then no run performs both:
 * `if (local) return signIn(); ...; return register()`, also where the `if` is one of several. `depth`: how many calls the two have in common.
 */
export function leftBefore(first: FlowEvent, second: FlowEvent, frame: Frame, depth: number): boolean {
  const [left, later] = [anchorAt(first, depth), anchorAt(second, depth)];
  const fn = frame.fn ?? functionAround(left, frame.file);
  return fn !== undefined && contains(fn, left) && contains(fn, later) && leaves(fn.body, left, later);
}

function leaves(statements: readonly Stmt[], left: Expr, later: Expr): boolean {
  const around = statements.find((statement) => contains(statement, left));
  if (!around) return false;
  if (around.kind === 'return' || around.kind === 'throw') return later.at[0] >= around.at[1];
  // What fails, and what is done in the end, follows a `return` in the protected part.
  if (around.kind === 'try' && [...(around.handler ?? []), ...(around.finalizer ?? [])].some((statement) => contains(statement, later))) return false;
  return blocksOf(around).some((block) => leaves(block, left, later));
}
