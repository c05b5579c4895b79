import { blocksOf, walk, weakMemo, type Expr, type FileFacts } from '@assay/contract';

/** An expression whose members are copied, with the function (id) that copies them. */
export interface MergedSource {
  readonly source: Expr;
  readonly fn: number;
  /** Whenever the function runs: the copy stands in no branch, loop or `try` of it. */
  readonly always: boolean;
}

const sourcesIn = weakMemo(collect);

/** `Object.assign(body, source)`: what is copied onto the object that a variable of the file holds. */
export function mergedInto(binding: number, file: FileFacts): readonly MergedSource[] {
  return sourcesIn(file).get(binding) ?? [];
}

function collect(file: FileFacts): ReadonlyMap<number, readonly MergedSource[]> {
  const found = new Map<number, MergedSource[]>();
  for (const [id, fn] of file.functions.entries()) {
    const plain = fn.body.filter((statement) => blocksOf(statement).length === 0);
    for (const expr of walk(fn)) {
      if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.name !== 'assign' || expr.callee.object.kind !== 'global' || expr.callee.object.name !== 'Object') continue;
      const [target, ...sources] = expr.args;
      if (target?.kind === 'name') found.set(target.binding, [...found.get(target.binding) ?? [], ...sources.map((source) => ({ source, fn: id, always: plain.some(({ at }) => at[0] <= expr.at[0] && expr.at[1] <= at[1]) }))]);
    }
  }
  return found;
}
