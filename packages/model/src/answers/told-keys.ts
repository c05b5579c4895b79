import type { Env } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import type { EntryFlow } from './entry-flow.js';
import { allKeys, requestKeysOf, type RequestKeys } from './request-keys.js';

/**
 * What an event takes from the request. Of a helper that is called in too many ways to be followed with all its arguments this is not known in there: then it is what the nearest
 * call on the way to it is told, of which it is known.
 */
export function toldKeys(event: FlowEvent, flow: EntryFlow, linker: Linker): RequestKeys {
  const own = requestKeysOf(event.expr, event.env, linker);
  if (!own.open) return own;
  for (let index = event.steps.length - 1; index >= 0; index -= 1) {
    const call = event.steps[index]?.expr;
    const env = call?.kind === 'call' ? callerEnv(event, index, flow) : undefined;
    if (call?.kind !== 'call' || !env) continue;
    const told = allKeys(call.args.map((arg) => requestKeysOf(arg, env, linker)));
    if (!told.open && told.keys.size > 0) return told;
  }
  return own;
}

/** The activation in which the call stands: that of another event that the same calls lead to. */
function callerEnv({ steps }: FlowEvent, index: number, { own }: EntryFlow): Env | undefined {
  const file = steps[index]?.file;
  return own.find((other) => other.steps.length === index && other.env.file === file && other.steps.every((step, at) => step.expr === steps[at]?.expr))?.env;
}
