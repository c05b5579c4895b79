import { blocksOf, type Expr, type Range, type Stmt } from '@assay/contract';

/** Can what stands at `from` have run when `to` does, in one run of a function with this body? No where it comes later, in another branch, or leaves the function first. */
export function mayReach(from: Range, to: Range, body: readonly Stmt[]): boolean {
  const first = body.findIndex((statement) => holds(statement, from));
  const second = body.findIndex((statement) => holds(statement, to));
  const statement = body[first];
  if (!statement || second < 0) return true;
  if (first !== second) return first < second && !leaves(statement, from);
  if (statement.kind === 'loop') return true;
  const blocks = blocksOf(statement);
  const inner = blocks.find((block) => block.some((one) => holds(one, from)));
  const other = blocks.find((block) => block.some((one) => holds(one, to)));
  if (!inner || !other) return true;
  if (inner === other) return mayReach(from, to, inner);
  return statement.kind === 'try' && (other === statement.finalizer || (inner === statement.body && !leaves(statement, from)));
}

/** What a variable was last given in front of a place, on every way there; undefined where that is not one value. */
export function lastGiven(binding: number, init: Expr | undefined, place: Range, body: readonly Stmt[]): Expr | undefined {
  const index = body.findIndex((statement) => holds(statement, place));
  const around = body[index];
  if (!around) return undefined;
  const inner = blocksOf(around).find((block) => block.some((one) => holds(one, place)));
  const found = inner && lastGiven(binding, init, place, inner);
  // What ran before an error did, and in earlier rounds, is not known.
  if (found || around.kind === 'loop' || (around.kind === 'try' && inner !== around.body)) return found;
  for (const statement of body.slice(0, index).reverse()) {
    const { value } = statement.kind === 'expr' ? statement : { value: undefined };
    if (value?.kind === 'assign' && value.op === '=' && value.target.kind === 'name' && value.target.binding === binding) return value.value;
    if (assigns(statement, binding)) return undefined;
    if (init && holds(statement, init.at)) return init;
  }
  return undefined;
}

function assigns(statement: Stmt, binding: number): boolean {
  if (statement.kind === 'expr' && statement.value.kind === 'assign' && statement.value.target.kind === 'name' && statement.value.target.binding === binding) return true;
  return blocksOf(statement).some((block) => block.some((one) => assigns(one, binding)));
}

/** A block around the place ends the function. */
function leaves(statement: Stmt, place: Range): boolean {
  const inner = blocksOf(statement).find((block) => block.some((one) => holds(one, place)));
  const last = inner?.at(-1);
  return inner !== undefined && (last?.kind === 'return' || last?.kind === 'throw' || inner.some((one) => holds(one, place) && leaves(one, place)));
}

function holds({ at }: Pick<Stmt, 'at'>, place: Range): boolean {
  return at[0] <= place[0] && place[1] <= at[1];
}
