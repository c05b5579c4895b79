import type { FunctionFact } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { FlowEvent } from '../flow/events.js';
import { functionLabel } from '../text.js';
import { isWrite } from './effects.js';
import type { WriteScope } from './write-sets.js';

/**
 * Functions with writes that something calls, and that no scope tells of: the way from there was too long to follow, or leads through what is not known. One
 * that is seen to run in a transaction of its caller's is left out.
 */
export function unreachedScopes(executor: Executor, scopes: readonly WriteScope[], inScope: (path: string) => boolean): WriteScope[] {
  const reached = functionsIn(scopes, () => true);
  const rest = executor.activations.filter(({ fn, summary }) => fn.fn.kind !== 'module' && inScope(fn.file.path) && !reached.has(fn.fn) && summary.events.filter(isWrite).length > 1);
  const inner = new Set(rest.flatMap(({ summary }) => summary.events.flatMap(({ steps }) => steps.map(({ callee }) => callee.fn))));
  const joined = functionsIn(executor.activations.map(({ summary }) => summary), ({ transaction }) => transaction !== undefined);
  return rest
    .filter(({ fn }) => !inner.has(fn.fn) && !joined.has(fn.fn))
    .map(({ fn, summary }) => ({ label: functionLabel(fn.file, fn.id), at: { path: fn.file.path, start: fn.fn.nameAt[0], end: fn.fn.nameAt[1] }, events: summary.events, uncalled: true }));
}

/** The functions that events stand in or come through. */
function functionsIn(runs: readonly { readonly events: readonly FlowEvent[] }[], test: (event: FlowEvent) => boolean): ReadonlySet<FunctionFact> {
  const found = new Set<FunctionFact>();
  for (const { events } of runs) {
    for (const event of events) {
      if (!test(event)) continue;
      found.add(event.env.fn);
      for (const { callee } of event.steps) found.add(callee.fn);
    }
  }
  return found;
}
