import type { DecoratorUse, FunctionValue, Span, Value } from '@assay/contract';
import type { Linker } from './linker.js';

const MAX_DEPTH = 6;

/** What a decorator applies: itself, or the decorators that a composed one is made of. */
export function appliedDecorators(value: Value, at: Span, linker: Linker, depth = 0): DecoratorUse[] {
  if (depth > MAX_DEPTH) return [];
  const each = (values: readonly Value[]): DecoratorUse[] => values.flatMap((one) => appliedDecorators(one, at, linker, depth + 1));
  if (value.kind === 'array') return each(value.items);
  if (value.kind === 'path' && value.path.endsWith('applyDecorators()')) return each(linker.args(value).map((arg) => arg.value));
  if (value.kind === 'function') return each(calledIn(value, linker));
  if (value.kind === 'union') return each(value.options);
  return [{ value, at }];
}

/** `(target, key, descriptor) => { Guard(...)(target, key, descriptor) }`: the decorators that its body calls. */
function calledIn(fn: FunctionValue, linker: Linker): readonly Value[] {
  const env = linker.activate(fn, undefined);
  return fn.fn.body.flatMap((statement) => {
    const value = statement.kind === 'expr' || statement.kind === 'return' ? statement.value : undefined;
    return value?.kind === 'call' ? [linker.evaluate(value.callee, env)] : [];
  });
}
