import { weakMemo, type Expr, type FileFacts, type TypeExpr, type Value } from '@assay/contract';
import { heldFor } from './held.js';
import type { Link } from './link.js';
import { holderOf } from './receivers.js';
import { elementOf, optionsOf, unionOf } from './values.js';

type FunctionType = Extract<TypeExpr, { kind: 'function' }>;

/** A function's type, and the file that its names belong to. */
interface Expected { readonly type: FunctionType; readonly file: FileFacts }

/** What the place of a function says that its parameter `index` is: `const save: Save = (order) => ..`, `db.use((client) => ..)` with `use(run: (client: Client) => unknown)`. */
export function expectedParameter(file: FileFacts, fn: number, index: number, link: Link): Value | undefined {
  for (const { type, file: home } of [...assigned(file, fn, link), ...argument(file, fn, link)]) {
    const param = type.params[index];
    const value = param && link.typeValue(param, home);
    if (value && value.kind !== 'unknown') return value;
  }
  return index === 0 ? lent(file, fn, link) : undefined;
}

const ONE_BY_ONE: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap', 'filter', 'some', 'every', 'find', 'each', 'mapSeries']);

/** `promise.then((found) => ..)`, `result.andThen((found) => ..)`, `list.forEach((row) => ..)`: what the receiver brings or holds. */
function lent(file: FileFacts, fn: number, link: Link): Value | undefined {
  const holder = holderOf(file, fn);
  if (holder?.expr.kind !== 'call' || holder.expr.callee.kind !== 'member' || holder.expr.args[0]?.kind !== 'function' || holder.expr.args[0].fn !== fn) return undefined;
  const { object, name } = holder.expr.callee;
  const held = heldFor(holder.expr, 0, link.envOf(file, holder.fn), link);
  if (held) return held;
  if (name !== 'then' && !ONE_BY_ONE.has(name)) return undefined;
  const values = optionsOf(link.evaluate(object, link.envOf(file, holder.fn))).filter((value) => value.kind === 'path' ? link.isData(value.root) && !/(?:^|\.)Promise\.new\(\)$/.test(value.path) : value.kind === 'instance' || value.kind === 'list' || value.kind === 'array');
  if (values.length === 0) return undefined;
  return name === 'then' ? unionOf(values) : unionOf(values.filter(({ kind }) => kind !== 'instance').map((value) => elementOf(value)));
}

/** The type of the name that holds the function. */
function assigned(file: FileFacts, fn: number, link: Link): readonly Expected[] {
  const name = file.functions[fn]?.name;
  const binding = file.bindings.find((candidate) => candidate.name === name && candidate.init?.kind === 'function' && candidate.init.fn === fn);
  return binding?.declared ? valuesOf(binding.declared, file, link).flatMap(functionTypes) : [];
}

/** The type of the parameter that the function is an argument for. */
function argument(file: FileFacts, fn: number, link: Link): readonly Expected[] {
  const holder = holderOf(file, fn);
  if (holder?.expr.kind !== 'call') return [];
  const { callee, args } = holder.expr;
  const at = args.findIndex((arg) => holds(arg, fn));
  const member = at < 0 ? undefined : keyOf(args[at], fn);
  if (at < 0 || args.slice(0, at).some((arg) => arg.kind === 'spread')) return [];
  return optionsOf(link.evaluate(callee, link.envOf(file, holder.fn))).flatMap((option) => {
    const [type, home] = expectedBy(option, at) ?? [];
    return type && home ? valuesOf(type, home, link).flatMap((wanted) => functionTypes(member === undefined ? wanted : link.member(wanted, member))) : [];
  });
}

function expectedBy(callee: Value, index: number): readonly [TypeExpr | undefined, FileFacts] | undefined {
  if (callee.kind === 'typed') return callee.type.kind === 'function' ? [callee.type.params[index], callee.file] : undefined;
  const param = callee.kind === 'function' ? callee.fn.params[index] : undefined;
  return callee.kind === 'function' && param ? [param.declared ?? callee.file.bindings[param.binding]?.declared, callee.file] : undefined;
}

const withoutArguments = weakMemo((type: Extract<TypeExpr, { kind: 'ref' }>): TypeExpr => ({ ...type, args: [] }));

/** What a type says with its arguments, and where these leave parts open, as the alias has it: `Step<Input>` with `type Step<I> = (input: I, tools: Tools) => void`. */
function valuesOf(type: TypeExpr, file: FileFacts, link: Link): readonly Value[] {
  const value = link.typeValue(type, file);
  if (type.kind !== 'ref' || type.args.length === 0) return [value];
  return [value, link.typeValue(withoutArguments(type), file)];
}

function holds(arg: Expr, fn: number): boolean {
  return arg.kind === 'function' ? arg.fn === fn : keyOf(arg, fn) !== undefined;
}

function keyOf(arg: Expr | undefined, fn: number): string | undefined {
  const member = arg?.kind === 'object' ? arg.members.find(({ kind, value }) => kind === 'property' && value.kind === 'function' && value.fn === fn) : undefined;
  return member?.kind === 'property' ? member.key : undefined;
}

function functionTypes(value: Value): readonly Expected[] {
  return optionsOf(value).flatMap((option) => (option.kind === 'typed' && option.type.kind === 'function' ? [{ type: option.type, file: option.file }] : []));
}
