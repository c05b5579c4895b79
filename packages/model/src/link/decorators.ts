import { blocksOf, walk, type DecoratorUse, type Env, type Expr, type FunctionValue, type PathValue, type Span, type Stmt, type Value } from '@assay/contract';
import { mutationsOf } from '../ir/mutations.js';
import type { Linker } from './linker.js';
import { settledTruth } from './settled.js';

const MAX_DEPTH = 6;

/** What a decorator applies: itself, or the decorators that a composed one is made of. */
export function appliedDecorators(value: Value, at: Span, linker: Linker, depth = 0): DecoratorUse[] {
  if (depth > MAX_DEPTH) return [];
  const each = (values: readonly Value[]): DecoratorUse[] => values.flatMap((one) => appliedDecorators(one, at, linker, depth + 1));
  if (value.kind === 'array') return each(value.items);
  if (value.kind === 'path' && value.path.endsWith('applyDecorators()')) return each([...linker.args(value).map((arg) => arg.value), ...pushed(value, linker)]);
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

/** `if (secured) list.push(Auth()); return applyDecorators(...list)`: what was put into the list where the caller's arguments lead. */
function pushed({ call }: PathValue, linker: Linker): readonly Value[] {
  if (!call || call.node.kind === 'template') return [];
  const lists = call.node.args.flatMap((arg) => (arg.kind === 'spread' && arg.value.kind === 'name' ? [arg.value.binding] : []));
  const values = lists.flatMap((list) => mutationsOf(list, call.file)).flatMap((mutation) => (mutation.kind === 'grow' ? mutation.values : []));
  return values.filter((expr) => walk(call.env.fn).includes(expr) && mayRun(expr, call.env.fn.body, call.env, linker)).map((expr) => linker.evaluate(expr, call.env));
}

/** Does no condition around the expression come out against it? */
function mayRun(expr: Expr, statements: readonly Stmt[], env: Env, linker: Linker): boolean {
  const around = statements.find(({ at }) => at[0] <= expr.at[0] && expr.at[1] <= at[1]);
  if (!around) return true;
  if (around.kind !== 'if') return blocksOf(around).every((block) => mayRun(expr, block, env, linker));
  const truth = settledTruth(around.test, env, linker);
  const holds = (block: readonly Stmt[]): boolean => block.some(({ at }) => at[0] <= expr.at[0] && expr.at[1] <= at[1]);
  if ((truth === false && holds(around.then)) || (truth === true && holds(around.else))) return false;
  return mayRun(expr, [...around.then, ...around.else], env, linker);
}
