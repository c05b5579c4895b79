import type { Env, Expr, ExprOf, Value } from '@assay/contract';
import type { Link } from './link.js';
import { constOf, stepOf } from './values.js';

const TURNING: ReadonlySet<string> = new Set(['forEach', 'map']);

export interface Iterated {
  readonly callback: Expr | undefined;
  /** What the callback is given, turn by turn. */
  readonly turns: readonly (readonly Value[])[];
}

/** A call that runs a callback over a collection that is known: `list.forEach(fn)`, and by a library `_.each(list, fn)`, `_.forEach(table, (value, key) => ..)`. */
export function iteratedBy(call: ExprOf<'call'>, env: Env, link: Link): Iterated | undefined {
  if (call.callee.kind === 'member' && TURNING.has(call.callee.name)) {
    const over = link.evaluate(call.callee.object, env);
    if (over.kind === 'array') return { callback: call.args[0], turns: over.items.map((item) => [item]) };
  }
  if (call.args.length < 2 || call.args.every(({ kind }) => kind !== 'function' && kind !== 'name')) return undefined;
  const callee = link.evaluate(call.callee, env);
  const concept = callee.kind === 'path' && !callee.root.startsWith('#') ? link.concept(stepOf(callee, '()', { node: call, file: env.file, env })) : undefined;
  const list = concept?.kind === 'iterate' && typeof concept.over === 'number' ? call.args[concept.over] : undefined;
  const turns = list && turnsOver(link.evaluate(list, env), link);
  return turns && concept?.kind === 'iterate' ? { callback: call.args[concept.callback], turns } : undefined;
}

function turnsOver(over: Value, link: Link): Iterated['turns'] | undefined {
  if (over.kind === 'array') return over.items.map((item) => [item]);
  return over.kind === 'object' ? [...link.properties(over)].map(([key, value]) => [value, constOf(key)]) : undefined;
}
