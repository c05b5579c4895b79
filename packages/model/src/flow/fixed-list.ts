import { blocksOf, walk, type BindingFact, type Env, type Expr, type ExprOf, type FileFacts, type Stmt, type Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { argsOf } from '../link/args-of.js';
import { importedExpr } from '../link/exports.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf } from '../link/values.js';
import { madeOf } from '../ir/made-of.js';
import { grows, mutationsOf } from '../ir/mutations.js';
import { isCapped } from './capped-lists.js';
import { isSmallCount } from './small-count.js';

/** More elements than a programmer writes for a loop of queries. */
const SHORT = 12;
const MAX_DEPTH = 6;

/** A list that the source itself writes out or cuts short, or the members of an enumeration: its length does not grow with the data. */
export function isFixedList(expr: Expr, env: Env, linker: Linker, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const again = (inner: Expr, at = env): boolean => isFixedList(inner, at, linker, depth + 1);
  switch (expr.kind) {
    case 'array': return expr.items.length > 0 && expr.items.length <= SHORT && expr.items.every((item) => item.kind !== 'spread' || again(item.value));
    case 'await': case 'cast': return again(expr.value);
    // `rows || []`, `rows ?? []`: an empty list in place of one that is not there.
    case 'logical': return expr.op !== '&&' && isEmpty(expr.right) && again(expr.left);
    case 'conditional': return [expr.then, expr.else].every((arm) => isEmpty(arm) || again(arm)) && !(isEmpty(expr.then) && isEmpty(expr.else));
    case 'name': return isFixedName(expr.binding, env, linker, depth) || isCapped(expr.binding, expr, SHORT, env, linker);
    case 'member': return isConstantList(linker.evaluate(expr, env)) || isListOfElement(expr, env, linker, depth);
    case 'call': return isFixedCall(expr, env, linker, depth);
    default: return false;
  }
}

/** `[]`, which is filled later or stays the shortest of lists. */
function isEmpty(expr: Expr): boolean {
  return expr.kind === 'array' && expr.items.length === 0;
}

function isFixedName(id: number, env: Env, linker: Linker, depth: number): boolean {
  const binding = env.file.bindings[id];
  if (!binding || !(binding.assigned ?? []).every((value) => isMadeOf(value, id))) return false;
  if (grows(id, env.file)) return isFilledByHand(id, env.file);
  if (binding.imported) return isConstantList(linker.evaluate({ kind: 'name', binding: id, at: binding.at }, env)) || isFixedExport(binding.imported, env, linker, depth);
  const home = scopeEnv(env.file, binding.fn, env, linker);
  if (binding.kind === 'param' && home.fn.params.some((param) => param.binding === id && param.rest)) {
    // `put(key, ...indexes)`: each call writes out what it gives, and one that spreads a list gives that.
    const given = home.args?.slice(binding.index ?? 0) ?? [];
    return given.length > 0 && given.length <= SHORT && given.every(({ expr, env: at, spread }) => expr !== undefined && (!spread || (at !== undefined && isFixedList(expr, at, linker, depth + 1))));
  }
  if (binding.kind === 'param') {
    const arg = home.args?.[binding.index ?? 0];
    return arg?.expr !== undefined && arg.env !== undefined && !arg.spread && isFixedList(arg.expr, arg.env, linker, depth + 1);
  }
  return binding.init !== undefined && isFixedList(binding.init, home, linker, depth + 1);
}

/** `rows = (rows || []).map(trim)`: as long as it was, or shorter. */
function isMadeOf(value: Expr, id: number): boolean {
  if (value.kind === 'name') return value.binding === id;
  if (value.kind === 'logical') return value.op !== '&&' && isEmpty(value.right) && isMadeOf(value.left, id);
  return value.kind === 'call' && value.callee.kind === 'member' && SAME_LENGTH.has(value.callee.name) && isMadeOf(value.callee.object, id);
}

/** `export const kinds = Object.values(Kind)`, `export const kinds = [Kind.one, Kind.other]` of another file. */
function isFixedExport(imported: NonNullable<BindingFact['imported']>, env: Env, linker: Linker, depth: number): boolean {
  const there = importedExpr(imported, env.file, linker.index);
  if (!there) return false;
  const home = linker.envOf(there.file, 0);
  const made = madeOf(there.expr, home);
  if (made.kind === 'array') return !isFilled(made, there.file) && isFixedList(made, home, linker, depth + 1);
  return made.kind === 'call' && isFixedList(there.expr, home, linker, depth + 1);
}

const SAME_LENGTH: ReadonlySet<string> = new Set(['map', 'filter', 'slice', 'sort', 'reverse', 'toSorted']);

/** `Object.values(Kind)`, `[..].filter(..)`. */
function isFixedCall(expr: ExprOf<'call'>, env: Env, linker: Linker, depth: number): boolean {
  if (expr.callee.kind !== 'member') return answersFixedList(expr, env, linker, depth);
  const { object, name } = expr.callee;
  const [first] = expr.args;
  const lists = object.kind === 'global' && object.name === 'Object' && (name === 'values' || name === 'keys' || name === 'entries');
  if (lists && first) return isFixedObject(first, env, linker);
  if (name === 'slice' && isShortSlice(expr.args)) return true;
  return SAME_LENGTH.has(name) ? isFixedList(object, env, linker, depth + 1) : answersFixedList(expr, env, linker, depth);
}

/** A function of the project that returns one: `stepsSince(version)`. */
function answersFixedList({ callee, args }: ExprOf<'call'>, env: Env, linker: Linker, depth: number): boolean {
  return optionsOf(linker.evaluate(callee, env)).every((value) => {
    if (value.kind !== 'function') return false;
    const returned = linker.index.returnsOf(value.file, value.id);
    const [only] = returned;
    return only !== undefined && returned.length === 1 && isFixedList(only, linker.activate(value, argsOf(args, env, linker)), linker, depth + 1);
  });
}

/** `const steps = []; steps.push(first); if (wide) steps.push(second);`: each element is written out, none of them in a function that others call, or in a loop, unless that counts to a small number. */
function isFilledByHand(id: number, file: FileFacts): boolean {
  const binding = file.bindings[id];
  const fn = binding && file.functions[binding.fn];
  if (!fn || binding.kind === 'param' || binding.init?.kind !== 'array' || fn.kind === 'module') return false;
  const filling = mutationsOf(id, file).filter(({ kind }) => kind !== 'call');
  const values = filling.flatMap((mutation) => mutation.values);
  const given = [...binding.init.items, ...values];
  if (given.length > SHORT || given.some((item) => item.kind === 'spread') || filling.some(({ kind, values: [first] }) => kind !== 'grow' || first === undefined)) return false;
  const loops = loopsIn(fn.body).filter((loop) => loop.kind !== 'loop' || loop.loop !== 'for' || loop.test === undefined || !isSmallCount(loop.test) || given.length > 1);
  return walk(fn).filter((expr) => expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.object.kind === 'name' && expr.callee.object.binding === id && FILLS.has(expr.callee.name))
    .filter(({ at }) => !loops.some((loop) => loop.at[0] <= at[0] && at[1] <= loop.at[1])).length === filling.length;
}

const FILLS: ReadonlySet<string> = new Set(['push', 'unshift']);

function loopsIn(body: readonly Stmt[]): readonly Stmt[] {
  return body.flatMap((statement) => [...(statement.kind === 'loop' ? [statement] : []), ...blocksOf(statement).flatMap(loopsIn)]);
}

/** `for (const step of STEPS) for (const line of step.lines)`: each element of a fixed list holds a list that is written out. */
function isListOfElement({ object, name }: ExprOf<'member'>, env: Env, linker: Linker, depth: number): boolean {
  const element = object.kind === 'name' ? env.file.bindings[object.binding] : undefined;
  if (element?.init?.kind !== 'element' || env.file.writes.some((write) => write.name === name)) return false;
  const value = linker.evaluate({ kind: 'member', object, name, optional: false, at: object.at }, env);
  const lists = value.kind === 'union' ? value.options : [value];
  return lists.every(isWrittenOut) && isFixedList(element.init.of, scopeEnv(env.file, element.fn, env, linker), linker, depth + 1);
}

/** `links.slice(0, 5)`, `lines.slice(-3)`. */
function isShortSlice([from, to]: readonly Expr[]): boolean {
  const count = (expr: Expr | undefined): number | undefined => {
    if (expr?.kind === 'unary' && expr.op === '-') return -(count(expr.value) ?? NaN);
    return expr?.kind === 'literal' && typeof expr.value === 'number' ? expr.value : undefined;
  };
  const first = count(from);
  if (first === undefined) return false;
  return to === undefined ? first < 0 && first >= -SHORT : (count(to) ?? Infinity) - first <= SHORT && first >= 0;
}

/** An object that the source writes out, or an enumeration: its keys do not grow with the data. */
export function isFixedObject(expr: Expr, env: Env, linker: Linker): boolean {
  const value = linker.evaluate(expr, env);
  if (value.kind === 'enum') return true;
  // An enumeration that a library exports: `Object.values(Status)` of a generated client.
  if (value.kind === 'path') return !value.root.startsWith('#') && /^[A-Z]\w*$/.test(value.path) && expr.kind === 'name';
  // .. also of one that is not in the repository, as it is generated.
  if (value.kind === 'unknown' && (value.reason === 'unresolved-import' || value.reason === 'generated-code') && expr.kind === 'name') return /^[A-Z]\w*$/.test(env.file.bindings[expr.binding]?.imported?.name ?? '');
  if (value.kind !== 'object' || isFilled(value.node, value.file) || (expr.kind === 'name' && grows(expr.binding, env.file))) return false;
  const { members } = value.node;
  return members.length > 0 && members.length <= SHORT && members.every((member) => member.kind === 'property' || (member.kind === 'computed' && linker.evaluate(member.key, value.env).kind === 'const'));
}

/** The variable that holds the object takes more members. */
function isFilled(node: Expr, file: FileFacts): boolean {
  return file.bindings.some((binding, id) => binding.init === node && grows(id, file));
}

/** What the source writes out. */
const WRITTEN: ReadonlySet<Value['kind']> = new Set(['const', 'object', 'class', 'instance', 'function', 'array']);

/** Of several lists each is written out, one of a single element as well: `definitions[name].kinds`. */
function isConstantList(value: Value): boolean {
  if (value.kind === 'union') {
    const lists = value.options.filter((option) => option.kind !== 'const' || (option.value !== undefined && option.value !== null));
    return lists.length > 1 && lists.every(isWrittenOut);
  }
  return isWrittenOut(value) && value.kind === 'array' && value.items.length > 1;
}

function isWrittenOut(value: Value): boolean {
  return value.kind === 'array' && !value.open && value.items.length <= SHORT && value.items.every((item) => WRITTEN.has(item.kind));
}
