import type { Arg, ChainStep, FileFacts, FunctionValue, RoutingScope, WriteFact } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

const REQUEST_NAMES: ReadonlySet<string> = new Set(['req', 'request']);

/**
 * Parks what registered steps put on the request, read in the activation that made the step: `(req, res, next) => { req.models = models }` inside a
 * factory sees the factory's own arguments.
 */
export function parkSlotsOf(scopes: Iterable<RoutingScope>, linker: Linker): void {
  for (const scope of scopes) {
    for (const item of scope.items) {
      const steps = item.kind === 'step' ? [item.step] : item.kind === 'route' ? item.route.steps : [];
      for (const step of steps) parkStep(step, linker);
    }
  }
}

function parkStep(step: ChainStep, linker: Linker): void {
  for (const option of optionsOf(step.value)) if (option.kind === 'function') parkWrites(option, step, linker);
}

function parkWrites(fn: FunctionValue, step: ChainStep, linker: Linker): void {
  const writes = fn.file.writes.filter((write) => write.fn === fn.id && isRequest(fn.file, write, linker));
  if (writes.length === 0) return;
  const args = step.protocol.params.map((root): Arg => ({ value: linker.role(root || '#unknown'), labels: 0 }));
  const env = linker.activate(fn, args);
  for (const write of writes) {
    const value = linker.evaluate(write.value, env);
    if (optionsOf(value).some((option) => option.kind !== 'unknown' && option.kind !== 'const')) linker.park('#request', write.name, value);
  }
}

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
