import { walk, weakMemo, type Env, type Expr, type FileFacts, type Value } from '@assay/contract';
import type { Site } from './calls.js';
import type { Link } from './link.js';
import { classAround } from './project-index.js';
import { scopeEnv } from './scope-env.js';
import { listOf, optionsOf, unionOf } from './values.js';

/** What is put into a collection, and the function in which it is. */
interface Put { readonly fn: number; readonly by: 'set' | 'push'; readonly value: Expr }

const MAX_PUTS = 6;
/** Steps that set-up code puts into one list. */
const MAX_STEPS = 24;
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

/**
 * `const orders = []; for (const row of rows) orders.push(new Order(row))`: the project's objects that are put into a list which is declared empty; of a list that the code
 * which declares it fills by itself, `steps.push(known, stamp)`, the functions as well.
 */
export function pushedTo(list: number, env: Env, link: Link): readonly Value[] {
  const home = env.file.bindings[list]?.fn;
  const isFilledAtHome = (putsIn(env.file).get(`${list}`) ?? []).every((put) => put.fn === home);
  return putInto(`${list}`, 'push', env, link, isFilledAtHome ? MAX_STEPS : MAX_PUTS).filter(({ kind }) => kind === 'instance' || (kind === 'function' && isFilledAtHome));
}

function putInto(holder: string | undefined, by: Put['by'], env: Env, link: Link, max = MAX_PUTS): readonly Value[] {
  const all = holder === undefined ? [] : (putsIn(env.file).get(holder) ?? []).filter((put) => put.by === by);
  if (all.length === 0) return [];
  const fn = env.file.functions.indexOf(env.fn);
  const own = all.filter((put) => put.fn === fn);
  return (own.length > 0 ? own : all).slice(0, max).flatMap((put) => optionsOf(link.evaluate(put.value, scopeEnv(env.file, put.fn, env, link))));
}

function collect(file: FileFacts): ReadonlyMap<string, readonly Put[]> {
  const found = new Map<string, Put[]>();
  for (const [fn, fact] of file.functions.entries()) {
    for (const expr of walk(fact)) {
      if (expr.kind !== 'call' || expr.callee.kind !== 'member') continue;
      const puts = putsBy(expr.callee.name, expr.args, fn);
      const holder = puts.length > 0 ? holderKey(expr.callee.object, file, fn) : undefined;
      if (holder !== undefined) found.set(holder, [...(found.get(holder) ?? []), ...puts]);
    }
  }
  return found;
}

/** What is pushed as it stands there (a function, a text) is no object that was made. */
const MAKING: ReadonlySet<Expr['kind']> = new Set(['new', 'call', 'await', 'name']);

function putsBy(name: string, args: readonly Expr[], fn: number): readonly Put[] {
  const [, second] = args;
  if (name === 'set') return second ? [{ fn, by: 'set', value: second }] : [];
  return name === 'push' ? args.filter(({ kind }) => MAKING.has(kind)).map((value) => ({ fn, by: 'push', value })) : [];
}

/** The variable, or the member of the class, that holds the collection. */
function holderKey(object: Expr, file: FileFacts, fn: number): string | undefined {
  if (object.kind === 'name') return `${object.binding}`;
  return object.kind === 'member' && object.object.kind === 'this' ? `this ${classAround(file, fn)}.${object.name}` : undefined;
}
