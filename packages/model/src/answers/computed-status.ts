import type { Expr } from '@assay/contract';
import { statusByName } from '../flow/errors.js';
import type { FlowEvent } from '../flow/events.js';
import { lastGiven } from '../ir/may-reach.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** The status of an answer when the code gives no single one: what `res.status(result.status || 400)` falls back to, the least of `res.status(taken ? 409 : 400)`. */
export function leastStatus(event: FlowEvent, linker: Linker): number | undefined {
  const given = statusOf(event.expr) ?? argumentOf(event);
  if (!given) return undefined;
  const last = given.kind === 'logical' && given.op !== '&&' ? given.right : undefined;
  if (last?.kind === 'literal' && typeof last.value === 'number') return last.value;
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

/** What is given to `status()` or `code()` in the chain of an answer. */
function statusOf(expr: Expr): Expr | undefined {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return undefined;
  if (expr.callee.name === 'status' || expr.callee.name === 'code') return expr.args[0];
  return statusOf(expr.callee.object);
}
