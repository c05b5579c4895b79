import { childrenOf, Label, type Env, type Expr, type ExprOf, type PathValue } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf } from '../link/values.js';

const MAX_DEPTH = 24;
/** The parts of a request that hold what its sender chose, each as a whole. */
const WHOLE = /^(?:|body|query|params|param|args?|input|handed|data|payload|headers|cookies|files?|formData|json|nextUrl|searchParams)$/;

/** What an expression takes from the request: each value under a name of its own. `open`: and more, of which the name is not known. */
export interface RequestKeys { readonly keys: ReadonlySet<string>; readonly open: boolean }

/** The values of the request that go into an expression, followed through constants and arguments. */
export function requestKeysOf(expr: Expr, env: Env, linker: Linker): RequestKeys {
  const keys = new Set<string>();
  return { open: collect(expr, env, linker, { keys, seen: new Set() }, 0), keys };
}

/** All that any of them takes. */
export function allKeys(parts: readonly RequestKeys[]): RequestKeys {
  return { keys: new Set(parts.flatMap(({ keys }) => [...keys])), open: parts.some(({ open }) => open) };
}

/** Do both take something of the same name, as far as is known? */
export function shareKeys(one: RequestKeys, other: RequestKeys): boolean {
  return one.open || other.open || [...one.keys].some((key) => other.keys.has(key));
}

interface Found { readonly keys: Set<string>; readonly seen: Set<Expr> }

function collect(expr: Expr, env: Env, linker: Linker, into: Found, depth: number): boolean {
  if (into.seen.has(expr)) return false;
  into.seen.add(expr);
  if (!(linker.labels(expr, env) & (Label.input | Label.credential))) return false;
  // What the caller's own things are asked for: `caller.teams.includes(id)`.
  if (expr.kind === 'call' && expr.callee.kind === 'member' && isCaller(expr.callee.object, env, linker)) return expr.args.map((arg) => collect(arg, env, linker, into, depth + 1)).includes(true);
  if (isCaller(expr, env, linker)) return false;
  if (depth > MAX_DEPTH) return true;
  const key = keyOf(expr, env, linker);
  if (key !== undefined) {
    into.keys.add(key);
    return false;
  }
  const inner = (next: Expr, at: Env = env): boolean => collect(next, at, linker, into, depth + 1);
  switch (expr.kind) {
    case 'name': {
      const binding = env.file.bindings[expr.binding];
      if (!binding || binding.imported) return true;
      const home = scopeEnv(env.file, binding.fn, env, linker);
      const arg = binding.kind === 'param' ? home.args?.[binding.index ?? 0] : undefined;
      // An element of the caller's own rows takes nothing more from the request.
      if (binding.kind === 'param') return arg?.expr && arg.env ? inner(arg.expr, arg.env) : !(linker.labels(expr, env) & Label.principal);
      const values = [binding.init, ...(binding.assigned ?? [])].flatMap((value) => (value ? [value] : []));
      return values.length === 0 || values.map((value) => inner(value, home)).includes(true);
    }
    case 'function': return true;
    case 'call': {
      const made = madeBy(expr, env, linker);
      if (made) return made.values.map((value) => inner(value, made.env)).includes(true);
      return childrenOf(expr).map((part) => inner(part)).includes(true);
    }
    default: {
      const parts = childrenOf(expr);
      return parts.length === 0 || parts.map((part) => inner(part)).includes(true);
    }
  }
}

/** The record that a function of the project puts together of what it is given: `idsOf(request)`. */
function madeBy({ callee, args }: ExprOf<'call'>, env: Env, linker: Linker): { readonly values: readonly Expr[]; readonly env: Env } | undefined {
  const fn = linker.evaluate(callee, env);
  const values = fn.kind === 'function' ? linker.index.returnsOf(fn.file, fn.id) : [];
  if (fn.kind !== 'function' || values.length === 0 || !values.every((value) => value.kind === 'object' && value.members.every(({ kind }) => kind === 'property'))) return undefined;
  return { values, env: linker.activate(fn, args.map((arg) => linker.arg(arg, env))) };
}

/** What a library found out about the caller, and members of that. */
function isCaller(expr: Expr, env: Env, linker: Linker): boolean {
  const options = optionsOf(linker.evaluate(expr, env));
  return options.length > 0 && options.every((option) => {
    for (let at = option.kind === 'path' ? option : undefined; at; at = at.parent) {
      const concept = linker.concept(at);
      if (concept?.kind === 'verify' || (concept?.kind === 'source' && concept.label & Label.principal)) return true;
    }
    return false;
  });
}

/** `req.params.id` by itself; a request or its body as a whole has no name. */
function keyOf(expr: Expr, env: Env, linker: Linker): string | undefined {
  if (expr.kind !== 'name' && expr.kind !== 'member' && expr.kind !== 'index' && expr.kind !== 'call') return undefined;
  const [path, ...more] = optionsOf(linker.evaluate(expr, env));
  if (path?.kind !== 'path' || more.length > 0 || !path.root.startsWith('#') || path.root === '#global') return undefined;
  const asked = askedFor(path);
  if (asked !== undefined) return asked;
  if (path.path.includes('()')) return undefined;
  return WHOLE.test(path.path) ? undefined : `${path.root}.${path.path}`;
}

/** `c.req.param('id')`, `form.get('id')`: the value that is asked for by a name. */
function askedFor(path: PathValue): string | undefined {
  const node = path.step === '()' && path.call?.node.kind === 'call' ? path.call.node : undefined;
  const [name, ...more] = node?.args ?? [];
  return name?.kind === 'literal' && typeof name.value === 'string' && more.length === 0 && !path.parent?.path.includes('()') ? `${path.root}.${path.parent?.path ?? ''}.${name.value}` : undefined;
}
