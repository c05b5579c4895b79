import { blocksOf, walk, walkExpr, type Env, type Expr, type ExprOf, type FileFacts, type FunctionValue, type Stmt } from '@assay/contract';
import { argsOf } from '../link/args-of.js';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf } from '../link/values.js';
import { isChunked } from './chunks.js';

const MAX_DEPTH = 6;

/**
 * Does `for await` over the expression go over rows, one at a time? Those of a cursor, or of a generator of the project that hands rows on; lines, messages, jobs and pages of rows are none. A list that is there as a whole
 * is gone over like any other.
 */
export function yieldsRows(over: Expr, env: Env, linker: Linker, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (isList(over, env.file) || readsData(over, env, linker)) return true;
  const again = (expr: Expr, at: Env): boolean => yieldsRows(expr, at, linker, depth + 1);
  switch (over.kind) {
    case 'await': case 'cast': return again(over.value, env);
    case 'name': case 'member': {
      const source = sourceOf(over, env, linker, depth);
      return source !== undefined && again(source.expr, source.env);
    }
    case 'call': return optionsOf(linker.evaluate(over.callee, env)).some((callee) => callee.kind === 'function' && handsOut(callee, over, env, linker, depth));
    default: return false;
  }
}

const LISTS: ReadonlySet<string> = new Set(['map', 'filter', 'flatMap', 'slice', 'concat', 'sort', 'reverse', 'flat', 'toSorted', 'toReversed', 'split']);
const OF_OBJECTS: ReadonlySet<string> = new Set(['keys', 'values', 'entries', 'from']);

/** An array, by what it is made with or by its declared type. */
function isList(over: Expr, file: FileFacts): boolean {
  if (over.kind === 'array') return true;
  if (over.kind === 'name') {
    const declared = file.bindings[over.binding]?.declared;
    return declared?.kind === 'array' || (declared?.kind === 'ref' && /^(?:Readonly)?Array$/.test(declared.name));
  }
  if (over.kind !== 'call' || over.callee.kind !== 'member') return false;
  const { object, name } = over.callee;
  if (object.kind === 'global' && (object.name === 'Object' || object.name === 'Array')) return OF_OBJECTS.has(name);
  return LISTS.has(name) && over.args.every((arg) => arg.kind !== 'spread');
}

/** A chain of calls that starts with a query. */
function readsData(over: Expr, env: Env, linker: Linker): boolean {
  return optionsOf(linker.evaluate(over.kind === 'assign' ? over.value : over, env)).some((value) => {
    for (let at = value.kind === 'path' ? value : undefined; at; at = at.parent) if (at.call && linker.concept(at)?.kind === 'access') return true;
    return false;
  });
}

interface Source { readonly expr: Expr; readonly env: Env }

/** What a name that is set once was given, or a part of an object that a caller writes out. */
function sourceOf(expr: ExprOf<'name'> | ExprOf<'member'>, env: Env, linker: Linker, depth: number): Source | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (expr.kind === 'name') {
    const binding = env.file.bindings[expr.binding];
    if (!binding || binding.imported || (binding.assigned ?? []).length > 0) return undefined;
    const home = scopeEnv(env.file, binding.fn, env, linker);
    if (binding.kind !== 'param') return binding.init && { expr: binding.init, env: home };
    const arg = home.args?.[binding.index ?? 0];
    return arg?.expr && arg.env && !arg.spread ? { expr: arg.expr, env: arg.env } : undefined;
  }
  const object = expr.object.kind === 'name' || expr.object.kind === 'member' ? sourceOf(expr.object, env, linker, depth + 1) : undefined;
  if (object?.expr.kind !== 'object') return undefined;
  const property = object.expr.members.find((member) => member.kind === 'property' && member.key === expr.name);
  return property && { expr: property.value, env: object.env };
}

/** A generator that yields rows, or a function that answers one. */
function handsOut(callee: FunctionValue, call: ExprOf<'call'>, env: Env, linker: Linker, depth: number): boolean {
  const inside = linker.activate(callee, argsOf(call.args, env, linker));
  const isSource = (expr: Expr): boolean => yieldsRows(expr, inside, linker, depth + 1);
  if (!callee.fn.generator) return linker.index.returnsOf(callee.file, callee.id).some((expr) => expr.kind === 'call' && isSource(expr));
  const rows = new Set(rowNames(callee.fn.body, (over) => !isChunked(over, inside) && isSource(over)));
  return walk(callee.fn).some((expr) => expr.kind === 'yield' && expr.value !== undefined && (expr.delegate ? isSource(expr.value) : isMadeOf(expr.value, rows, callee.file, 0)));
}

/** The names of the rows in the loops over rows. */
function rowNames(body: readonly Stmt[], isSource: (over: Expr) => boolean): readonly number[] {
  return body.flatMap((statement) => {
    const over = statement.kind === 'loop' && (statement.loop === 'for-of' || statement.loop === 'for-await') ? statement.iterable : undefined;
    const own = statement.kind === 'loop' && over !== undefined && isSource(over) ? statement.bindings : [];
    return [...own, ...blocksOf(statement).flatMap((block) => rowNames(block, isSource))];
  });
}

/** A row, a part of it or what a call makes of it; a list that rows are put in is a page. */
function isMadeOf(expr: Expr, rows: ReadonlySet<number>, file: FileFacts, depth: number): boolean {
  if (rows.size === 0 || depth > MAX_DEPTH || expr.kind === 'array') return false;
  return walkExpr(expr).some((part) => {
    if (part.kind !== 'name') return false;
    const { init } = file.bindings[part.binding] ?? {};
    return rows.has(part.binding) || (init !== undefined && init.kind !== 'array' && isMadeOf(init, rows, file, depth + 1));
  });
}
