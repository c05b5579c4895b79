import type { Concept, Env } from '@assay/contract';
import type { FlowEvent, Step } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { anchorAt, contains } from './frames.js';
import { handleKey } from './handle-key.js';

/** What a transaction's event does: `begin`, `commit`, and so on. */
export function formOf(event: FlowEvent): Extract<Concept, { kind: 'transaction' }>['form'] | undefined {
  return event.concept?.kind === 'transaction' ? event.concept.form : undefined;
}

/**
 * The transactions that an activation begins by hand, itself or by a helper that does no more than begin one: `await begin(connection)` in a function
 * that commits by another call.
 */
export function beginsOf(events: readonly FlowEvent[], linker: Linker): readonly FlowEvent[] {
  const begins = events.filter((event) => formOf(event) === 'begin');
  const commits = events.filter((event) => formOf(event) === 'commit');
  return begins.filter((begin) => {
    if (begin.steps.length === 0) return true;
    if (begin.steps.length > MAX_HELPERS || begin.steps.some(isCallback)) return false;
    const key = handleKey(begin.path, linker);
    const own = anchorAt(begin, 0);
    const pairs = commits.filter((commit) => handleKey(commit.path, linker) === key);
    return key !== undefined && pairs.length > 0 && pairs.every((commit) => anchorAt(commit, 0) !== own && !contains(own, anchorAt(commit, 0)));
  });
}

const MAX_HELPERS = 2;

/** What identifies the handle of a transaction that was begun by hand: to the library's call, and to the function that gave it to a helper, whose activation `env` is. */
export function beginKeys(begin: FlowEvent, env: Env | undefined, linker: Linker): readonly string[] {
  const key = handleKey(begin.path, linker);
  const helper = env && begin.steps.findLast(({ file, expr }) => file === env.file && env.fn.at[0] <= expr.at[0] && expr.at[1] <= env.fn.at[1]);
  const args = helper?.expr.kind === 'call' ? helper.expr.args : [];
  const given = env ? args.flatMap((arg) => optionsOf(linker.evaluate(arg, env))) : [];
  return [...(key === undefined ? [] : [key]), ...given.flatMap((value) => (value.kind === 'path' ? [value.key] : []))];
}

function isCallback({ expr, callee }: Step): boolean {
  return expr.kind !== 'call' || expr.args.some((arg) => arg.kind === 'function' && arg.fn === callee.id);
}
