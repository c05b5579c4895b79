import { walk, type Env, type Expr, type ExprOf, type FileFacts } from '@assay/contract';
import { mutationsOf } from '../ir/mutations.js';
import type { Linker } from '../link/linker.js';
import type { Placed } from './written-values.js';

/** A row that is made empty, and filled member by member. */
export interface FilledRow {
  readonly sets: readonly { readonly column: string; readonly value: Placed }[];
  /** Somebody else is given the row, who may fill more of it. */
  readonly open: boolean;
}

/** Calls that store a row and leave its members as they are. */
const STORES = /^(?:save|insert|persist|create|add|flush|push)\w*$/i;

/** `const row = new Row(); row.name = name`: what is set on a name that holds a row made of nothing; undefined for any other. */
export function filledRow(given: Expr, env: Env, linker: Linker): FilledRow | undefined {
  const { file } = env;
  const binding = given.kind === 'name' ? file.bindings[given.binding] : undefined;
  if (given.kind !== 'name' || !binding || binding.imported || binding.kind === 'param') return undefined;
  const [made, ...others] = [...(binding.init ? [binding.init] : []), ...(binding.assigned ?? [])];
  if (!made || others.length > 0 || !isEmptyRow(made)) return undefined;
  const mutations = mutationsOf(given.binding, file);
  const sets = assignedTo(given.binding, file);
  if (sets.length === 0 || mutations.some(({ kind }) => kind !== 'assign') || sets.length !== mutations.length) return undefined;
  return { open: isHandedOn(given.binding, file), sets: setOn(given.binding, env, linker) };
}

/** What the members of a name are given one by one. */
export function setOn(id: number, env: Env, linker: Linker): FilledRow['sets'] {
  return assignedTo(id, env.file).map(({ target, value }) => ({ column: target.name, value: { expr: value, env: envAt(value, env, linker) } }));
}

/** `new Row()`, `rows.create()`. */
function isEmptyRow(expr: Expr): boolean {
  if (expr.kind === 'await' || expr.kind === 'cast') return isEmptyRow(expr.value);
  return (expr.kind === 'new' || (expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'create')) && expr.args.length === 0;
}

type Setting = ExprOf<'assign'> & { readonly target: ExprOf<'member'> };

function assignedTo(id: number, file: FileFacts): readonly Setting[] {
  return file.functions.flatMap((fn) => walk(fn).filter((expr): expr is Setting => expr.kind === 'assign' && expr.target.kind === 'member' && isName(expr.target.object, id)));
}

function isName(expr: Expr, id: number): boolean {
  return expr.kind === 'name' && expr.binding === id;
}

function isHandedOn(id: number, file: FileFacts): boolean {
  return file.functions.some((fn) => walk(fn).some((expr) => expr.kind === 'call' && expr.args.some((arg) => isName(arg, id)) && !(expr.callee.kind === 'member' && STORES.test(expr.callee.name))));
}

function envAt(expr: Expr, env: Env, linker: Linker): Env {
  return env.fn.at[0] <= expr.at[0] && expr.at[1] <= env.fn.at[1] ? env : linker.envOf(env.file, linker.index.functionAt(env.file, expr.at[0]));
}
