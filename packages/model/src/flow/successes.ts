import type { Arg, Env, Expr, ExprOf, FunctionValue, Value } from '@assay/contract';
import { argsOf } from '../link/args-of.js';
import { isStep, stepKind } from '../link/held.js';
import type { Linker } from '../link/linker.js';
import { settledTruth } from '../link/settled.js';
import { optionsOf } from '../link/values.js';
import { both, either, NOTHING, type Certainty } from './certainty.js';
import { conditionCertainty, type Summaries } from './conditions.js';
import type { Summary } from './events.js';
import { given } from './promise-steps.js';

/** Who summarizes what steps of a chain run. */
export interface Chains extends Summaries {
  readonly linker: Linker;
  summary(fn: FunctionValue, args: readonly Arg[] | undefined): Summary;
}

/** Variables and steps that are followed to where a result comes from. */
const MAX_STEPS = 24;

/** What is certain where the result (of a library's containers) that an expression answers holds something: each step of its chain went well. */
export function successOf(expr: Expr, env: Env, chains: Chains, depth = 0): Certainty {
  if (depth > MAX_STEPS || !chains.linker.holding.any) return NOTHING;
  switch (expr.kind) {
    case 'await': case 'cast': return successOf(expr.value, env, chains, depth + 1);
    case 'name': {
      const binding = env.file.bindings[expr.binding];
      return binding?.kind === 'const' && binding.init && env.file.functions[binding.fn] === env.fn ? successOf(binding.init, env, chains, depth + 1) : NOTHING;
    }
    case 'call': return ofCall(expr, env, chains, depth);
    default: return NOTHING;
  }
}

function ofCall(expr: ExprOf<'call'>, env: Env, chains: Chains, depth: number): Certainty {
  const callee = chains.linker.evaluate(expr.callee, env);
  const kind = stepKind(callee, expr, env, chains.linker);
  if (kind && expr.callee.kind === 'member') {
    const before = successOf(expr.callee.object, env, chains, depth + 1);
    if (kind === 'kept') return before;
    const [callback] = expr.args;
    return callback ? both(before, ofFunctions(chains.linker.evaluate(callback, env), given(expr.callee.name, expr, 0, env, chains.linker), chains)) : before;
  }
  return ofFunctions(callee, argsOf(expr.args, env, chains.linker), chains);
}

function ofFunctions(value: Value, args: readonly Arg[] | undefined, chains: Chains): Certainty {
  const options = optionsOf(value);
  const all = options.flatMap((option) => (option.kind === 'function' ? [chains.summary(option, args).succeeds ?? NOTHING] : []));
  return all.length === options.length && all.length > 0 ? all.reduce(either) : NOTHING;
}

/** The same where a function answers the expression, when it can be a success at all. */
export function successAnswered(expr: Expr, env: Env, chains: Chains): Certainty | undefined {
  if (expr.kind === 'await' || expr.kind === 'cast') return successAnswered(expr.value, env, chains);
  if (expr.kind !== 'conditional') return chains.linker.holding.isFailure(chains.linker.evaluate(expr, env), chains.linker) ? undefined : successOf(expr, env, chains);
  const known = settledTruth(expr.test, env, chains.linker);
  const arm = (truth: boolean): Certainty | undefined => {
    const answer = known === !truth ? undefined : successAnswered(truth ? expr.then : expr.else, env, chains);
    return answer && both(conditionCertainty(expr.test, truth, env, chains), answer);
  };
  const [yes, no] = [arm(true), arm(false)];
  return yes && no ? either(yes, no) : yes ?? no;
}

/** What holds in the callback of a step because those before it went well; undefined in any other callback. */
export function carriedTo(expr: ExprOf<'call'>, index: number, env: Env, chains: Chains): Certainty | undefined {
  const isGiven = expr.callee.kind === 'member' && chains.linker.holding.any && isStep(chains.linker.evaluate(expr.callee, env), expr, index, env, chains.linker);
  return isGiven && expr.callee.kind === 'member' ? successOf(expr.callee.object, env, chains) : undefined;
}
