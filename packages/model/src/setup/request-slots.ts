import type { FileFacts, WriteFact } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

const REQUEST_NAMES: ReadonlySet<string> = new Set(['req', 'request']);

/** Parks what middleware puts on the request (`req.models = models`), so that handlers find it there. */
export function parkRequestSlots(linker: Linker): void {
  for (const file of linker.files) {
    for (const write of file.writes) {
      if (!isRequest(file, write, linker)) continue;
      const value = linker.evaluate(write.value, linker.envOf(file, write.fn));
      if (optionsOf(value).some((option) => option.kind !== 'unknown' && option.kind !== 'const')) linker.park('#request', write.name, value);
    }
  }
}

function isRequest(file: FileFacts, write: WriteFact, linker: Linker): boolean {
  if (write.object.kind !== 'name') return false;
  const binding = file.bindings[write.object.binding];
  if (binding?.kind !== 'param') return false;
  if (REQUEST_NAMES.has(binding.name)) return true;
  const value = linker.evaluate(write.object, linker.envOf(file, binding.fn));
  return value.kind === 'path' && value.root === '#request' && value.path === '';
}
