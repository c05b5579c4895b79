import type { Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { columnsSet } from './changed-state.js';
import type { Frame } from './frames.js';
import { IDENTIFIER, leavesIn, type Leaf } from './leaves.js';
import { opOf } from './row-relations.js';
import type { Write } from './write-dependence.js';
import { writtenAs, type Placed } from './written-values.js';

const MAX_DEPTH = 4;
/** Methods of decimal numbers that add, and those of repositories that do so in the database: the amount is an argument. */
const ADDS = /^(?:plus|minus|add|sub|subtract)$/;
const COUNTS_ON = /^(?:increment|decrement)$/;
/** Keys of objects that stand for an addition: `{ balance: { increment: amount } }`, `{ $inc: { balance: amount } }`. */
const ADDED = /^\$?(?:increment|decrement|inc)$/;

/** What is counted or weighed, by the name of a column or a value: texts are put together with a plus as well. */
const AMOUNT = /amount|balance|quantity|qty|credit|debit|points?|total|sum|price|stock|units?|fee|cost|cents|money|funds?|budget|paid|spent|score|count|weight|usage|remaining|available|inventory/i;

/** The values that a write adds to what a column holds, or takes away from it; empty where it adds nothing but constants. */
export function addedBy(event: FlowEvent, frames: readonly Frame[], linker: Linker): readonly Leaf[] {
  const { concept, expr, env } = event;
  if (concept?.kind !== 'access' || (concept.op !== 'update' && concept.op !== 'upsert')) return [];
  const counted = expr.kind === 'call' && expr.callee.kind === 'member' && COUNTS_ON.test(expr.callee.name) ? expr.args.slice(-1).map((arg) => ({ expr: arg, env })) : [];
  const leavesFor = (amount: Placed): readonly Leaf[] => {
    const frame = frames.findLast(({ fn, file }) => fn === amount.env.fn && file === amount.env.file);
    return frame ? madeOf(leavesIn(amount.expr, frame), 0) : [];
  };
  const columns = [...columnsSet(event, linker)].flatMap(([column, values]) => {
    const leaves = values.flatMap((value) => addends(value, linker, 0)).flatMap(leavesFor);
    return AMOUNT.test(column) || column === 'inc' ? leaves : leaves.filter(({ text }) => AMOUNT.test(text));
  });
  return [...counted.flatMap(leavesFor), ...columns];
}

/**
 * What a row that one of them creates says is added to a total by the other: a payment and the balance of its account. When only one of them stays the total is wrong for good.
 */
export function sumsUp(first: Write, second: Write): string | undefined {
  const [record, total] = opOf(first) === 'create' ? [first, second] : [second, first];
  if (opOf(record) !== 'create' || total.added.length === 0) return undefined;
  const said = record.leaves.filter(({ role, text, made }) => role === 'data' && !IDENTIFIER.test(text) && made?.expr.kind !== 'literal');
  return total.added.find((amount) => !IDENTIFIER.test(amount.text) && said.some((value) => isOne(amount.key, value.key)))?.text;
}

/** One is the other, or a member of it. */
function isOne(a: string, b: string): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  return longer === shorter || longer.startsWith(shorter.endsWith('.') ? shorter : `${shorter}.`);
}

function addends(value: Placed, linker: Linker, depth: number): readonly Placed[] {
  if (depth > MAX_DEPTH) return [];
  const { expr, env } = writtenAs(value.expr, value.env, linker);
  const inner = (parts: readonly Expr[]): readonly Placed[] => parts.flatMap((part) => addends({ expr: part, env }, linker, depth + 1));
  const taken = (parts: readonly Expr[]): readonly Placed[] => parts.filter(({ kind }) => kind !== 'literal').map((part) => ({ expr: part, env }));
  switch (expr.kind) {
    case 'binary': return expr.op === '+' || expr.op === '-' ? taken([expr.left, expr.right]) : inner([expr.left, expr.right]);
    case 'template': return /[+-]\s*$/.test(expr.quasis.slice(0, -1).join('\n')) ? taken(expr.holes) : [];
    case 'object': return expr.members.flatMap((member) => (member.kind === 'property' && ADDED.test(member.key) ? taken(valuesOf(member.value)) : []));
    case 'call': {
      if (expr.callee.kind !== 'member') return inner(expr.args);
      if (ADDS.test(expr.callee.name)) return taken(expr.args);
      return inner([expr.callee.object, ...expr.args]);
    }
    default: return [];
  }
}

function valuesOf(expr: Expr): readonly Expr[] {
  return expr.kind === 'object' ? expr.members.map(({ value }) => value) : [expr];
}

/** The values, and those that calls made them of: an amount in another currency is still that amount. */
function madeOf(leaves: readonly Leaf[], depth: number): readonly Leaf[] {
  if (depth > MAX_DEPTH) return leaves;
  return leaves.flatMap((leaf) => {
    const call = leaf.made?.expr.kind === 'await' ? leaf.made.expr.value : leaf.made?.expr;
    const frame = leaf.made?.frame;
    if (call?.kind !== 'call' || !frame) return [leaf];
    const parts = [...call.args, ...(call.callee.kind === 'member' ? [call.callee.object] : [])];
    return [leaf, ...madeOf(parts.flatMap((part) => leavesIn(part, frame)), depth + 1)];
  });
}
