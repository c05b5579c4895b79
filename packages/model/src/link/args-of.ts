import type { Arg, Env, Expr } from '@assay/contract';
import { mutationsOf } from '../ir/mutations.js';
import type { Link } from './link.js';
import { scopeEnv } from './scope-env.js';

/** Arguments with spreads of known arrays laid out. */
export function argsOf(exprs: readonly Expr[], env: Env, link: Link): Arg[] {
  const args: Arg[] = [];
  for (const expr of exprs) {
    const value = expr.kind === 'spread' ? link.evaluate(expr.value, env) : undefined;
    const handed = expr.kind === 'spread' ? handedOn(expr.value, env, link) : undefined;
    if (expr.kind !== 'spread') args.push(link.arg(expr, env));
    else if (handed) args.push(...handed);
    else if (value?.kind === 'array' && !value.open) for (const item of value.items) args.push({ value: item, labels: 0, expr, env });
    else args.push({ ...link.arg(expr.value, env), spread: true });
  }
  return args;
}

/** `(...args) => inner(...args)`: the caller's arguments themselves. */
function handedOn(expr: Expr, env: Env, link: Link): readonly Arg[] | undefined {
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  if (expr.kind !== 'name' || binding?.kind !== 'param' || (binding.assigned?.length ?? 0) > 0 || mutationsOf(expr.binding, env.file).length > 0) return undefined;
  const { fn, args } = scopeEnv(env.file, binding.fn, env, link);
  const isRest = fn.params.some((param) => param.binding === expr.binding && param.rest);
  return isRest && args && !args.some(({ spread }) => spread) ? args.slice(binding.index ?? 0) : undefined;
}
