import type { BindingFact, Env, Expr, ExprOf, Stmt } from '@assay/contract';
import { isNothing } from '../ir/is-nothing.js';
import { settledTruth } from '../link/settled.js';
import { truthiness } from '../link/values.js';
import { both, either, NOTHING, type Certainty } from './certainty.js';
import type { Summaries } from './conditions.js';
import type { Returned, Summary } from './events.js';

/** What is certain when an expression has this truth; the conditions' own question, handed in. */
export type Asking = (expr: Expr, truthy: boolean, env: Env) => Certainty;

const MAX_VALUES = 6;

/** What a member of a called function's result proves: `const { user, error } = await authenticate(request)`. */
export function memberOfResult(expr: ExprOf<'member'>, truthy: boolean, env: Env, summaries: Summaries, ask: Asking): Certainty {
  const call = resultCall(expr.object, env);
  if (!call) return NOTHING;
  const called = summaries.ofCall(call, env);
  if (called.some((summary) => summary.returns.length === 0)) return NOTHING;
  return summaries.once(call, () => provenBy(called, expr, truthy, ask));
}

function provenBy(called: readonly Summary[], expr: ExprOf<'member'>, truthy: boolean, ask: Asking): Certainty {
  const proofs = called.flatMap((summary) => summary.returns.flatMap((returned) => memberOf(returned, expr, truthy, ask)));
  return proofs.length === 0 ? NOTHING : proofs.reduce(either);
}

/** One way to return: nothing when the member cannot have this truth there. */
function memberOf(returned: Returned, expr: ExprOf<'member'>, truthy: boolean, ask: Asking): readonly Certainty[] {
  const { value, certainty, env } = returned;
  if (!value || isNothing(value)) return truthy ? [] : [certainty];
  if (value.kind !== 'object') return [both(certainty, ask({ ...expr, object: value }, truthy, env))];
  const property = value.members.find((member) => member.kind === 'property' && member.key === expr.name);
  if (!property) return value.members.some((member) => member.kind === 'spread' || member.kind === 'computed') || !truthy ? [certainty] : [];
  const known = constantTruth(property.value);
  if (known !== undefined) return known === truthy ? [certainty] : [];
  return [both(certainty, ask(property.value, truthy, env))];
}

/** The call whose result an expression is. */
export function resultCall(expr: Expr, env: Env): ExprOf<'call'> | undefined {
  if (expr.kind === 'call') return expr;
  if (expr.kind === 'await' || expr.kind === 'cast') return resultCall(expr.value, env);
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return binding?.kind === 'const' && binding.init && env.file.functions[binding.fn] === env.fn ? resultCall(binding.init, env) : undefined;
}

/** A variable that is there holds one of the values that it was ever given. */
export function variableThere(binding: BindingFact, env: Env, ask: Asking): Certainty {
  const values = [binding.init, ...(binding.assigned ?? [])].flatMap((value) => (value && constantTruth(value) !== false ? [value] : []));
  if (values.length === 0 || values.length > MAX_VALUES) return NOTHING;
  return values.map((value) => ask(value, true, env)).reduce(either);
}

/** A variable that is set where something is wrong (`let error; if (!session) error = ..`) and is not set: nothing was wrong there. */
export function variableUnset(expr: ExprOf<'name'>, binding: BindingFact, env: Env, summaries: Summaries, ask: Asking): Certainty {
  const assigned = binding.assigned ?? [];
  if (assigned.length === 0 || assigned.length > MAX_VALUES || (binding.init && constantTruth(binding.init) !== false)) return NOTHING;
  if (!assigned.every((value) => truthiness(summaries.linker.evaluate(value, env)) === true || constantTruth(value) === true)) return NOTHING;
  const before = assigned.filter((value) => value.at[0] < expr.at[0]);
  return before.map((value) => avoided(value, expr, env, summaries, ask)).reduce(both, NOTHING);
}

interface Demand { readonly test: Expr; readonly truthy: boolean }

/** What follows from an assignment not having happened: one of the conditions around it did not hold. */
function avoided(value: Expr, name: ExprOf<'name'>, env: Env, summaries: Summaries, ask: Asking): Certainty {
  const demands = around(env.fn.body, value);
  const open = demands?.filter((demand) => !isKnown(demand.test, demand.truthy, name, env, summaries)) ?? [];
  return open.length === 0 ? NOTHING : open.map((demand) => ask(demand.test, !demand.truthy, env)).reduce(either);
}

/** The conditions of `if` statements around an expression, outermost first; undefined in loops, `try` and the like. */
function around(body: readonly Stmt[], value: Expr): readonly Demand[] | undefined {
  const holds = (part: { readonly at: readonly [number, number] }): boolean => part.at[0] <= value.at[0] && value.at[1] <= part.at[1];
  const statement = body.find(holds);
  if (!statement || statement.kind === 'expr') return statement ? [] : undefined;
  if (statement.kind === 'try' && !statement.handler) return around(statement.body, value);
  if (statement.kind !== 'if') return undefined;
  const then = around(statement.then, value);
  const inner = then ?? around(statement.else, value);
  return inner && [{ test: statement.test, truthy: then !== undefined }, ...inner];
}

/** Does the code settle the condition? That the variable itself is unset is what is assumed. */
function isKnown(test: Expr, truthy: boolean, name: ExprOf<'name'>, env: Env, summaries: Summaries): boolean {
  if (settledTruth(test, env, summaries.linker) === truthy) return true;
  if (test.kind === 'name') return test.binding === name.binding && !truthy;
  if (test.kind === 'unary' && test.op === '!') return isKnown(test.value, !truthy, name, env, summaries);
  if (test.kind !== 'logical') return false;
  const left = isKnown(test.left, truthy, name, env, summaries);
  const right = isKnown(test.right, truthy, name, env, summaries);
  return (test.op === '&&') === truthy ? left && right : left || right;
}

function constantTruth(expr: Expr): boolean | undefined {
  if (expr.kind === 'cast') return constantTruth(expr.value);
  if (expr.kind === 'literal') return Boolean(expr.value);
  if (expr.kind === 'undefined') return false;
  return expr.kind === 'object' || expr.kind === 'array' || expr.kind === 'function' || expr.kind === 'new' ? true : undefined;
}
