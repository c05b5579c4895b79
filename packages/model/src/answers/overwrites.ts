import { Label, type Env, type Expr } from '@assay/contract';
import { scopeEnv } from '../link/scope-env.js';
import type { Linker } from '../link/linker.js';

const MAX_DEPTH = 6;
const IDENTITY = Label.principal | Label.credential;

/** A member of a merged object (`{ ...user, ...body }`, `Object.assign({}, user, body)`) that something of the request may have replaced: the last write wins. */
export function isOverwritten(expr: Expr, env: Env, linker: Linker): boolean {
  const { base, members } = chainOf(expr);
  const [member] = members;
  return member !== undefined && membersOf(base, member, env, linker, 0) === 'request';
}

/** Who wrote the member last; undefined where that is not told. */
function membersOf(expr: Expr, member: string, env: Env, linker: Linker, depth: number): 'request' | 'kept' | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (expr.kind === 'cast' || expr.kind === 'await') return membersOf(expr.value, member, env, linker, depth + 1);
  if (expr.kind === 'name') return named(expr.binding, member, env, linker, depth + 1);
  for (const part of partsOf(expr, env, linker).toReversed()) {
    if (part.key !== undefined && part.key !== member) continue;
    const labels = linker.labels(part.value, env);
    if (part.key === undefined && labels === 0) continue;
    return labels & IDENTITY ? 'kept' : labels & Label.input ? 'request' : 'kept';
  }
  return undefined;
}

function named(id: number, member: string, env: Env, linker: Linker, depth: number): 'request' | 'kept' | undefined {
  const binding = env.file.bindings[id];
  if (!binding) return undefined;
  const home = scopeEnv(env.file, binding.fn, env, linker);
  if (binding.kind === 'param') {
    const arg = home.args?.[binding.index ?? 0];
    return arg?.expr && arg.env ? membersOf(arg.expr, member, arg.env, linker, depth) : undefined;
  }
  return binding.init ? membersOf(binding.init, member, home, linker, depth) : undefined;
}

interface MergedPart { readonly key?: string; readonly value: Expr }

/** What a merge is made of, in order. */
function partsOf(expr: Expr, env: Env, linker: Linker): readonly MergedPart[] {
  if (expr.kind === 'object') return expr.members.flatMap((member): MergedPart[] => (member.kind === 'spread' ? [{ value: member.value }] : member.kind === 'property' ? [{ key: member.key, value: member.value }] : []));
  if (expr.kind !== 'call') return [];
  const callee = linker.evaluate(expr.callee, env);
  const merges = callee.kind === 'path' && callee.root === '#global' && callee.path === 'Object.assign';
  return merges ? expr.args.flatMap((arg): readonly MergedPart[] => (arg.kind === 'object' ? partsOf(arg, env, linker) : [{ value: arg }])) : [];
}

/** `user.id` as what it starts with and its members. */
function chainOf(expr: Expr): { readonly base: Expr; readonly members: readonly string[] } {
  if (expr.kind === 'cast') return chainOf(expr.value);
  if (expr.kind !== 'member') return { base: expr, members: [] };
  const { base, members } = chainOf(expr.object);
  return { base, members: [...members, expr.name] };
}
