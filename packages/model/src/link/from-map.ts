import { walk, weakMemo, type Expr, type FileFacts, type Value } from '@assay/contract';
import type { Site } from './calls.js';
import type { Link } from './link.js';
import { classAround } from './project-index.js';
import { scopeEnv } from './scope-env.js';
import { optionsOf, unionOf } from './values.js';

/** What is put into a Map, and the function in which it is. */
interface Put { readonly fn: number; readonly value: Expr }

const MAX_PUTS = 6;
const putsIn = weakMemo(collect);

/**
 * `made.get(key)` of a Map of the file or of the class: what is worth following of all that its file puts into it. What the same activation puts there is what this one finds
 * (`if (!made.has(Kind)) made.set(Kind, new Kind()); return made.get(Kind)`). Undefined where nothing is worth following.
 */
export function fromMap({ expr, env }: Site, link: Link): Value | undefined {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return undefined;
  const fn = env.file.functions.indexOf(env.fn);
  const holder = holderKey(expr.callee.object, env.file, fn);
  const all = holder === undefined ? [] : putsIn(env.file).get(holder) ?? [];
  const own = all.filter((put) => put.fn === fn);
  const values = (own.length > 0 ? own : all).slice(0, MAX_PUTS).flatMap((put) => optionsOf(link.evaluate(put.value, scopeEnv(env.file, put.fn, env, link))));
  const useful = values.filter((value) => value.kind === 'function' || value.kind === 'instance' || value.kind === 'class' || (value.kind === 'path' && !value.root.startsWith('#')));
  return useful.length === 0 ? undefined : unionOf(useful);
}

function collect(file: FileFacts): ReadonlyMap<string, readonly Put[]> {
  const found = new Map<string, Put[]>();
  for (const [fn, fact] of file.functions.entries()) {
    for (const expr of walk(fact)) {
      if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.name !== 'set' || expr.args[1] === undefined) continue;
      const holder = holderKey(expr.callee.object, file, fn);
      if (holder !== undefined) found.set(holder, [...(found.get(holder) ?? []), { fn, value: expr.args[1] }]);
    }
  }
  return found;
}

/** The variable, or the member of the class, that holds the Map. */
function holderKey(object: Expr, file: FileFacts, fn: number): string | undefined {
  if (object.kind === 'name') return `${object.binding}`;
  return object.kind === 'member' && object.object.kind === 'this' ? `this ${classAround(file, fn)}.${object.name}` : undefined;
}
