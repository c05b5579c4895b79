import type { PathValue } from '@assay/contract';
import type { Linker } from '../link/linker.js';

/** Methods that open a transaction on their receiver; others answer a handle. */
const ON_RECEIVER: ReadonlySet<string> = new Set(['startTransaction', 'beginTransaction', 'begin', 'query', 'execute', 'exec', 'raw', 'sql']);

/** What identifies the transaction: the handle that begin made, or the value that it was called on. */
export function handleKey(path: PathValue | undefined, linker: Linker): string | undefined {
  if (path && begun(path, linker)) return begun(path, linker) === 'receiver' ? path.parent?.parent?.key : path.key;
  for (let at = path?.parent; at; at = at.parent) if (begun(at, linker) === 'answer') return at.key;
  return path?.parent?.parent?.key;
}

/** What a call that begins a transaction opens it on. */
function begun(path: PathValue, linker: Linker): 'receiver' | 'answer' | undefined {
  const concept = path.call && linker.concept(path);
  if (concept?.kind !== 'transaction' || concept.form !== 'begin') return undefined;
  return ON_RECEIVER.has(path.parent?.step ?? '') && !concept.answers ? 'receiver' : 'answer';
}
