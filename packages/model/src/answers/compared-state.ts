import type { Env, Expr, ExprOf } from '@assay/contract';
import { isNothing } from '../ir/is-nothing.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import type { Need } from './asked-state.js';
import type { Frame } from './frames.js';
import { writtenAs, type Placed } from './written-values.js';

/** A condition about one column of a row. */
export interface Compared {
  readonly column: string;
  /** What the column is read from. */
  readonly row: Expr;
  /** The relation that the column is reached by. */
  readonly of?: string | undefined;
  /** What it must be one of, or must not be; absent: it must be there, or must not. */
  readonly among?: readonly Expr[];
  readonly holds: boolean;
}

/** The column that a condition is about. Less or more than something may hold again. */
export function comparedIn({ expr: given, holds, frame }: Need, linker: Linker): Compared | undefined {
  const expr = given.kind === 'cast' ? given.value : given;
  if (expr.kind === 'await') return undefined;
  const kept = expr.kind === 'name' ? keptColumn(expr, frame) : undefined;
  if (kept) return { ...columnOf(kept), holds };
  if (expr.kind === 'member') return expr.name === 'length' ? undefined : { ...columnOf(expr), holds };
  if (expr.kind === 'call') return listed(expr, holds, frame, linker) ?? sameAs(expr, holds);
  if (expr.kind !== 'binary' || !/^[!=]==?$/.test(expr.op)) return undefined;
  const [left, right] = [expr.left, expr.right].map((side) => keptIn(plain(side), frame)) as [Expr, Expr];
  const [column, other] = left.kind === 'member' && !isConstant(left) ? [left, right] : [right, left];
  if (column.kind !== 'member') return undefined;
  const equal = holds !== expr.op.startsWith('!');
  return isNothing(other) ? { ...columnOf(column), holds: !equal } : { ...columnOf(column), among: [other], holds: equal };
}

/** `let account = row.account; if (!account) ..`: the column that a name of the function was given before it is asked; what it is given later is no part of the question. */
function keptColumn(name: ExprOf<'name'>, { file }: Frame): ExprOf<'member'> | undefined {
  const { kind, init, assigned = [], imported } = file.bindings[name.binding] ?? {};
  const given = init?.kind === 'cast' ? init.value : init;
  return kind !== 'param' && !imported && given?.kind === 'member' && !isConstant(given) && assigned.every((value) => value.at[0] > name.at[0]) ? given : undefined;
}

function keptIn(side: Expr, frame: Frame): Expr {
  return side.kind === 'name' ? keptColumn(side, frame) ?? side : side;
}

/** The column that a member of what a function answers is made of: `{ closing: row.closed_at ? { at: row.closed_at } : undefined }`. */
export function madeOf(asked: Compared, { frame }: Need, linker: Linker): Compared | undefined {
  const { expr, env } = writtenAs(asked.row, envAt(frame, asked.row, linker), linker);
  const columns = optionsOf(linker.evaluate(expr, env)).flatMap((option) => {
    const property = option.kind === 'object' ? option.node.members.find((member) => member.kind === 'property' && member.key === asked.column) : undefined;
    const column = option.kind === 'object' && property?.kind === 'property' ? columnIn(property.value, asked, option.env, linker) : undefined;
    return column ? [column] : [];
  });
  const [column] = columns;
  return column && new Set(columns.map(({ name }) => name)).size === 1 ? { ...asked, column: column.name, row: column.object, of: undefined } : undefined;
}

/** `row.state`, `row.closed_at ? { .. } : undefined`, or the name of one. */
function columnIn(value: Expr, { among }: Compared, env: Env, linker: Linker): ExprOf<'member'> | undefined {
  const isChosen = value.kind === 'conditional' && isNothing(value.else) && !among;
  const given = plain(isChosen ? value.test : value);
  const column = given.kind === 'name' ? plain(writtenAs(given, env, linker).expr) : given;
  return column.kind === 'member' ? column : undefined;
}

/** `['draft', 'open'].includes(row.status)`, also where the list has a name. */
function listed({ callee, args: [first] }: ExprOf<'call'>, holds: boolean, frame: Frame, linker: Linker): Compared | undefined {
  if (callee.kind !== 'member' || !/^(?:includes|has)$/.test(callee.name)) return undefined;
  const asked = first && plain(first);
  if (asked?.kind === 'member' && !isConstant(asked)) {
    const list = listOf(writtenAs(callee.object, envAt(frame, callee.object, linker), linker).expr);
    return { ...columnOf(asked), among: list ?? [callee.object], holds };
  }
  // `NEXT[row.status].includes(status)`: which ways lead on from a state.
  const from = writtenAs(callee.object, envAt(frame, callee.object, linker), linker).expr;
  const state = from.kind === 'index' ? from.index : from.kind === 'logical' && from.left.kind === 'index' ? from.left.index : undefined;
  const key = state && plain(state);
  return key?.kind === 'member' && first ? { ...columnOf(key), among: [callee.object], holds } : undefined;
}

