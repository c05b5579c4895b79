import type { Expr } from '@assay/contract';
import { IDENTIFIER, leavesOfCall, type Leaf } from './leaves.js';
import { isOwners } from './owners.js';
import { opOf } from './row-relations.js';
import type { Dependence, Write } from './write-dependence.js';

/** One changes or deletes a row, the other the rows that were looked up by its id, each by its own: an order, and the lines that were found for it. */
export function foundBy(first: Write, second: Write): Dependence | undefined {
  if (!changes(first) || !changes(second)) return undefined;
  const by = foundFor(second, first) ?? foundFor(first, second);
  return by && { text: `one changes a row and the other what was found by ${by.text}`, ...(isOwners(by.text) || first.note !== undefined || second.note !== undefined ? { open: true } : {}) };
}

function changes(write: Write): boolean {
  return opOf(write) === 'update' || opOf(write) === 'delete';
}

/** What the other's row is addressed by, where the rows of the write were found by that. */
function foundFor(write: Write, other: Write): Leaf | undefined {
  const own = new Set(other.leaves.filter(addressesOwn).map(({ key }) => key));
  if (own.size === 0) return undefined;
  return write.leaves.filter((leaf) => isElement(leaf, write)).flatMap(({ made }) => (made ? asked(made.expr).flatMap((call) => leavesOfCall(call, made.frame)) : [])).find(({ key }) => own.has(key));
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
