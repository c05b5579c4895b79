import { childrenOf, walk, weakMemo, type Env, type Expr, type FileFacts, type FunctionFact } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { allKeys, requestKeysOf, type RequestKeys } from './request-keys.js';

const MAX_DEPTH = 3;

/**
 * What the functions whose answers an expression is made of take of the request, by the members that they take of their arguments: `({ clubId, memberId }) => ..` is handed the whole
 * body and asks for two values of it. Undefined where one of them may look at more, or is not known.
 */
export function takenKeys(expr: Expr, env: Env, linker: Linker): RequestKeys | undefined {
  const parts = answersIn(expr, env, 0).map((call) => takenBy(call, env, linker));
  return parts.length > 0 && parts.every((part) => part !== undefined) ? allKeys(parts) : undefined;
}

/** The calls that an expression is made of, not those that made their arguments. */
function answersIn(expr: Expr, env: Env, depth: number): readonly Expr[] {
  if (expr.kind === 'call') return [expr];
  const binding = expr.kind === 'name' && depth < MAX_DEPTH ? env.file.bindings[expr.binding] : undefined;
  if (binding) return binding.kind === 'const' && binding.init ? answersIn(binding.init, env, depth + 1) : [];
  return childrenOf(expr).flatMap((part) => answersIn(part, env, depth));
}

function takenBy(call: Expr, env: Env, linker: Linker): RequestKeys | undefined {
  const [callee, ...more] = call.kind === 'call' ? optionsOf(linker.evaluate(call.callee, env)) : [];
  if (call.kind !== 'call' || callee?.kind !== 'function' || more.length > 0) return undefined;
  const taken = call.args.map((_, index) => membersTaken(callee.fn, callee.file, index));
  if (!taken.every((members) => members !== undefined)) return undefined;
  const inner = linker.activate(callee, call.args.map((arg) => linker.arg(arg, env)));
  return allKeys(taken.flat().map((member) => requestKeysOf(member, inner, linker)));
}

/** The members of a parameter that a function takes apart in its head; undefined where it has a name for the whole. */
function membersTaken(fn: FunctionFact, file: FileFacts, index: number): readonly Expr[] | undefined {
  const param = fn.params[index]?.binding;
  if (param === undefined || namedIn(fn).has(param)) return undefined;
  const inits = file.bindings.flatMap(({ init }) => (init && mentions(init, param) ? [init] : []));
  return inits.length > 0 && inits.every((init) => init.kind === 'member') ? inits : undefined;
}

function mentions(init: Expr, param: number): boolean {
  if (init.kind === 'member') return init.object.kind === 'name' && init.object.binding === param;
  if (init.kind === 'rest') return init.of.kind === 'name' && init.of.binding === param;
  return init.kind === 'logical' && mentions(init.left, param);
}

/** The bindings that a function's own code names. */
const namedIn = weakMemo((fn: FunctionFact): ReadonlySet<number> => new Set([...walk(fn)].flatMap((expr) => (expr.kind === 'name' ? [expr.binding] : []))));
