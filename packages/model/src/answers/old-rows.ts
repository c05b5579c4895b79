import { walkExpr, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { clausesOf } from './selectors.js';

/** Functions, keys and operators that ask for what is less than something. */
const LESS = /^(?:\$?lte?|less_?than(?:_?or_?equal)?|is_?before|<=?)$/i;
/** Columns of moments. */
const MOMENT = /(?:_at|At|_on|On|date|time|expir\w*|_until|Until|valid\w*)$|^(?:created|updated|last|expir)\w*$/;

/** Does it choose rows whose time is over? What was made a moment ago is none of them. */
export function asksOlder(access: FlowEvent, linker: Linker): boolean {
  const parts = clausesOf(access, linker).flatMap(({ expr }) => walkExpr(expr));
  return parts.some((part) => asksLess(part, access)) && parts.some(isMoment);
}

function asksLess(expr: Expr, { env }: FlowEvent): boolean {
  if (expr.kind === 'call') return LESS.test(calledName(expr.callee, env.file));
  if (expr.kind === 'literal') return LESS.test(String(expr.value));
  return expr.kind === 'object' && expr.members.some((member) => member.kind === 'property' && LESS.test(member.key));
}

function isMoment(expr: Expr): boolean {
  if (expr.kind === 'member') return MOMENT.test(expr.name);
  if (expr.kind === 'literal') return typeof expr.value === 'string' && MOMENT.test(expr.value);
  return expr.kind === 'object' && expr.members.some((member) => member.kind === 'property' && MOMENT.test(member.key));
}
