import type { Env, Expr, ExprOf } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf } from '../link/values.js';
import { filledRow, setOn } from './filled-rows.js';
import { insertedColumns } from './inserted-columns.js';
import { statementCall } from './statement-call.js';

const MAX_DEPTH = 10;
/** Operators under which a document's fields stand. */
const SET = /^\$set(?:OnInsert)?$/;
/** Chained calls that carry the values of a statement; in a chain that has one the other calls name tables. */
const CARRIES = /^(?:values|set|data|doUpdateSet)$/;
const NARROWS = /^(?:(?:and|or)?where\w*|eq|in|match|filter|returning|select|from|into|onConflict\w*|limit|orderBy|using|transacting)$/i;

/** An expression with the activation that evaluates it. */
export interface Placed { readonly expr: Expr; readonly env: Env }

/** What a write gives to columns, by `columnKey`. */
export interface WrittenColumns {
  readonly values: ReadonlyMap<string, readonly Placed[]>;
  /** More may be written than is told. */
  readonly open: boolean;
  /** What is written as a whole, of which the columns are not told; empty where that is not all. */
  readonly rest: readonly Placed[];
}

/** `user_id`, `userId` and the relation `user` are one column. */
export function columnKey(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  return plain.length > 2 ? plain.replace(/id$/, '') : plain;
}

/** Where a value is written: names, arguments, members of literals and functions that answer a literal are followed to their expression, as far as there is one. */
export function writtenAs(expr: Expr, env: Env, linker: Linker, depth = 0): Placed {
  if (depth > MAX_DEPTH) return { expr, env };
  if (expr.kind === 'cast' || expr.kind === 'await') return writtenAs(expr.value, env, linker, depth + 1);
  if (expr.kind === 'name') return named(expr, env, linker, depth + 1);
  if (expr.kind === 'call') return answered(expr, env, linker) ?? { expr, env };
  if (expr.kind !== 'member') return { expr, env };
  const object = writtenAs(expr.object, env, linker, depth + 1);
  if (object.expr.kind !== 'object') return { expr, env };
  const property = object.expr.members.find((member) => member.kind === 'property' && member.key === expr.name);
  return property ? writtenAs(property.value, object.env, linker, depth + 1) : { expr, env };
}

/** `toRow(input)`: the literal that the function answers as it stands. */
function answered(call: ExprOf<'call'>, env: Env, linker: Linker): Placed | undefined {
  const [made, ...others] = optionsOf(linker.evaluate(call, env));
  if (made?.kind !== 'object' || others.length > 0) return undefined;
  const id = made.file.functions.indexOf(made.env.fn);
  return linker.index.returnsOf(made.file, id).some((expr) => isPlain(expr, made.node)) ? { expr: made.node, env: made.env } : undefined;
}

function isPlain(expr: Expr, node: Expr): boolean {
  return expr === node || ((expr.kind === 'cast' || expr.kind === 'await') && isPlain(expr.value, node));
}

function named(expr: ExprOf<'name'>, env: Env, linker: Linker, depth: number): Placed {
  const binding = env.file.bindings[expr.binding];
  if (!binding || binding.imported || (binding.assigned?.length ?? 0) > 0) return { expr, env };
  const home = scopeEnv(env.file, binding.fn, env, linker);
  if (binding.kind !== 'param') return binding.init ? writtenAs(binding.init, home, linker, depth) : { expr, env };
  const arg = home.args?.[binding.index ?? 0];
  return arg?.expr && arg.env && !arg.spread ? writtenAs(arg.expr, arg.env, linker, depth) : { expr, env };
}

/** The columns that a statement fills and what with. */
export function writtenColumns(event: FlowEvent, linker: Linker): WrittenColumns {
  const stated = insertedColumns(event, (expr, env) => writtenAs(expr, env, linker));
  if (stated) return { values: new Map(stated.map(([column, value]) => [columnKey(column), [value]])), open: false, rest: [] };
  const reader = new Reader(linker);
  const parts = partsOf(event, linker);
  for (const part of parts) reader.read(part, event.env, 0);
  return { values: reader.values, open: reader.open || parts.length === 0, rest: reader.isChanged ? [] : reader.rest };
}

/** The arguments that hold values: those that the library's row names, or that calls of the chain carry. */
function partsOf({ expr, env, concept }: FlowEvent, linker: Linker): readonly Expr[] {
  if (expr.kind !== 'call' || concept?.kind !== 'access' || concept.sql !== undefined) return [];
  const [position, member] = concept.data?.split('.') ?? [];
  const arg = position === undefined ? undefined : statementCall(expr, concept, env, linker).args[Number(position)];
  if (arg && member !== undefined) return memberOf(arg, member);
  if (arg) return [arg];
  const calls = chainOf(expr).filter(({ name }) => !NARROWS.test(name));
  const carrying = calls.filter(({ name }) => CARRIES.test(name));
  return (carrying.length > 0 ? carrying : calls).flatMap(({ args }) => args.filter((one) => one.kind !== 'literal'));
}

