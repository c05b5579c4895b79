import { walk, weakMemo, type Expr, type FunctionFact, type Range } from '@assay/contract';

interface Pushed { readonly at: Range; readonly values: readonly Expr[] }

/** What a function puts into lists that a variable of it is or holds, by the variable: `problems.push(text)`, `body.errors.push({ text })`. */
export const pushedInto = weakMemo((fn: FunctionFact): ReadonlyMap<number, readonly Pushed[]> => {
  const found = new Map<number, Pushed[]>();
  for (const expr of walk(fn)) {
    if (expr.kind !== 'call' || expr.callee.kind !== 'member' || (expr.callee.name !== 'push' && expr.callee.name !== 'unshift')) continue;
    const holder = expr.callee.object.kind === 'member' ? expr.callee.object.object : expr.callee.object;
    if (holder.kind !== 'name') continue;
    const values = expr.args.filter((arg) => arg.kind !== 'spread');
    found.set(holder.binding, [...(found.get(holder.binding) ?? []), { at: expr.at, values }]);
  }
  return found;
});
