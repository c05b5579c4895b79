import { walkExpr, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { leavesOutSecond } from './unique-checks.js';
import type { Write } from './write-dependence.js';

/** It makes the row with the key that it was asked for, finds it, or leaves it as it is: a second try does no harm. */
export function isKeyed({ event, leaves }: Write): boolean {
  if (event.concept?.kind !== 'access') return false;
  const { op, where } = event.concept;
  return (op === 'upsert' && where !== undefined && leaves.some(({ role }) => role === 'where')) || (op === 'create' && leavesOutSecond(event));
}

/**
 * Rows are deleted that are none of those which are wanted, and those that are missing are added: no row is made anew, and the next run does both. `DELETE .. NOT IN` before
 * `INSERT .. ON CONFLICT DO NOTHING`.
 */
export function bringsInLine(deletes: Write, adds: Write): boolean {
  return excludes(deletes.event) && leavesOutSecond(adds.event);
}

const KEEPS = /^(?:notIn|whereNotIn|\$nin|notInArray|not_in|Not)$/;

function excludes({ expr }: FlowEvent): boolean {
  return walkExpr(expr).some(keeps);
}

function keeps(expr: Expr): boolean {
  switch (expr.kind) {
    case 'template': return expr.quasis.some(saysNot);
    case 'literal': return typeof expr.value === 'string' && saysNot(expr.value);
    case 'object': return expr.members.some((member) => member.kind === 'property' && KEEPS.test(member.key));
    case 'call': return expr.callee.kind === 'member' && KEEPS.test(expr.callee.name);
    default: return false;
  }
}

function saysNot(text: string): boolean {
  return /\bnot\s+in\b|(?:<>|!=)\s*all\b/i.test(text);
}
