import { walkExpr, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { isWrite } from './effects.js';
import type { EntryFlow } from './entry-flow.js';

const LIMITER = /rate_?limit|throttl/i;
const TOO_MANY = /^(?:TOO_MANY(?:_REQUESTS|_ATTEMPTS)?|RATE_LIMIT(?:ED|_EXCEEDED)?|TooManyRequests\w*|RateLimit\w*(?:Error|Exception))$/;

/**
 * Writes that only count calls: those of a limiter of the project, by the name of its table or of the function that leads to them, where the entry point
 * refuses callers who come too often. They need no guard, they are one.
 */
export function countsCalls(flow: EntryFlow): (event: FlowEvent) => boolean {
  const refuses = flow.events.some((event) => (event.kind === 'throw' || event.kind === 'respond') && (event.status === 429 || walkExpr(event.expr).some(saysTooMany)));
  return (event) => refuses && isWrite(event) && event.concept?.kind === 'access'
    && [event.concept.table ?? '', ...event.steps.map(({ callee }) => callee.fn.name)].some((name) => LIMITER.test(name));
}

function saysTooMany(expr: Expr): boolean {
  if (expr.kind === 'literal') return expr.value === 429 || (typeof expr.value === 'string' && TOO_MANY.test(expr.value));
  return expr.kind === 'member' && TOO_MANY.test(expr.name);
}
