import type { Env, Expr, ExprOf } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf } from '../link/values.js';

/** A value of a new row by which a row that is there already is found. */
export interface ConflictKey { readonly expr: Expr; readonly name: string }

const CONFLICT = /^onConflict\w*$/;
const ROWS: ReadonlySet<string> = new Set(['values', 'insert']);

/**
 * `insert(seats).values({ hallId, row }).onConflictDoUpdate({ target: [seats.hallId, seats.row], set })`: the row that is changed is the one with these values. Nothing where the
 * row is not written out.
 */
export function conflictKeys(statement: Expr, env: Env, linker: Linker): readonly ConflictKey[] {
  const calls = callsOf(statement);
  const conflict = calls.find(({ name }) => CONFLICT.test(name));
  const row = calls.find(({ name, call }) => ROWS.has(name) && call.args[0] !== undefined && rowIn(call.args[0], env, linker) !== undefined);
  const given = row?.call.args[0] && rowIn(row.call.args[0], env, linker);
  const columns = conflict?.call.args[0] ? columnsIn(conflict.call.args[0]) : [];
  const keys = columns.flatMap((column) => given?.members.flatMap((member) => (member.kind === 'property' && member.key === column ? [{ expr: member.value, name: column }] : [])) ?? []);
  return keys.length === columns.length ? keys : [];
}

/** The calls of a chain, with their names. */
function callsOf(expr: Expr): readonly { readonly name: string; readonly call: ExprOf<'call'> }[] {
  switch (expr.kind) {
    case 'await': case 'cast': return callsOf(expr.value);
    case 'member': return callsOf(expr.object);
    case 'call': return expr.callee.kind === 'member' ? [{ name: expr.callee.name, call: expr }, ...callsOf(expr.callee.object)] : [];
    default: return [];
  }
}

/** The row as it is written out, there or in a constant. */
function rowIn(expr: Expr, env: Env, linker: Linker): ExprOf<'object'> | undefined {
  if (expr.kind === 'object') return expr;
  const [value, ...more] = expr.kind === 'name' ? optionsOf(linker.evaluate(expr, env)) : [];
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return value?.kind === 'object' && more.length === 0 && binding?.init?.kind === 'object' && scopeEnv(env.file, binding.fn, env, linker).fn === env.fn ? binding.init : undefined;
}

/** `'id'`, `['hall', 'row']`, `seats.id`, `{ target: [seats.hall, seats.row] }` */
function columnsIn(expr: Expr): readonly string[] {
  switch (expr.kind) {
    case 'literal': return typeof expr.value === 'string' ? [expr.value] : [];
    case 'member': return [expr.name];
    case 'array': return expr.items.flatMap(columnsIn);
    case 'object': return expr.members.flatMap((member) => (member.kind === 'property' && member.key === 'target' ? columnsIn(member.value) : []));
    default: return [];
  }
}