function memberOf(arg: Expr, name: string): readonly Expr[] {
  if (arg.kind !== 'object') return [{ kind: 'member', object: arg, name, optional: false, at: arg.at }];
  return arg.members.flatMap((member) => (member.kind === 'property' && member.key === name ? [member.value] : []));
}

function chainOf(expr: Expr): readonly { readonly name: string; readonly args: readonly Expr[] }[] {
  if (expr.kind === 'await' || expr.kind === 'cast') return chainOf(expr.value);
  if (expr.kind === 'member') return chainOf(expr.object);
  if (expr.kind !== 'call') return [];
  return [...(expr.callee.kind === 'member' ? [{ name: expr.callee.name, args: expr.args }] : []), ...chainOf(expr.callee)];
}

class Reader {
  readonly values = new Map<string, Placed[]>();
  open = false;
  /** Members are set after an object was made, or are not told apart. */
  isChanged = false;
  readonly rest: Placed[] = [];

  constructor(private readonly linker: Linker) {}

  read(given: Expr, from: Env, depth: number): void {
    const { expr, env } = writtenAs(given, from, this.linker);
    const filled = depth > MAX_DEPTH ? undefined : filledRow(given, from, this.linker);
    if (filled) {
      this.open ||= filled.open;
      this.isChanged = true;
      for (const { column, value } of filled.sets) this.put(column, value);
    } else if (depth > MAX_DEPTH) this.open = this.isChanged = true;
    else if (given.kind === 'name' && isChanged(given, from)) this.changed(given, expr, from, env, depth);
    else if (expr.kind === 'object') for (const member of expr.members) this.member(member, env, depth);
    else if (expr.kind === 'array') for (const item of expr.items) this.read(item, env, depth + 1);
    else if (expr.kind === 'conditional') for (const arm of [expr.then, expr.else]) this.read(arm, env, depth + 1);
    else if (expr.kind === 'spread') this.read(expr.value, env, depth + 1);
    else if (expr.kind === 'rest') this.leftOf(expr, env, depth);
    else {
      this.open = true;
      this.rest.push({ expr, env });
    }
  }

  /** `const row = { ...input }; row.slug = slug`: what it begins with, and what its members are given; not more, unless one is given to a member that is not told. */
  private changed(given: ExprOf<'name'>, expr: Expr, from: Env, env: Env, depth: number): void {
    const sets = setOn(given.binding, from, this.linker);
    this.open = true;
    this.isChanged ||= sets.length < mutationsOf(given.binding, from.file).filter(({ kind }) => kind === 'assign').length;
    if (expr.kind === 'object') for (const member of expr.members) this.member(member, env, depth);
    else this.rest.push({ expr, env });
    for (const { column, value } of sets) this.put(column, value);
  }

  /** `const { id, ...values } = given`: what is left of a literal. */
  private leftOf({ of, without }: ExprOf<'rest'>, env: Env, depth: number): void {
    const whole = writtenAs(of, env, this.linker);
    if (whole.expr.kind !== 'object') this.open = true;
    else for (const member of whole.expr.members) if (member.kind !== 'property' || !without.includes(member.key)) this.member(member, whole.env, depth + 1);
  }

  private member(member: ExprOf<'object'>['members'][number], env: Env, depth: number): void {
    if (member.kind === 'spread') this.read(member.value, env, depth + 1);
    else if (member.kind === 'computed') this.computed(member, env);
    else if (member.kind !== 'property') this.open = this.isChanged = true;
    else if (SET.test(member.key) && depth < MAX_DEPTH) this.read(member.value, env, depth + 1);
    else this.put(member.key, { expr: member.value, env });
  }

  /** `{ [Column.Owner]: owner }` */
  private computed({ key, value }: Extract<ExprOf<'object'>['members'][number], { kind: 'computed' }>, env: Env): void {
    const named = this.linker.evaluate(key, env);
    if (named.kind === 'const' && typeof named.value === 'string') this.put(named.value, { expr: value, env });
    else this.open = this.isChanged = true;
  }

  private put(column: string, value: Placed): void {
    this.values.set(columnKey(column), [...(this.values.get(columnKey(column)) ?? []), value]);
  }
}

/** Members are set after the object was made. */
function isChanged(expr: Expr, env: Env): boolean {
  return expr.kind === 'name' && mutationsOf(expr.binding, env.file).some((mutation) => mutation.kind === 'assign');
}
