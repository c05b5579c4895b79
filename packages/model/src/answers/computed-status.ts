import type { Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';

/** The status that `res.status(result.status || 400)` falls back to, when the code says nothing else. */
export function fallbackStatus(event: FlowEvent): number | undefined {
  const given = statusOf(event.expr);
  const last = given?.kind === 'logical' && given.op !== '&&' ? given.right : undefined;
  return last?.kind === 'literal' && typeof last.value === 'number' ? last.value : undefined;
}

/** `res.status(result.status).send(result.error)`: status and error of one result. */
export function sendsError(event: FlowEvent): boolean {
  const status = statusOf(event.expr);
  const body = event.body?.expr;
  const named = body?.kind === 'member' && /^err(?:or)?s?(?:Message|Text)?$/i.test(body.name) ? body : undefined;
  return status?.kind === 'member' && status.object.kind === 'name' && named?.object.kind === 'name' && named.object.binding === status.object.binding;
}

/** What is given to `status()` or `code()` in the chain of an answer. */
function statusOf(expr: Expr): Expr | undefined {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return undefined;
  if (expr.callee.name === 'status' || expr.callee.name === 'code') return expr.args[0];
  return statusOf(expr.callee.object);
}
