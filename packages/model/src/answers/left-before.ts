import { blocksOf, type FunctionFact, type Range, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { anchorAt, type Frame } from './frames.js';

/**
 * Does the first event stand in a `return` or `throw` of the function in which the ways to the two part, and the second behind that? Then no run performs both:
 * `if (local) return signIn(); ...; return register()`, also where the `if` is one of several. `depth`: how many calls the two have in common.
 */
export function leftBefore(first: FlowEvent, second: FlowEvent, frame: Frame, depth: number): boolean {
  const [left, later] = [anchorAt(first, depth).at, anchorAt(second, depth).at];
  const fn = frame.fn ?? functionAround(frame, left);
  return fn !== undefined && isIn(left, fn.at) && isIn(later, fn.at) && leaves(fn.body, left, later);
}

function leaves(statements: readonly Stmt[], left: Range, later: Range): boolean {
  const around = statements.find(({ at }) => isIn(left, at));
  if (!around) return false;
  if (around.kind === 'return' || around.kind === 'throw') return later[0] >= around.at[1];
  // What fails, and what is done in the end, follows a `return` in the protected part.
  if (around.kind === 'try' && [...(around.handler ?? []), ...(around.finalizer ?? [])].some(({ at }) => isIn(later, at))) return false;
  return blocksOf(around).some((block) => leaves(block, left, later));
}

function functionAround({ file }: Frame, place: Range): FunctionFact | undefined {
  return file.functions.filter(({ at }) => isIn(place, at)).reduce<FunctionFact | undefined>((inner, each) => (!inner || each.at[0] >= inner.at[0] ? each : inner), undefined);
}

function isIn(inner: Range, outer: Range): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1];
}
