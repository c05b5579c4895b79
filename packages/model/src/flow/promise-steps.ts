import { Label, type Arg, type Env, type Expr, type ExprOf, type PathValue } from '@assay/contract';
import { heldFor } from '../link/held.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

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

/** What a step of a promise or of a result gives its callback; undefined where nothing says it. */
export function given(name: string, expr: ExprOf<'call'>, index: number, env: Env, linker: Linker): readonly Arg[] | undefined {
  if (name === 'catch') return [{ value: linker.role('#error'), labels: Label.exception }];
  if (expr.callee.kind !== 'member') return undefined;
  if (name === 'then') return [linker.arg(expr.callee.object, env)];
  const held = heldFor(expr, index, env, linker);
  if (!held) return undefined;
  const from = linker.arg(expr.callee.object, env);
  const labels = optionsOf(held).reduce((all, one) => all | (one.kind === 'object' ? linker.labels(one.node, one.env) : 0), from.labels | linker.labelsOfValue(held));
  return [{ ...from, value: held, labels, nothing: undefined }];
}
