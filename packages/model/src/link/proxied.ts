import { walk, type Arg, type Env, type Expr, type FunctionValue, type PathValue, type Value } from '@assay/contract';
import type { Link } from './link.js';
import { optionsOf } from './values.js';

/** What `new Proxy(target, { get })` stands for: what its trap reads the members of, or the target; undefined for any other construction. */
export function proxiedOf(callee: PathValue, [target, handler]: readonly Arg[], link: Link): Value | undefined {
  if (callee.root !== '#global' || callee.path !== 'Proxy' || !target) return undefined;
  const traps = handler && handler.value.kind === 'object' ? link.member(handler.value, 'get') : undefined;
  const read = optionsOf(traps ?? target.value).flatMap((trap) => (trap.kind === 'function' ? [readBy(trap, link)] : [])).find((value) => value !== undefined);
  return read ?? (target.expr?.kind === 'cast' && target.env ? typed(target.expr, target.env, link) : undefined) ?? target.value;
}

/** `get(_, name) { return Reflect.get(client(), name) }` and `client()[name]` read from the client. */
function readBy(trap: FunctionValue, link: Link): Value | undefined {
  const [own, name] = trap.fn.params;
  if (!name) return undefined;
  const env = link.activate(trap, []);
  const isParam = (expr: Expr | undefined, binding: number | undefined): boolean => expr?.kind === 'cast' ? isParam(expr.value, binding) : expr?.kind === 'name' && expr.binding === binding;
  for (const expr of walk(trap.fn)) {
    const from = expr.kind === 'index' && isParam(expr.index, name.binding) ? expr.object : reflected(expr, env, link, (one) => isParam(one, name.binding));
    if (from && !isParam(from, own?.binding)) return known(link.evaluate(from, env));
  }
  return undefined;
}

/** The object of `Reflect.get(object, name)`. */
function reflected(expr: Expr, env: Env, link: Link, isName: (expr: Expr | undefined) => boolean): Expr | undefined {
  if (expr.kind !== 'call' || !isName(expr.args[1])) return undefined;
  const callee = link.evaluate(expr.callee, env);
  return callee.kind === 'path' && callee.root === '#global' && callee.path === 'Reflect.get' ? expr.args[0] : undefined;
}

/** `{} as Client`: a target that is only there to have a type. */
function typed(expr: Extract<Expr, { kind: 'cast' }>, env: Env, link: Link): Value | undefined {
  const isEmpty = expr.value.kind === 'object' && expr.value.members.length === 0;
  return isEmpty ? known(link.typeValue(expr.type, env.file, env)) : undefined;
}

function known(value: Value): Value | undefined {
  return value.kind === 'unknown' ? undefined : value;
}
