import type { Env, Expr, Stmt, Value } from '@assay/contract';
import type { Link } from './link.js';
import { constOf } from './values.js';

type Loop = Extract<Stmt, { kind: 'loop' }>;

/** What the first name of a loop is in each of its turns, where the list that it goes through is known: its elements, or their positions (`for (let i = 0; i < list.length; i++)`). */
export function turnedOver(loop: Loop, env: Env, link: Pick<Link, 'evaluate'>): readonly Value[] | undefined {
  const counted = countedList(loop);
  const list = counted ?? (loop.loop === 'for-in' ? undefined : loop.iterable);
  const over = list && link.evaluate(list, env);
  if (over?.kind !== 'array') return undefined;
  return counted ? over.items.map((_, index) => constOf(index)) : over.items;
}

/** The list that a loop counts through, from its first element to its last. */
function countedList({ loop, bindings, init, test, update }: Loop): Expr | undefined {
  const [first] = init;
  const [counter] = bindings;
  if (loop !== 'for' || counter === undefined || first?.kind !== 'declare' || first.value?.kind !== 'literal' || first.value.value !== 0) return undefined;
  const isCounter = (expr: Expr): boolean => expr.kind === 'name' && expr.binding === counter;
  if (test?.kind !== 'binary' || test.op !== '<' || !isCounter(test.left) || test.right.kind !== 'member' || test.right.name !== 'length') return undefined;
  return update?.kind === 'unary' && update.op === '++' && isCounter(update.value) ? test.right.object : undefined;
}
