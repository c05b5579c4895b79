import type { Expr } from '@assay/contract';
import { statusByName } from '../flow/errors.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** The status of an answer when the code gives no single one: what `res.status(result.status || 400)` falls back to, the least of `res.status(taken ? 409 : 400)`. */
export function leastStatus(event: FlowEvent, linker: Linker): number | undefined {
  const given = statusOf(event.expr) ?? argumentOf(event);
  if (!given) return undefined;
  const last = given.kind === 'logical' && given.op !== '&&' ? given.right : undefined;
  if (last?.kind === 'literal' && typeof last.value === 'number') return last.value;
  const values = optionsOf(linker.evaluate(given, event.env)).flatMap((value) => optionsOf(value.kind === 'object' ? linker.member(value, 'status') : value));
  const known = values.map(statusByName);
  return known.length > 1 && known.every((status) => status !== undefined) ? Math.min(...known) : undefined;
}

/** `c.json(body, status)`: the argument that its row names. */
function argumentOf({ expr, concept }: FlowEvent): Expr | undefined {
  return concept?.kind === 'respond' && concept.status !== undefined && expr.kind === 'call' ? expr.args[concept.status] : undefined;
}

/** `res.status(result.status).send(result.error)`: status and error of one result. */
export function sendsError(event: FlowEvent): boolean {
  const status = statusOf(event.expr);
  const body = event.body?.expr;
  const named = body?.kind === 'member' && /^err(?:or)?s?(?:Message|Text)?$/i.test(body.name) ? body : undefined;
  return status?.kind === 'member' && status.object.kind === 'name' && named?.object.kind === 'name' && named.object.binding === status.object.binding;
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