function listOf(expr: Expr): readonly Expr[] | undefined {
  if (expr.kind === 'array') return expr.items;
  return expr.kind === 'new' && expr.args[0]?.kind === 'array' ? expr.args[0].items : undefined;
}

/** `row.plan.equals(plan.id)`. */
function sameAs({ callee, args: [other] }: ExprOf<'call'>, holds: boolean): Compared | undefined {
  if (callee.kind !== 'member' || callee.name !== 'equals' || !other) return undefined;
  const column = plain(callee.object);
  return column.kind === 'member' ? { ...columnOf(column), among: [plain(other)], holds } : undefined;
}

/** The value that is made a text or number of, to be compared: `row.plan.toString()`, `String(row.plan)`. */
function plain(expr: Expr): Expr {
  if (expr.kind === 'cast') return plain(expr.value);
  if (expr.kind !== 'call') return expr;
  if (expr.callee.kind === 'member' && /^(?:toString|valueOf|toLowerCase|toUpperCase|toHexString|trim)$/.test(expr.callee.name)) return plain(expr.callee.object);
  const [first] = expr.args;
  return expr.callee.kind === 'global' && /^(?:String|Number|Boolean)$/.test(expr.callee.name) && first ? plain(first) : expr;
}

/** `Status.Open`. */
function isConstant(expr: ExprOf<'member'>): boolean {
  return /^[A-Z]/.test(expr.name);
}

/** `row.status`, `row.state.name`. */
function columnOf({ name, object }: ExprOf<'member'>): Pick<Compared, 'column' | 'of' | 'row'> {
  return { column: name, row: object, ...(object.kind === 'member' && object.object.kind === 'name' ? { of: object.name } : {}) };
}

/** Does the condition come out otherwise once the value is written? Undefined where that depends on what is not known. */
export function turns({ among, holds }: Compared, { expr, env }: Placed, { frame }: Need, linker: Linker): boolean | undefined {
  if (!among) {
    const there = isThere(writtenAs(expr, env, linker).expr);
    return there === undefined ? undefined : there !== holds;
  }
  const written = tokenOf(expr, env, linker);
  const tokens = among.map((one) => tokenOf(one, envAt(frame, one, linker), linker));
  if (!written) return undefined;
  if (tokens.some((token) => token?.text === written.text)) return !holds;
  return written.set !== undefined && tokens.every((token) => token?.set === written.set) ? holds : undefined;
}

function envAt({ file }: Frame, expr: Expr, linker: Linker): Env {
  return linker.envOf(file, linker.index.functionAt(file, expr.at[0]));
}

/** What is the same each time, in words; two of one `set` are different values where their words are. */
interface Token { readonly text: string; readonly set?: string }

function tokenOf(given: Expr, from: Env, linker: Linker): Token | undefined {
  const { expr, env } = writtenAs(plain(given), from, linker);
  if (plain(expr) !== expr) return tokenOf(expr, env, linker);
  if (isNothing(expr)) return { text: 'null', set: 'const' };
  const value = linker.evaluate(expr, env);
  if (value.kind === 'const') return { text: JSON.stringify(value.value), set: 'const' };
  const root = rootOf(expr);
  const binding = root === undefined ? undefined : env.file.bindings[root];
  if (!binding || root === undefined) return undefined;
  // A member of an enumeration that is declared elsewhere.
  if (binding.imported && expr.kind === 'member' && isConstant(expr)) {
    const name = binding.imported.name === 'default' ? binding.name : binding.imported.name;
    return { text: `${name}${membersOf(expr)}`, set: `member of ${name}` };
  }
  return binding.imported || (binding.assigned?.length ?? 0) > 0 ? undefined : { text: `${env.file.path}:${root}${membersOf(expr)}` };
}

function rootOf(expr: Expr): number | undefined {
  return expr.kind === 'name' ? expr.binding : expr.kind === 'member' ? rootOf(expr.object) : undefined;
}

function membersOf(expr: Expr): string {
  return expr.kind === 'member' ? `${membersOf(expr.object)}.${expr.name}` : '';
}

function isThere(expr: Expr): boolean | undefined {
  if (isNothing(expr)) return false;
  if (expr.kind === 'literal') return Boolean(expr.value);
  if (expr.kind === 'new' || expr.kind === 'object' || expr.kind === 'array') return true;
  return expr.kind === 'call' && /^(?:now|randomUUID|toISOString)$/.test(expr.callee.kind === 'member' ? expr.callee.name : '') ? true : undefined;
}
