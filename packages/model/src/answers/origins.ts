import type { Env, Expr, ExprOf, FileFacts, InstanceValue, Value } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import { constructorOf } from '../link/constructor-of.js';
import type { Linker } from '../link/linker.js';
import { holderOf } from '../link/receivers.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf } from '../link/values.js';
import { HELPER, isHandle } from './joins.js';

/** A parameter of which the way to a value does not say what the caller gave, or one member of what it gave. */
export interface Untold { readonly file: FileFacts; readonly fn: number; readonly index: number; readonly member?: string | undefined }

const MAX_DEPTH = 12;

/**
 * The parameters that a value comes from, as far as nothing tells what was given for them: `this.db` of an object that is known by its type alone comes from a
 * parameter of the constructor, what a function was given that was followed once for many callers from its own.
 */
export function untoldOf(expr: Expr, env: Env, linker: Linker, member?: string, depth = 0): readonly Untold[] {
  if (depth > MAX_DEPTH) return [];
  const go = (next: Expr, at: Env, of = member): readonly Untold[] => untoldOf(next, at, linker, of, depth + 1);
  switch (expr.kind) {
    case 'name': return ofName(expr, env, member, linker, go);
    case 'member': return ofMember(expr, env, member, linker, go);
    case 'call': return go(expr.callee, env, undefined);
    case 'template': return expr.tag ? go(expr.tag, env, undefined) : [];
    case 'await': case 'cast': return go(expr.value, env);
    case 'logical': return [...go(expr.left, env), ...go(expr.right, env)];
    case 'conditional': return [...go(expr.then, env), ...go(expr.else, env)];
    case 'object': return expr.members.flatMap((entry) => {
      if (entry.kind === 'spread') return go(entry.value, env);
      return entry.kind === 'property' && (member === undefined || entry.key === member) ? go(entry.value, env, undefined) : [];
    });
    default: return [];
  }
}

type Go = (next: Expr, at: Env, of?: string) => readonly Untold[];

function ofName({ binding: id }: ExprOf<'name'>, env: Env, member: string | undefined, linker: Linker, go: Go): readonly Untold[] {
  const binding = env.file.bindings[id];
  if (!binding) return [];
  const home = scopeEnv(env.file, binding.fn, env, linker);
  const later = (binding.assigned ?? []).flatMap((value) => go(value, home, member));
  if (binding.kind !== 'param') return [...(binding.init ? go(binding.init, home, member) : []), ...later];
  const index = binding.index ?? 0;
  const given = home.args?.[index];
  if (given?.value.kind !== 'unknown' && given?.expr && given.env) return [...go(given.expr, given.env, member), ...later];
  const isTold = home.args !== undefined && given?.value.kind !== 'unknown';
  return isTold ? later : [{ file: env.file, fn: binding.fn, index, member }, ...later];
}

function ofMember({ object, name }: ExprOf<'member'>, env: Env, member: string | undefined, linker: Linker, go: Go): readonly Untold[] {
  const found: Untold[] = [];
  const values = object.kind === 'this' ? [selfOf(env)] : optionsOf(linker.evaluate(object, env));
  let isRead = false;
  for (const value of values) {
    if (value?.kind === 'instance') for (const { expr, at } of fieldValues(value, name, linker)) {
      isRead = true;
      found.push(...go(expr, at, member));
    }
  }
  return isRead || object.kind === 'this' ? found : go(object, env, name);
}

/** What a field of an object gets: a parameter of the constructor, or what the class assigns to it. */
function* fieldValues(instance: InstanceValue, name: string, linker: Linker): Generator<{ readonly expr: Expr; readonly at: Env }> {
  for (const owner of linker.lineage(instance.of).classes) {
    const { file } = owner;
    const at = linker.constructorEnv(instance, owner);
    const init = owner.cls.members.find((member) => member.kind === 'property' && member.name === name && !member.static)?.init;
    if (init) yield { expr: init, at };
    const constructor = constructorOf(owner);
    const param = constructor === undefined ? undefined : file.functions[constructor]?.params.find(({ property, binding }) => property && file.bindings[binding]?.name === name);
    if (param) yield { expr: { kind: 'name', binding: param.binding, at: file.bindings[param.binding]?.at ?? [0, 0] }, at };
    for (const write of linker.index.thisWrites(file, owner.id, name)) yield { expr: write.value, at: write.fn === constructor ? at : linker.envOf(file, write.fn, instance) };
  }
}

function selfOf(env: Env): Value | undefined {
  for (let at: Env | undefined = env; at; at = at.outer) if (at.self ?? (at.fn.kind !== 'arrow' && at.fn.kind !== 'module')) return at.self;
  return undefined;
}

/** Does any call of the project give a transaction's handle for the parameter, itself or from where it was given one? */
export function mayGetHandle(param: Untold, linker: Linker, seen = new Set<string>()): boolean {
  const key = `${param.file.path}#${param.fn}#${param.index}.${param.member ?? ''}`;
  if (seen.has(key)) return false;
  seen.add(key);
  if (param.member === undefined && isRunInTransaction(param)) return true;
  for (const { args, env, hands } of linker.callsOf(param.file.path, param.fn)) {
    if (hands === param.index) return true;
    const arg = args[param.index];
    if (!arg || args.slice(0, param.index + 1).some(({ kind }) => kind === 'spread')) continue;
    if (holdsHandle(arg, env, param.member, linker)) return true;
    if (untoldOf(arg, env, linker, param.member).some((next) => mayGetHandle(next, linker, seen))) return true;
  }
  return false;
}

/** `inTransaction(connection, async (unit) => ..)`: what a helper of that name gives to the function that it is handed. */
function isRunInTransaction({ file, fn }: Untold): boolean {
  const call = holderOf(file, fn)?.expr;
  return call?.kind === 'call' && HELPER.test(calledName(call.callee, file));
}

function holdsHandle(arg: Expr, env: Env, member: string | undefined, linker: Linker): boolean {
  const value = linker.evaluate(arg, env);
  return optionsOf(member === undefined ? value : linker.member(value, member)).some((option) => option.kind === 'path' && isHandle(option));
}
