import type { Arg, Env, ExprOf, FunctionValue } from '@assay/contract';
import { argsOf } from '../link/args-of.js';
import type { Linker } from '../link/linker.js';
import { functionOf, optionsOf } from '../link/values.js';

/** `fn.call(self, a, b)`, `fn.apply(self, [a, b])`: the functions of the project that run, as methods of `self`. Undefined for any other call. */
export function appliedFunctions({ callee, args }: ExprOf<'call'>, env: Env, linker: Linker): readonly FunctionValue[] | undefined {
  if (callee.kind !== 'member' || (callee.name !== 'call' && callee.name !== 'apply')) return undefined;
  const functions = optionsOf(linker.evaluate(callee.object, env)).flatMap((option) => (option.kind === 'function' ? [option] : []));
  if (functions.length === 0) return undefined;
  const self = args[0] && linker.evaluate(args[0], env);
  return functions.map((fn) => (fn.fn.kind === 'arrow' || self?.kind !== 'instance' ? fn : functionOf(fn.file, fn.id, fn.env, self, fn.bound)));
}

/** What the function that a call runs is given. */
export function argsGiven(expr: ExprOf<'call'>, env: Env, linker: Linker): readonly Arg[] {
  const { callee, args } = expr;
  if (!appliedFunctions(expr, env, linker)) return argsOf(args, env, linker);
  const [, list] = args;
  if (callee.kind === 'member' && callee.name === 'call') return argsOf(args.slice(1), env, linker);
  return list ? argsOf([{ kind: 'spread', value: list, at: list.at }], env, linker) : [];
}
