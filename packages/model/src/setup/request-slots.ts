import { Label, walk, type Arg, type ChainStep, type Env, type Expr, type FileFacts, type FunctionValue, type PathValue, type RoutingScope, type Value, type WriteFact } from '@assay/contract';
import { unwrapped } from '../ir/unwrapped.js';
import type { Linker } from '../link/linker.js';
import { optionsOf, rootPath, stepOf } from '../link/values.js';

/** Parts of a request that hold what its sender chose, whoever put them together again. */
const BROUGHT = /^(?:params?|query|body|headers?|cookies?|files?|input|args?|data|payload)$/;
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
  const args = step.protocol.params.map((root): Arg => ({ value: linker.role(root || '#unknown'), labels: 0 }));
  const env = linker.activate(fn, args);
  const writes = fn.file.writes.flatMap((write) => {
    const role = write.fn === fn.id ? roleOf(fn.file, write, linker) ?? roleIn(write.object, env, linker) : undefined;
    const name = nameOf(write, env, linker);
    return role === undefined || name === undefined ? [] : [{ name, value: write.value, role }];
  });
  for (const { name, value, role } of [...writes, ...settings(fn, env, linker)]) park(role, name, value, env, linker);
  for (const { name, value, role } of definitions(fn, env, linker)) keep(role, name, value, linker);
}

/** `Object.defineProperty(request, name, { value })`, or with a getter: what it answers. */
function definitions(fn: FunctionValue, env: Env, linker: Linker): readonly { readonly name: string; readonly value: Value; readonly role: string }[] {
  return walk(fn.fn).flatMap((expr) => {
    if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.name !== 'defineProperty' || expr.callee.object.kind !== 'global') return [];
    const [object, key, descriptor] = expr.args;
    const role = object && roleIn(object, env, linker);
    const name = key && linker.text(linker.evaluate(key, env));
    const given = descriptor && linker.evaluate(descriptor, env);
    if (role === undefined || name === undefined || given?.kind !== 'object') return [];
    const getter = linker.member(given, 'get');
    return [{ name, role, value: getter.kind === 'function' ? linker.call(getter, []) : linker.member(given, 'value') }];
  });
}

/** `c.set('user', user)` on a context whose rows say where it goes. */
function settings(fn: FunctionValue, env: Env, linker: Linker): readonly { readonly name: string; readonly value: Expr; readonly role: string }[] {
  return [...walk(fn.fn)].flatMap((expr) => {
    const [key, value] = expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'set' ? expr.args : [];
    if (key?.kind !== 'literal' || !value || expr.kind !== 'call' || expr.callee.kind !== 'member') return [];
    const object = linker.evaluate(expr.callee.object, env);
    const role = object.kind === 'path' && object.path === '' ? linker.member(object, 'var') : undefined;
    return role?.kind === 'path' && role.path === '' && role.root.startsWith('#') ? [{ name: String(key.value), value, role: role.root }] : [];
  });
}

function roleIn(object: Expr, env: Env, linker: Linker): string | undefined {
  const value = linker.evaluate(object, env);
  return value.kind === 'path' && value.path === '' && value.root.startsWith('#') && value.root !== '#global' ? value.root : undefined;
}

/** `const request = context.switchToHttp().getRequest()` */
function isLocal(object: Expr, file: FileFacts): boolean {
  const binding = object.kind === 'name' ? file.bindings[object.binding] : undefined;
  return binding?.kind === 'const' && binding.init !== undefined && /^(?:\w*req|\w*request|ctx|\w*context)$/i.test(binding.name);
}

/** The member that is set; `request[CALLER] = ..` sets the one that the constant names. */
function nameOf({ name, key }: WriteFact, env: Env, linker: Linker): string | undefined {
  if (name !== '[]' || !key) return name;
  return linker.text(linker.evaluate(key, env));
}

/**
 * Keeps a value for readers. What an assignment answers the request with (`ctx.body = ..`) is no slot, and a method that is replaced (`res.json = ..`) stays what it was. One that is
 * known by the name of a status alone (`res.badRequest = ..`) is what the project makes of it.
 */
function park(role: string, name: string, given: Expr, env: Env, linker: Linker): void {
  const value = linker.evaluate(given, env);
  if (!BROUGHT.test(name) && linker.labels(given, env) & Label.principal) linker.parkCaller(role, name);
  keep(role, name, value, linker);
}

function keep(role: string, name: string, value: Value, linker: Linker): void {
  const member = stepOf(rootPath(role), name);
  if (linker.concept(stepOf(member, '=')) || (role !== '#request' && isReplaced(member, linker))) return;
  if (optionsOf(value).some((option) => option.kind !== 'unknown' && option.kind !== 'const')) linker.park(role, name, value);
}

/** Parks what middleware puts on the request (`req.models = models`), the response or a context, so that handlers find it there. */
export function parkRequestSlots(linker: Linker): void {
  for (const file of linker.files) {
    for (const write of file.writes) {
      const object = unwrapped(write.object);
      const role = roleOf(file, write, linker) ?? (object.kind === 'member' || isLocal(object, file) ? roleIn(object, linker.envOf(file, write.fn), linker) : undefined);
      const env = linker.envOf(file, write.fn);
      const name = nameOf(write, env, linker);
      if (role !== undefined && name !== undefined) park(role, name, write.value, env, linker);
    }
  }
}

/** The role of the object that is written to. A method of the response that is replaced (`res.json = ..`) stays what it was. */
function roleOf(file: FileFacts, write: WriteFact, linker: Linker): string | undefined {
  const object = unwrapped(write.object);
  if (object.kind !== 'name') return undefined;
  const binding = file.bindings[object.binding];
  if (binding?.kind !== 'param') return undefined;
  const role = NAMES[binding.name] ?? declaredRole(write, file, binding.fn, linker);
  if (role !== '#response') return role;
  return isReplaced(stepOf(rootPath(role), write.name), linker) ? undefined : role;
}

/** The library has a method of that name. */
function isReplaced(member: PathValue, linker: Linker): boolean {
  const concept = linker.concept(stepOf(member, '()'));
  return concept !== undefined && !(concept.kind === 'respond' && concept.fixed !== undefined && concept.fixed >= 400);
}

function declaredRole(write: WriteFact, file: FileFacts, fn: number, linker: Linker): string | undefined {
  const value = linker.evaluate(write.object, linker.envOf(file, fn));
  return value.kind === 'path' && value.path === '' && (value.root === '#request' || value.root === '#response') ? value.root : undefined;
}
