import type { Env, Expr } from '@assay/contract';

/** What a name stands for that is never assigned again: `const { status = 500 } = failure`. Other expressions are what they are. */
export function madeOf(expr: Expr, env: Env): Expr {
  if (expr.kind === 'cast') return madeOf(expr.value, env);
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return binding?.init && binding.kind !== 'param' && (binding.assigned ?? []).length === 0 ? madeOf(binding.init, env) : expr;
}
