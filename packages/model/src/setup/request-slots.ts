import type { Arg, ChainStep, FileFacts, FunctionValue, RoutingScope, WriteFact } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf, rootPath, stepOf } from '../link/values.js';

const NAMES: Readonly<Record<string, string>> = { req: '#request', request: '#request', res: '#response', response: '#response', reply: '#response' };

/**
 * Parks what registered steps put on the request or the response, read in the activation that made the step: `(req, res, next) => { req.models = models }`
 * inside a factory sees the factory's own arguments.
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
  const writes = fn.file.writes.flatMap((write) => {
    const role = write.fn === fn.id ? roleOf(fn.file, write, linker) : undefined;
    return role === undefined ? [] : [{ write, role }];
  });
  if (writes.length === 0) return;
  const args = step.protocol.params.map((root): Arg => ({ value: linker.role(root || '#unknown'), labels: 0 }));
  const env = linker.activate(fn, args);
  for (const { write, role } of writes) {
    const value = linker.evaluate(write.value, env);
    if (optionsOf(value).some((option) => option.kind !== 'unknown' && option.kind !== 'const')) linker.park(role, write.name, value);
  }
}

/** Parks what middleware puts on the request (`req.models = models`) or the response, so that handlers find it there. */
export function parkRequestSlots(linker: Linker): void {
  for (const file of linker.files) {
    for (const write of file.writes) {
      const role = roleOf(file, write, linker);
      if (role === undefined) continue;
      const value = linker.evaluate(write.value, linker.envOf(file, write.fn));
      if (optionsOf(value).some((option) => option.kind !== 'unknown' && option.kind !== 'const')) linker.park(role, write.name, value);
    }
  }
}

/** The role of the object that is written to. A method of the response that is replaced (`res.json = ..`) stays what it was. */
function roleOf(file: FileFacts, write: WriteFact, linker: Linker): string | undefined {
  if (write.object.kind !== 'name') return undefined;
  const binding = file.bindings[write.object.binding];
  if (binding?.kind !== 'param') return undefined;
  const role = NAMES[binding.name] ?? declaredRole(write, file, binding.fn, linker);
  if (role !== '#response') return role;
  return linker.concept(stepOf(stepOf(rootPath(role), write.name), '()')) ? undefined : role;
}

function declaredRole(write: WriteFact, file: FileFacts, fn: number, linker: Linker): string | undefined {
  const value = linker.evaluate(write.object, linker.envOf(file, fn));
  return value.kind === 'path' && value.path === '' && (value.root === '#request' || value.root === '#response') ? value.root : undefined;
}
