import { walk, type Arg, type ChainStep, type Env, type ExprOf, type FunctionValue } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** Functions of the project that the handler was given as arguments, where what it was made by is not known: `limited(create, { plan })`. It goes on with them. */
export function handedIn(step: ChainStep, linker: Linker): readonly FunctionValue[] {
  const { value } = step;
  if (value.kind === 'path') {
    const { call } = value;
    return call && call.node.kind !== 'template' && linker.concept(value) === undefined ? functionsAmong(call.node.args.map((arg) => linker.arg(arg, call.env))) : [];
  }
  if (value.kind !== 'unknown') return [];
  const file = linker.index.file(step.at.path);
  const id = file && linker.index.functionAt(file, step.at.start);
  const fn = id === undefined ? undefined : file?.functions[id];
  if (!file || id === undefined || !fn) return [];
  const made = walk(fn).find((expr) => expr.kind === 'call' && expr.at[0] === step.at.start && expr.at[1] === step.at.end);
  return made?.kind === 'call' ? given(made, linker.envOf(file, id), linker) : [];
}

/** Where the step stands for the whole registration, its last argument was made by the wrapper. */
function given(call: ExprOf<'call'>, env: Env, linker: Linker): readonly FunctionValue[] {
  const last = call.args.at(-1);
  return last?.kind === 'call' ? given(last, env, linker) : functionsAmong(call.args.map((arg) => linker.arg(arg, env)));
}

function functionsAmong(args: readonly Arg[]): readonly FunctionValue[] {
  return args.flatMap(({ value }) => optionsOf(value).flatMap((option) => (option.kind === 'function' ? [option] : [])));
}
