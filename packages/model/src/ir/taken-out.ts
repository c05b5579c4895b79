import { walk, type FunctionFact } from '@assay/contract';

/** `delete body.stack`: members that a function takes out of what a variable holds, on whatever branch. */
export function takenOut(binding: number, fn: FunctionFact): ReadonlySet<string> {
  return new Set(walk(fn).flatMap((expr) => {
    const target = expr.kind === 'unary' && expr.op === 'delete' ? expr.value : undefined;
    return target?.kind === 'member' && target.object.kind === 'name' && target.object.binding === binding ? [target.name] : [];
  }));
}
