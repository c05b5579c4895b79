import type { Env, ExprOf, PathValue, Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';

/** Roots that are no request and hold none. */
const NO_REQUEST: ReadonlySet<string> = new Set(['#global', '#response', '#next', '#error', '#resolve', '#reject', '#state']);
/** Calls that look at a request or note it; a name alone never accuses here, it only keeps what is known. */
const LOOKS = /^(?:get|is|has|parse|log|debug|info|warn|trace|track|capture|identify|detect|extract|read|inspect|format|print|serialize|send|report|record|observe|set|create\w*(?:logger|context))/i;

/**
 * Does the call hand the whole request (or what holds it) to a library of which nothing is known? Whatever it does there, it may turn callers away or serve
 * routes of its own.
 */
export function isHandedOver(callee: PathValue, expr: ExprOf<'call'>, env: Env, linker: Linker): boolean {
  if (callee.root.startsWith('#') || callee.root.startsWith('node:') || linker.rows.knows(callee.root)) return false;
  const name = callee.step === undefined || callee.step === 'default' ? '' : callee.step;
  return !LOOKS.test(name) && expr.args.some((arg) => holdsRequest(linker.evaluate(arg, env), linker));
}

function holdsRequest(value: Value, linker: Linker): boolean {
  if (value.kind === 'path') return value.path === '' && value.root.startsWith('#') && !NO_REQUEST.has(value.root);
  return value.kind === 'object' && [...linker.properties(value).values()].some((inner) => inner.kind === 'path' && holdsRequest(inner, linker));
}
