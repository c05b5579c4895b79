import type { Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { IDENTIFIER, leavesOfCall, type Leaf } from './leaves.js';
import { isOwners } from './owners.js';
import { comesFrom, originOf } from './results.js';
import { opOf } from './row-relations.js';
import type { Dependence, Write } from './write-dependence.js';

/** One changes or deletes a row, the other the rows that were looked up by its id, each by its own: an order, and the lines that were found for it. */
export function foundBy(first: Write, second: Write, events: readonly FlowEvent[]): Dependence | undefined {
  if (!changes(first) || !changes(second)) return undefined;
  const origin = originOf(first.event, first.frames, events);
  const isAnswer = ({ made, text }: Leaf): boolean => IDENTIFIER.test(text) && made !== undefined && comesFrom(made.expr, made.frame, origin, new Set());
  const own = [first, second].map((write) => new Set(write.leaves.filter(addressesOwn).map(({ key }) => key)));
  const by = lookupsOf(second).find((leaf) => own[0]?.has(leaf.key) || isAnswer(leaf)) ?? lookupsOf(first).find((leaf) => own[1]?.has(leaf.key));
  return by && { text: `one changes a row and the other what was found by ${by.text}`, ...(isOwners(by.text) || first.note !== undefined || second.note !== undefined ? { open: true } : {}) };
}

function changes(write: Write): boolean {
  return opOf(write) === 'update' || opOf(write) === 'delete';
}

/** What the rows of the write were looked up by, where it names them one by one. */
function lookupsOf(write: Write): readonly Leaf[] {
  return write.leaves.filter((leaf) => isElement(leaf, write)).flatMap(({ made }) => (made ? asked(made.expr).flatMap((call) => leavesOfCall(call, made.frame)) : []));
}

function addressesOwn({ role, text, columns }: Leaf): boolean {
  return role === 'where' && IDENTIFIER.test(text) && [...columns].every((column) => OWN.test(column));
}

/** `lines.[].id` of `for (const line of lines) remove(line.id)`, and the list itself where rows are deleted by `in`. */
function isElement({ role, key, columns }: Leaf, write: Write): boolean {
  if (role === 'list') return opOf(write) === 'delete';
  return role === 'where' && /\.\[\]\.(?:_?id|uuid)$/.test(key) && [...columns].every((column) => OWN.test(column));
}

const OWN = /^(?:_?id|uuid)$/;

/** The calls of a query that is waited for, those that it is chained to as well. */
function asked(expr: Expr): readonly Expr[] {
  if (expr.kind === 'await' || expr.kind === 'cast') return asked(expr.value);
  if (expr.kind === 'member') return asked(expr.object);
  return expr.kind === 'call' ? [expr, ...asked(expr.callee)] : [];
}
