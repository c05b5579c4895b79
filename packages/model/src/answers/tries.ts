import { blocksOf, type Range, type Stmt } from '@assay/contract';

type Try = Extract<Stmt, { kind: 'try' }>;

/** The try statements of a function in whose protected part a place stands, from the outside in. */
export function triesAround(body: readonly Stmt[], [start, end]: Range): readonly Try[] {
  for (const statement of body) {
    if (statement.at[0] > start || statement.at[1] < end) continue;
    const inner = blocksOf(statement).flatMap((block) => triesAround(block, [start, end]));
    const isTried = statement.kind === 'try' && statement.body.some(({ at }) => at[0] <= start && end <= at[1]);
    return isTried ? [statement, ...inner] : inner;
  }
  return [];
}
