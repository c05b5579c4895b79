import type { Expr, ExprOf, FileFacts } from '@assay/contract';
import { ROUTE_CALL_NAMES } from './route-vocabulary.js';

const METHOD = /^[A-Z]+$/;

/** Is this call in one of the shapes of the frozen vocabulary? Names and literals only: what is meant by it is asked afterwards. */
export function isRouteLike(expr: Expr, file: FileFacts): expr is ExprOf<'call'> {
  if (expr.kind !== 'call') return false;
  const [first] = expr.args;
  if (!first) return false;
  if (expr.callee.kind === 'name') return ROUTE_CALL_NAMES.function.has(file.bindings[expr.callee.binding]?.name ?? '') && expr.args.length === 1 && (first.kind === 'object' || first.kind === 'function');
  if (expr.callee.kind !== 'member') return false;
  const { name } = expr.callee;
  const more = expr.args.length > 1;
  return (ROUTE_CALL_NAMES.verb.has(name) && more && isPath(first))
    || (ROUTE_CALL_NAMES.described.has(name) && isDescribed(first))
    || (ROUTE_CALL_NAMES.opened.has(name) && isPath(first))
    || (ROUTE_CALL_NAMES.openapi.has(name) && more)
    || (ROUTE_CALL_NAMES.events.has(name) && more && isMethod(first))
    || (ROUTE_CALL_NAMES.procedure.has(name) && !more && first.kind === 'function');
}

function isPath(expr: Expr): boolean {
  if (expr.kind === 'regex') return true;
  if (expr.kind === 'array') return expr.items.length > 0 && expr.items.every((item) => item.kind === 'literal' && typeof item.value === 'string');
  const text = expr.kind === 'literal' ? expr.value : expr.kind === 'template' && !expr.tag ? expr.quasis[0] : undefined;
  if (typeof text !== 'string') return false;
  return text.startsWith('/') || text.startsWith('*') || (text === '' && expr.kind === 'literal');
}

function isDescribed(expr: Expr): boolean {
  if (expr.kind === 'array') return expr.items.some(isDescribed);
  return expr.kind === 'object' && expr.members.some((member) => member.kind === 'property' && member.key === 'method');
}

function isMethod(expr: Expr): boolean {
  if (expr.kind === 'array') return expr.items.length > 0 && expr.items.every(isMethod);
  return expr.kind === 'literal' && typeof expr.value === 'string' && METHOD.test(expr.value);
}
