import { spanOf, walk, walkExpr, type Expr, type ExprOf, type FileFacts, type FunctionValue, type TraceStep } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
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

const LIMITS = /rate_?limit|throttl|limiter/i;
/** What says where a call comes from, by which nobody counts callers whom it knows. */
const ADDRESS = /(?:^|[a-z_])I[Pp](?:$|[A-Z_]|Rate|Limit)|(?:^|[_:.-])ip(?:$|[_:.A-Z-])|^x-(?:forwarded-for|real-ip)$|^cf-connecting-ip$|remoteAddress$/;
const MAX_NAMES = 3;

/** Where a handler itself limits calls by the address they come from: it is meant for callers whom nobody knows. */
export function limitsByAddress({ file, fn }: FunctionValue): TraceStep | undefined {
  const limit = [...walk(fn)].find((expr): expr is ExprOf<'call'> => expr.kind === 'call' && isLimiter(expr, file) && (ADDRESS.test(calledName(expr.callee, file)) || expr.args.some((arg) => isAddress(arg, file, 0))));
  return limit && { at: spanOf(file.path, limit.at), message: 'limits calls by the address that they come from' };
}

/** `limiter.limit(key)`, `checkRateLimit(key)` */
function isLimiter({ callee }: ExprOf<'call'>, file: FileFacts): boolean {
  return LIMITS.test(calledName(callee, file)) || (callee.kind === 'member' && LIMITS.test(calledName(callee.object, file)));
}

function isAddress(expr: Expr, file: FileFacts, depth: number): boolean {
  return walkExpr(expr).some((part) => {
    if (part.kind === 'literal') return typeof part.value === 'string' && ADDRESS.test(part.value);
    if (part.kind === 'member') return ADDRESS.test(part.name);
    const binding = part.kind === 'name' ? file.bindings[part.binding] : undefined;
    return binding !== undefined && (ADDRESS.test(binding.name) || (depth < MAX_NAMES && binding.kind === 'const' && binding.init !== undefined && isAddress(binding.init, file, depth + 1)));
  });
}
