import type { Env } from '@assay/contract';
import type { FlowEvent, Step } from '../flow/events.js';

/**
 * A function on the way to the event, or the one that made it, was followed once for many calls: of what this one gave it only the declared types
 * are known.
 */
export function isMerged({ env, steps }: FlowEvent): boolean {
  for (let at: Env | undefined = env; at; at = at.outer) {
    if (at.args ? at.args.some(({ value }) => value.kind === 'unknown' && value.reason === 'budget') : at.fn.params.length > 0 && isPassedBy(at, steps)) return true;
  }
  return false;
}

/** Nothing is known of its arguments although the project's code called it on the way, or it was called somewhere else. */
function isPassedBy({ file, fn }: Env, steps: readonly Step[]): boolean {
  const [first] = steps;
  const entered = steps.filter((step) => step.callee.fn === fn);
  if (!first || entered.some(isGivenArguments)) return first !== undefined;
  const isStart = first.file === file && fn.at[0] <= first.expr.at[0] && first.expr.at[1] <= fn.at[1];
  return entered.length === 0 && !isStart;
}

/** The project's code calls it, and not a library that it was handed to. */
function isGivenArguments({ expr, callee }: Step): boolean {
  return expr.kind === 'call' && expr.args.length > 0 && !expr.args.some((arg) => arg.kind === 'function' && arg.fn === callee.id);
}
