import type { Env, Expr, ExprOf, Stmt } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { either, NOTHING, type Certainty } from './certainty.js';
import type { Summaries } from './conditions.js';
import type { Returned } from './events.js';
import { resultCall } from './verdicts.js';

const ANSWER = /^(?:Next)?Response$/;
const ERROR = /(?:Error|Exception)$/;
const REFUSAL = new RegExp(`${ANSWER.source}|${ERROR.source}`);

/**
 * What is proven where a called function's result is none of its refusals: `const caller = await authenticate(request); if (caller instanceof Response) return caller`.
 * The ways to return that are left are those on which it was no answer, and no error.
 */
export function notRefused(expr: ExprOf<'binary'>, env: Env, summaries: Summaries): Certainty {
  const name = nameOf(expr.right, env);
  const call = REFUSAL.test(name) ? resultCall(expr.left, env) : undefined;
  if (!call) return NOTHING;
  const called = summaries.ofCall(call, env);
  if (called.length === 0 || called.some((summary) => summary.returns.length === 0)) return NOTHING;
  const kept = called.flatMap((summary) => summary.returns.filter((returned) => !isRefusal(returned, ERROR.test(name), summaries.linker)));
  return kept.length === 0 ? NOTHING : kept.map((returned) => returned.certainty).reduce(either);
}

function nameOf(expr: Expr, env: Env): string {
  return expr.kind === 'global' ? expr.name : calledName(expr, env.file);
}

/** An answer (or an error), or a variable that was found to be one. */
function isRefusal({ value, env }: Returned, isError: boolean, linker: Linker): boolean {
  if (!value) return false;
  const bare = value.kind === 'await' || value.kind === 'cast' ? value.value : value;
  if (bare.kind === 'name' && isFoundOut(env.fn.body, bare, env)) return true;
  const options = optionsOf(linker.evaluate(bare, env));
  return options.length > 0 && options.every((option) => {
    if (option.kind === 'instance') return isError && ERROR.test(option.of.cls.name);
    if (option.kind !== 'path') return false;
    return isError ? option.step === 'new()' && ERROR.test(option.parent?.step ?? '') : linker.concept(option)?.kind === 'respond' && !option.root.startsWith('#re');
  });
}

/** Does the name stand where it was just tested: `if (caller instanceof Response) return caller`? */
function isFoundOut(body: readonly Stmt[], name: ExprOf<'name'>, env: Env): boolean {
  const holds = ({ at }: { readonly at: readonly [number, number] }): boolean => at[0] <= name.at[0] && name.at[1] <= at[1];
  const statement = body.find(holds);
  if (statement?.kind === 'try') return isFoundOut([...statement.body, ...(statement.handler ?? [])], name, env);
  if (statement?.kind !== 'if') return false;
  const { test } = statement;
  const inThen = statement.then.some(holds);
  if (inThen && test.kind === 'binary' && test.op === 'instanceof' && test.left.kind === 'name' && test.left.binding === name.binding && REFUSAL.test(nameOf(test.right, env))) return true;
  return isFoundOut(inThen ? statement.then : statement.else, name, env);
}
