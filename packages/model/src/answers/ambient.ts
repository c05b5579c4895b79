import { walk, type Span } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import { packageOf } from '../link/rows.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** The data libraries whose transactions the project keeps in the asynchronous context, where they reach every query. */
export function ambientLibraries(executor: Executor): ReadonlySet<string> {
  return new Set(executor.activations.flatMap(({ summary }) => summary.events.flatMap(({ concept, path }) => (concept?.kind === 'transaction' && concept.ambient === true && path ? [packageOf(path.root)] : []))));
}

/** Is the function at this place handed to one of the libraries: a hook of a model? It runs in the transaction of whatever write led to it. */
export function isHookOf(libraries: ReadonlySet<string>, { path, start, end }: Span, linker: Linker): boolean {
  const file = libraries.size === 0 ? undefined : linker.index.file(path);
  return file?.functions.some((fn, id) => walk(fn).some((expr) => {
    if (expr.kind !== 'call' || !expr.args.some(({ at }) => at[0] <= start && end <= at[1])) return false;
    return optionsOf(linker.evaluate(expr.callee, linker.envOf(file, id))).some((callee) => callee.kind === 'path' && libraries.has(packageOf(callee.root)));
  })) ?? false;
}
