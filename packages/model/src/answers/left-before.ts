import { blocksOf, type Expr, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { anchorAt, contains, functionAround, type Frame } from './frames.js';

/**
 * Does the first event stand in a `return` or `throw` of the function in which the ways to the two part, or before one in the same block, and the second behind that?
 * Then no run performs both: `if (local) return signIn(); ...; return register()`, also where the `if` is one of several. In a loop that holds both, no round does
 * where a `continue` or `break` stands there. `depth`: how many calls the two have in common.
 */
export function leftBefore(first: FlowEvent, second: FlowEvent, frame: Frame, depth: number): boolean {
  const [left, later] = [anchorAt(first, depth), anchorAt(second, depth)];
  const fn = frame.fn ?? functionAround(left, frame.file);
  return fn !== undefined && contains(fn, left) && contains(fn, later) && leaves(fn.body, left, later, false);
}

/** `inRound`: what a `continue` or `break` here ends is a round that holds both. */
function leaves(statements: readonly Stmt[], left: Expr, later: Expr, inRound: boolean): boolean {
  const index = statements.findIndex((statement) => contains(statement, left));
  const around = statements[index];
  if (!around) return false;
  const behind = statements.slice(index);
  const exit = behind.slice(1).find((statement) => ends(statement, inRound));
  if (exit && later.at[0] >= exit.at[1] && !behind.slice(0, behind.indexOf(exit)).some(jumps)) return true;
  if (around.kind === 'return' || around.kind === 'throw') return later.at[0] >= around.at[1];
  // What fails, and what is done in the end, follows a `return` in the protected part.
  if (around.kind === 'try' && [...(around.handler ?? []), ...(around.finalizer ?? [])].some((statement) => contains(statement, later))) return false;
  const within = around.kind === 'loop' ? around.body.some((statement) => contains(statement, later)) : inRound && around.kind !== 'switch';
  return blocksOf(around).some((block) => leaves(block, left, later, within));
}

function ends(statement: Stmt, inRound: boolean): boolean {
  if (statement.kind === 'break' || statement.kind === 'continue') return inRound && statement.label === undefined;
  return statement.kind === 'return' || statement.kind === 'throw';
}

/** From it the code may go on behind the statements that follow. */
function jumps(statement: Stmt): boolean {
  return statement.kind === 'break' || statement.kind === 'continue' || blocksOf(statement).some((block) => block.some(jumps));
}
