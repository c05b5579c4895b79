import type { Env, Expr } from '@assay/contract';
import { statusByName } from '../flow/errors.js';
import type { FlowEvent } from '../flow/events.js';
import { madeOf } from '../ir/made-of.js';
import { lastGiven } from '../ir/may-reach.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { exposureOf, isException } from './exposure.js';

const ERROR = /^err(?:or)?s?(?:Message|Text)?$/i;

/** The status of an answer when the code gives no single one: what `res.status(result.status || 400)` falls back to, the least of `res.status(taken ? 409 : 400)`. */
export function leastStatus(event: FlowEvent, linker: Linker): number | undefined {
  const given = givenStatus(event);
  if (!given) return undefined;
  const fallback = fallbackOf(given, event.env);
  if (fallback !== undefined) return fallback;
  const settled = statusByName(linker.evaluate(lastOf(given, event) ?? given, event.env));
  if (settled !== undefined) return settled;
  const values = optionsOf(linker.evaluate(given, event.env)).flatMap((value) => optionsOf(value.kind === 'object' ? linker.member(value, 'status') : value));
  const known = values.map(statusByName);
  return known.length > 1 && known.every((status) => status !== undefined) ? Math.min(...known) : undefined;
}

/** `status = 500; res.status(status).send(result)`: what the variable was given last. */
function lastOf(given: Expr, { env }: FlowEvent): Expr | undefined {
  const binding = given.kind === 'name' ? env.file.bindings[given.binding] : undefined;
  if (given.kind !== 'name' || !binding?.assigned || env.file.functions[binding.fn] !== env.fn) return undefined;
  return lastGiven(given.binding, binding.init, given.at, env.fn.body);
}

/** `res.status(result.status).send(result.error)`: status and error of one result. `res.status(failure.status)` of what was thrown, or with its text. */
export function sendsError(event: FlowEvent, linker: Linker): boolean {
  const given = givenStatus(event);
  const status = given && madeOf(given, event.env);
  if (!given || !status) return false;
  const { body } = event;
  if (status.kind === 'member' && isException(status.object, event.env, linker)) return true;
  if (isCaught(event) && body && exposureOf(body.expr, body.env, linker)?.what === 'message') return true;
  const named = body?.expr.kind === 'member' && ERROR.test(body.expr.name) ? body.expr.object : undefined;
  return (status.kind === 'member' && status.object.kind === 'name' && named?.kind === 'name' && named.binding === status.object.binding) || codeIsStatus(event);
}

/** `res.status(error.code).json({ error })`: the code of the error is the number of the status. */
export function codeIsStatus(event: FlowEvent): boolean {
  const status = givenStatus(event);
  if (status?.kind !== 'member' || status.name !== 'code' || status.object.kind !== 'name' || !event.body) return false;
  const told = errorMember(event.body.expr, event.body.env);
  return told?.kind === 'name' && told.binding === status.object.binding;
}

/** The answer stands where something was caught. */
export function isCaught(event: FlowEvent): boolean {
  return event.arms.some((arm) => arm.endsWith('~catch'));
}

/** `{ error }` of an error that a result held. */
function errorMember(body: Expr, env: Env): Expr | undefined {
  if (body.kind !== 'object') return undefined;
  const told = body.members.flatMap((member) => (member.kind === 'property' && ERROR.test(member.key) ? [member.value] : []))[0];
  return told?.kind === 'name' && ERROR.test(env.file.bindings[told.binding]?.name ?? '') ? told : undefined;
}

/** `failure.status || 500`, also by a name: `const { status = 500 } = failure`. */
function fallbackOf(given: Expr, env: Env): number | undefined {
  const made = madeOf(given, env);
  const last = made.kind === 'logical' && made.op !== '&&' ? made.right : undefined;
  return last?.kind === 'literal' && typeof last.value === 'number' ? last.value : undefined;
}

/** The expression that gives an answer its status. */
export function givenStatus(event: FlowEvent): Expr | undefined {
  return statusOf(event.expr) ?? argumentOf(event);
}

/** `c.json(body, status)`: the argument that its row names, `new Response(body, { status })`: the member of it. */
function argumentOf({ expr, concept }: FlowEvent): Expr | undefined {
  const arg = concept?.kind === 'respond' && concept.status !== undefined && (expr.kind === 'call' || expr.kind === 'new') ? expr.args[concept.status] : undefined;
  if (arg?.kind !== 'object') return arg;
  return arg.members.flatMap((member) => (member.kind === 'property' && member.key === 'status' ? [member.value] : []))[0];
}

/**
 * `res.status(result.status).json({ answer: result.answer })`: status and body are of one result of the project's, which is a refusal on some of its ways. Whatever it is,
 * the body has these keys.
 */
export function tellsResult(event: FlowEvent, linker: Linker): boolean {
  const status = statusOf(event.expr);
  const body = event.body?.expr;
  if (status?.kind !== 'member' || status.object.kind !== 'name' || body?.kind !== 'object') return false;
  const { binding } = status.object;
  const isOf = body.members.some(({ value }) => value.kind === 'member' && value.object.kind === 'name' && value.object.binding === binding);
  if (!isOf || body.members.some((member) => member.kind !== 'property' || member.key === 'error')) return false;
  const known = optionsOf(linker.evaluate(status, event.env)).map(statusByName);
  return known.some((one) => one !== undefined && one >= 400 && one < 500) && known.some((one) => one === undefined || one < 400);
}

/** What is given to `status()` or `code()` in the chain of an answer. */
function statusOf(expr: Expr): Expr | undefined {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return undefined;
  if (expr.callee.name === 'status' || expr.callee.name === 'code') return expr.args[0];
  return statusOf(expr.callee.object);
}
