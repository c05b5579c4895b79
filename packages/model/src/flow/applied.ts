import type { Arg, Env, ExprOf, FunctionValue, Value } from '@assay/contract';
import { argsOf } from '../link/args-of.js';
import { isStep } from '../link/held.js';
import type { Linker } from '../link/linker.js';
import { functionOf, optionsOf, stepOf } from '../link/values.js';

/** `fn.call(self, a, b)`, `fn.apply(self, [a, b])`: the functions of the project that run, as methods of `self`. Undefined for any other call. */
export function appliedFunctions({ callee, args }: ExprOf<'call'>, env: Env, linker: Linker): readonly FunctionValue[] | undefined {
  if (callee.kind !== 'member' || (callee.name !== 'call' && callee.name !== 'apply')) return undefined;
  const functions = optionsOf(linker.evaluate(callee.object, env)).flatMap((option) => (option.kind === 'function' ? [option] : []));
  if (functions.length === 0) return undefined;
  const self = args[0] && linker.evaluate(args[0], env);
  return functions.map((fn) => (fn.fn.kind === 'arrow' || self?.kind !== 'instance' ? fn : functionOf(fn.file, fn.id, fn.env, self, fn.bound)));
}

/** What a call may run, each once: the same query through one of several clients that are made alike is one query. */
export function calleesOf(expr: ExprOf<'call'>, value: Value, env: Env, linker: Linker): readonly Value[] {
  const given = appliedFunctions(expr, env, linker) ?? optionsOf(value).filter(({ kind }) => kind !== 'const');
  if (given.length <= 1) return given;
  // Whichever of its results it is: the callback runs once, with what the one holds that has something.
  const [first] = given;
  if (first && linker.holding.any && given.every((option) => isStep(option, expr, 0, env, linker))) return [first];
  const queries = given.map((option) => queryOf(option, expr, env, linker));
  const isMade = queries.some((query) => query !== undefined);
  return given.filter((option, index) => (queries[index] === undefined ? !(isMade && isKeptByProcess(option)) : queries.indexOf(queries[index]) === index));
}

/** `globalThis.client ?? make()`: the process keeps under that name what was made before. */
function isKeptByProcess(value: Value): boolean {
  return value.kind === 'path' && value.root === '#global' && /^global(?:This)?\.\w+\./.test(value.path);
}

/** A client that another is extended to sends the queries of that one. */
const EXTENDED = /(^|\.)\$?extends\(\)/g;

function queryOf(value: Value, expr: ExprOf<'call'>, env: Env, linker: Linker): string | undefined {
  if (value.kind !== 'path' || value.root.startsWith('#')) return undefined;
  const concept = linker.concept(stepOf(value, '()', { node: expr, file: env.file, env }));
  return concept?.kind === 'access' || concept?.kind === 'transaction' ? `${value.root} ${value.path.replace(EXTENDED, '')}` : undefined;
}

/** What the function that a call runs is given. */
export function argsGiven(expr: ExprOf<'call'>, env: Env, linker: Linker): readonly Arg[] {
  const { callee, args } = expr;
  if (!appliedFunctions(expr, env, linker)) return argsOf(args, env, linker);
  const [, list] = args;
  if (callee.kind === 'member' && callee.name === 'call') return argsOf(args.slice(1), env, linker);
  return list ? argsOf([{ kind: 'spread', value: list, at: list.at }], env, linker) : [];
}
