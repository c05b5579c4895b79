import { childrenOf, type Env, type ErrorProducer, type Expr } from '@assay/contract';
import type { Step } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { isNarrowed } from './error-checks.js';
import { exposureOf } from './exposure.js';

/** `fail(res, error.message)`: the parameter that takes the text stands in the body. */
export function handedText(body: Expr, bodyEnv: Env, { expr, callee }: Step, env: Env, linker: Linker): ErrorProducer['exposes'] {
  if (expr.kind !== 'call' || bodyEnv.fn !== callee.fn || isNarrowed(body, bodyEnv) || expr.args.some((arg) => arg.kind === 'spread')) return undefined;
  const used = new Set(alwaysIn(body).flatMap((inner) => {
    const binding = inner.kind === 'name' ? bodyEnv.file.bindings[inner.binding] : undefined;
    return binding?.kind === 'param' && bodyEnv.file.functions[binding.fn] === callee.fn && (binding.assigned ?? []).length === 0 ? [binding.index ?? 0] : [];
  }));
  const texts = new Set(alwaysIn(body).flatMap(asText).flatMap((inner) => (inner.kind === 'name' ? bodyEnv.file.bindings[inner.binding]?.index ?? [] : [])));
  const found = expr.args.map((arg, index): Exposure | undefined => {
    const exposed = used.has(index) ? exposureOf(arg, env, linker) : undefined;
    return exposed?.what === 'error' && texts.has(index) ? { ...exposed, what: 'message' } : exposed;
  });
  return found.find((one) => one !== undefined);
}

type Exposure = NonNullable<ErrorProducer['exposes']>;

/** What an expression makes a text of: of an error its message. */
function asText(expr: Expr): readonly Expr[] {
  if (expr.kind === 'template') return expr.holes;
  if (expr.kind === 'binary' && expr.op === '+') return [expr.left, expr.right];
  if (expr.kind !== 'call') return [];
  if (expr.callee.kind === 'member' && expr.callee.name === 'toString') return [expr.callee.object];
  return expr.callee.kind === 'global' && expr.callee.name === 'String' ? expr.args.slice(0, 1) : [];
}

/** What stands in an expression whatever its conditions come to. */
function alwaysIn(expr: Expr): readonly Expr[] {
  return expr.kind === 'conditional' || expr.kind === 'logical' ? [] : [expr, ...childrenOf(expr).flatMap(alwaysIn)];
}
