import type { Env, Expr, PathValue } from '@assay/contract';

export const PROMISE_STEPS: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

/** `promise.catch(f)`, `promise.then(f, g)`: what the promise throws goes to a callback. */
export function takesErrors(name: string, args: readonly Expr[]): boolean {
  return (name === 'catch' && args.length === 1) || (name === 'then' && args.length === 2);
}

/** `save(row).catch(f)`: the query that the function answered with has run there. One that is handed over, `query.then(head)`, runs where it is used. */
export function hasRunBefore(expr: Expr, path: PathValue, env: Env): boolean {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.object.kind !== 'call' || !PROMISE_STEPS.has(expr.callee.name)) return false;
  let made = path.parent;
  while (made && !made.call) made = made.parent;
  return made?.call !== undefined && made.call.node !== expr && made.call.env.fn !== env.fn;
}
