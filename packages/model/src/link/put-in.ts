import { walk, weakMemo, type Env, type Expr, type FileFacts, type Range, type Value } from '@assay/contract';
import type { Site } from './calls.js';
import type { Link } from './link.js';
import { isInLoop, turnsOf } from './filled.js';
import { classAround } from './project-index.js';
import { scopeEnv } from './scope-env.js';
import { listOf, optionsOf, unionOf } from './values.js';

/** What is put into a collection, and the function in which it is. */
interface Put { readonly fn: number; readonly by: 'set' | 'push'; readonly at: Range; readonly values: readonly Expr[] }

const MAX_PUTS = 6;
const putsIn = weakMemo(collect);

/**
 * `made.get(key)`, `made.values()` of a Map of the file or of the class: what is worth following of all that its file puts into it. What the same activation puts there is what
 * this one finds (`if (!made.has(Kind)) made.set(Kind, new Kind()); return made.get(Kind)`). Undefined where nothing is worth following.
 */
export function fromMap({ expr, env }: Site, link: Link): Value | undefined {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return undefined;
  const holder = holderKey(expr.callee.object, env.file, env.file.functions.indexOf(env.fn));
  const useful = putInto(holder, 'set', env, link).filter((value) => value.kind === 'function' || value.kind === 'instance' || value.kind === 'class' || (value.kind === 'path' && !value.root.startsWith('#')));
  if (useful.length === 0) return undefined;
  return expr.callee.name === 'values' ? listOf(unionOf(useful)) : unionOf(useful);
}

/** `const orders = []; for (const row of rows) orders.push(new Order(row))`: the project's objects that are put into a list which is declared empty. */
export function pushedTo(list: number, env: Env, link: Link): readonly Value[] {
  return putInto(`${list}`, 'push', env, link).filter(({ kind }) => kind === 'instance');
}

/** Longer lists are made by programs, not written. */
const MAX_PARTS = 200;

/**
 * `const plugins = [first]; plugins.push(second, ...third())`: what the function that declares a list pushes into it, where all of it is parts of a program (functions, classes, modules,
 * objects that hold these), as all of `items` are, with which it begins. Undefined where anything else is pushed, or the loop that does it runs over what is not known.
 */
export function partsPushedTo(list: number, fn: number, items: readonly Value[], env: Env, link: Link): readonly Value[] | undefined {
  const puts = (putsIn(env.file).get(`${list}`) ?? []).filter((put) => put.by === 'push');
  if (puts.length === 0 || !puts.every((put) => put.fn === fn && put.values.every(mayBePart)) || !items.every((item) => isPart(item, link))) return undefined;
  const parts: Value[] = [];
  for (const put of puts) {
    const turns = isInLoop(env.file, put) ? turnsOf(env.file, put, env, link) : [env];
    for (const turn of turns ?? []) for (const expr of put.values) parts.push(...pushedBy(expr, turn, link));
    if (!turns || parts.length > MAX_PARTS) return undefined;
  }
  return parts.every((part) => isPart(part, link)) ? parts : undefined;
}

function pushedBy(expr: Expr, env: Env, link: Link): readonly Value[] {
  if (expr.kind !== 'spread') return [link.evaluate(expr, env)];
  const value = link.evaluate(expr.value, env);
  return value.kind === 'array' && !value.open ? value.items : [value];
}

function mayBePart(expr: Expr): boolean {
  if (expr.kind === 'spread') return expr.value.kind === 'call' || mayBePart(expr.value);
  if (expr.kind === 'object') return expr.members.some((member) => member.kind !== 'spread' && mayBePart(member.value));
  return expr.kind === 'name' || expr.kind === 'member' || expr.kind === 'function';
}

/** `{ plugin: { plugin: { register() {} } } }` */
const MAX_WITHIN = 3;

/** A part of a program. `within`: how many objects hold it. */
function isPart(value: Value, link: Link, within = 0): boolean {
  if (value.kind === 'function' || value.kind === 'class' || value.kind === 'module') return true;
  // What a library exports, not what a call of it answers.
  if (value.kind === 'path') return !value.root.startsWith('#') && !value.path.includes('()');
  return value.kind === 'object' && within < MAX_WITHIN && value.node.members.some((member) => member.kind === 'property' && mayBePart(member.value) && isPart(link.member(value, member.key), link, within + 1));
}

function putInto(holder: string | undefined, by: Put['by'], env: Env, link: Link): readonly Value[] {
  const all = holder === undefined ? [] : (putsIn(env.file).get(holder) ?? []).flatMap(({ fn, by: how, values: [value] }) => (how === by && value && (by === 'set' || MAKING.has(value.kind)) ? [{ fn, value }] : []));
  if (all.length === 0) return [];
  const fn = env.file.functions.indexOf(env.fn);
  const own = all.filter((put) => put.fn === fn);
  return (own.length > 0 ? own : all).slice(0, MAX_PUTS).flatMap((put) => optionsOf(link.evaluate(put.value, scopeEnv(env.file, put.fn, env, link))));
}

function collect(file: FileFacts): ReadonlyMap<string, readonly Put[]> {
  const found = new Map<string, Put[]>();
  for (const [fn, fact] of file.functions.entries()) {
    for (const expr of walk(fact)) {
      if (expr.kind !== 'call' || expr.callee.kind !== 'member') continue;
      const put = putBy(expr.callee.name, expr.args, fn, expr.at);
      const holder = put && holderKey(expr.callee.object, file, fn);
      if (put && holder !== undefined) found.set(holder, [...(found.get(holder) ?? []), put]);
    }
  }
  return found;
}

/** What is pushed as it stands there (a function, a text) is no object that was made. */
const MAKING: ReadonlySet<Expr['kind']> = new Set(['new', 'call', 'await', 'name']);

function putBy(name: string, args: readonly Expr[], fn: number, at: Range): Put | undefined {
  const [, second] = args;
  if (name === 'set') return second && { fn, by: 'set', at, values: [second] };
  return name === 'push' && args.length > 0 ? { fn, by: 'push', at, values: args } : undefined;
}

/** The variable, or the member of the class, that holds the collection. */
function holderKey(object: Expr, file: FileFacts, fn: number): string | undefined {
  if (object.kind === 'name') return `${object.binding}`;
  return object.kind === 'member' && object.object.kind === 'this' ? `this ${classAround(file, fn)}.${object.name}` : undefined;
}
