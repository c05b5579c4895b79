import { walkExpr, type AccessConcept } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { originOf } from '../flow/arms.js';
import { compatible } from '../flow/rejection.js';
import { isBestEffort } from './best-effort.js';
import { anchorAt, framesOf, type Frame } from './frames.js';
import { leavesIn, leavesOfCall, type Leaf } from './leaves.js';
import { comesFrom, derivesFrom, remoteCalls } from './results.js';
import { triesAround } from './tries.js';

/** A write with the values it uses. */
export interface Write {
  readonly event: FlowEvent;
  readonly frames: readonly Frame[];
  readonly leaves: readonly Leaf[];
  /** It only notes when something was last seen or used. */
  readonly touches: boolean;
  /** The columns that an update sets to a constant truth. */
  readonly flags: ReadonlyMap<string, boolean>;
}

/** Can one run perform both? Not on different arms of a branch, nor when one of them alone stands in for what failed. */
export function canBothRun(a: FlowEvent, b: FlowEvent): boolean {
  return compatible(a.arms, b.arms) && failuresOf(a) === failuresOf(b);
}

/** The failures that lead to the event, and the blocks that run whether or not something failed. */
export function failuresOf(event: FlowEvent): string {
  return event.arms.filter((arm) => arm.endsWith('~catch') || arm.endsWith('~finally')).join(' ');
}

/** Why the second write must not be lost when the first stays; undefined when each can stand alone. `events` is all that the run does. */
export function dependenceOf(first: Write, second: Write, events: readonly FlowEvent[]): string | undefined {
  const a = accessOf(first);
  const b = accessOf(second);
  if (!a || !b || a.table === undefined || b.table === undefined || first.event.path?.root !== second.event.path?.root) return undefined;
  if (first.touches || second.touches || isTakenBack(first, second, events)) return undefined;
  const sameTable = nameOf(a.table) === nameOf(b.table);
  if (sameTable && a.op === 'delete' && b.op === 'create' && !isBestEffort(a.table) && (sharesFunction(first, second) || sharedKeys(first, second).length > 0)) return `the rows that are deleted from ${a.table} are created anew`;
  const amount = sameTable && a.op !== 'create' && a.op !== 'delete' ? transferOf(first, second) : undefined;
  if (amount !== undefined) return `both change ${a.table} by ${amount}`;
  const flag = sameTable ? handedOver(first, second) : undefined;
  if (flag !== undefined) return `${flag} is taken from one row of ${a.table} and given to another`;
  if (sameTable) return isBestEffort(a.table) ? undefined : completion(first, second, events);
  if (isBestEffort(b.table)) return undefined;
  if (usesResult(first, second, events)) return 'the second uses the result of the first';
  if (namesCreated(first, second)) return 'the second names the row that the first creates';
  if (isBestEffort(a.table)) return undefined;
  if (a.op === 'upsert' && b.op === 'upsert' && first.event.path?.root !== 'typeorm') return undefined;
  const keys = sharedKeys(first, second);
  // Two rows of one user need not stand or fall together.
  const key = inserts(a) && inserts(b) ? keys.find((candidate) => !OWNER.test(candidate)) : keys[0];
  if (key !== undefined) return `both use ${key}`;
  return usesUp(first, second, events);
}

/** When the second fails, the catch block around both deletes what the first created. */
function isTakenBack(first: Write, second: Write, events: readonly FlowEvent[]): boolean {
  const table = accessOf(first)?.op === 'create' ? accessOf(first)?.table : undefined;
  if (table === undefined) return false;
  return events.some((event) => event.concept?.kind === 'access' && event.concept.op === 'delete' && event.concept.table !== undefined && nameOf(event.concept.table) === nameOf(table)
    && event.arms.some((arm) => arm.endsWith('~catch') && isTriedBy(second, originOf(arm)?.offset)));
}

/** The way to the write, or the write, stands in the try statement at this place. */
function isTriedBy({ event, frames }: Write, offset: number | undefined): boolean {
  return frames.some(({ fn, depth }) => fn !== undefined && triesAround(fn.body, anchorAt(event, depth).at).some(({ at }) => at[0] === offset));
}

const OWNER = /(?:user|account|tenant|org|organi[sz]ation|owner|author|principal|session)(?:\.(?:value|right))?(?:\.?_?(?:u|uu)?id)?$/i;

/** Columns that tell how far something has come: written late on purpose. */
const PROGRESS = /status|state$|progress|(?:started|finished|completed|processed|sent|failed|synced)_?(?:at|on)?$|attempt|error|result/i;

/** What one row alone may have (the default, the active one) is taken from all and given to one; a row that is switched off and on again is addressed alike. */
function handedOver(first: Write, second: Write): string | undefined {
  const addressed = (write: Write): ReadonlySet<string> => new Set(write.leaves.filter(({ role, text }) => role === 'where' && /(?:^|[._])_?id$/i.test(text)).map(({ key }) => key));
  const [own, other] = [addressed(first), addressed(second)];
  if (!sharesFunction(first, second) || [...own].some((key) => other.has(key))) return undefined;
  return [...first.flags].find(([column, value]) => !value && second.flags.get(column) === true)?.[0];
}

/** Two writes to one table that make one change: a row is created and then completed. */
function completion(first: Write, second: Write, events: readonly FlowEvent[]): string | undefined {
  const [a, b] = [accessOf(first), accessOf(second)];
  if (a?.op !== 'create' || b?.op !== 'update' || !usesResult(first, second, events)) return undefined;
  const between = events.slice(events.indexOf(first.event), events.indexOf(second.event));
  return between.some((event) => event.kind === 'external') || columnsOf(second).some((column) => PROGRESS.test(column)) ? undefined : 'the second completes the row that the first creates';
}

function columnsOf({ event }: Write): readonly string[] {
  return walkExpr(event.expr).flatMap((inner) => (inner.kind === 'object' ? inner.members : [])).flatMap((member) => (member.kind === 'property' ? [member.key] : []));
}

/** The row of the first gets an id that was made for it, and the second uses that id. */
function namesCreated(first: Write, second: Write): boolean {
  const frame = first.frames.at(-1);
  if (!frame || accessOf(first)?.op !== 'create') return false;
  const ids = walkExpr(first.event.expr).flatMap((inner) => (inner.kind === 'object' ? inner.members : [])).filter((member) => member.kind === 'property' && /^_?id$/.test(member.key));
  const made = ids.flatMap((member) => leavesIn(member.value, frame)).filter((leaf) => leaf.made?.expr.kind === 'call');
  return made.some((leaf) => second.leaves.some((other) => other.key === leaf.key));
}

/** A row that was looked up goes into one of them, and the other uses it up: a coupon that is redeemed, an invitation that is accepted, a token that is deleted. */
function usesUp(first: Write, second: Write, events: readonly FlowEvent[]): string | undefined {
  const [a, b] = [accessOf(first), accessOf(second)];
  if (a?.table === undefined || a.sql !== undefined || b?.table === undefined || b.sql !== undefined) return undefined;
  const into = a.op === 'create' || a.op === 'delete';
  if (into && b.op !== 'create' && bothMadeOf(b.table, first, second, events)) return `the first is made of what was read from ${b.table}, and the second changes that`;
  return a.op === 'delete' && b.op !== 'delete' && bothMadeOf(a.table, first, second, events) ? `the second is made of what was read from ${a.table}, and the first deletes that` : undefined;
}

/** Both use one row that was read from the table before them. */
function bothMadeOf(name: string, first: Write, second: Write, events: readonly FlowEvent[]): boolean {
  if (OWNER.test(name)) return false;
  const table = nameOf(name);
  const reads = events.slice(0, events.indexOf(first.event)).filter(({ concept }) => concept?.kind === 'access' && concept.op === 'read' && concept.table !== undefined && nameOf(concept.table) === table);
  return reads.some((event) => {
    const read = { event, frames: framesOf(event, undefined), remote: remoteCalls(events) };
    const derives = (write: Write): boolean => {
      const seen = new Set<string>();
      return write.leaves.some((leaf) => leaf.made !== undefined && derivesFrom(leaf.made.expr, leaf.made.frame, read, seen));
    };
    return derives(first) && derives(second);
  });
}

function inserts(access: AccessConcept): boolean {
  return access.op === 'create' || access.op === 'upsert';
}

function accessOf(write: Write): AccessConcept | undefined {
  return write.event.concept?.kind === 'access' ? write.event.concept : undefined;
}

/** Both stand in one function, outside of loops. */
function sharesFunction(first: Write, second: Write): boolean {
  return first.frames.at(-1)?.key === second.frames.at(-1)?.key && first.event.loops.length === 0;
}

/** `public."Users"` and `users` are one table. */
function nameOf(table: string): string {
  return table.split('.').at(-1)?.replace(/["`]/g, '').toLowerCase() ?? table;
}

/** A value that tells rows apart: an id, a key, a slug; or one that addresses rows in both writes. */
function sharedKeys(first: Write, second: Write): readonly string[] {
  const found = new Set<string>();
  for (const leaf of second.leaves) {
    for (const other of first.leaves) {
      if (leaf.role === 'list' || other.role === 'list') continue;
      const longer = leaf.key.length >= other.key.length ? leaf : other;
      const shorter = longer === leaf ? other : leaf;
      if (longer.key !== shorter.key && !longer.key.startsWith(shorter.key.endsWith('.') ? shorter.key : `${shorter.key}.`)) continue;
      const addresses = longer.key === shorter.key && (leaf.role === 'where' || other.role === 'where') && leaf.text !== '';
      if (addresses || IDENTIFIER.test(longer.text)) found.add(longer.text);
    }
  }
  return [...found].sort((x, y) => Number(IDENTIFIER.test(y)) - Number(IDENTIFIER.test(x)));
}

const IDENTIFIER = /(?:^|[._])(?:id|_id|uuid|key|slug|email|code|number)s?$|(?:Id|ID|Uuid|Key)s?$|_id$/;

const AMOUNT = /amount|balance|quantity|credit|points|total|price|stock|units/i;

/** One function called twice in a row with the same amount: what one row loses another gains. */
function transferOf(first: Write, second: Write): string | undefined {
  if (first.event.at.start !== second.event.at.start || first.event.at.path !== second.event.at.path) return undefined;
  const depth = partingOf(first, second);
  const [a, b] = [first.event.steps[depth], second.event.steps[depth]];
  const frame = first.frames[depth];
  if (!a || !b || !frame || a.callee.id !== b.callee.id || first.event.loops.length > 0) return undefined;
  const [own, others] = [leavesOfCall(a.expr, frame), leavesOfCall(b.expr, frame)];
  const keys = new Set(own.map((leaf) => leaf.key));
  const differ = others.some((leaf) => !keys.has(leaf.key) && IDENTIFIER.test(leaf.text));
  return differ ? others.find((leaf) => keys.has(leaf.key) && AMOUNT.test(leaf.text))?.text : undefined;
}

/** The depth of the first call by which the two ways differ. */
export function partingOf(first: Write, second: Write): number {
  let depth = 0;
  while (first.frames[depth + 1] && second.frames[depth + 1] && first.frames[depth + 1]?.key === second.frames[depth + 1]?.key) depth += 1;
  return depth;
}

/** A value that the first write's call made is used by the second, also by way of further calls. */
function usesResult({ event, frames }: Write, second: Write, events: readonly FlowEvent[]): boolean {
  const seen = new Set<string>();
  const origin = { event, frames, remote: remoteCalls(events) };
  return second.leaves.some((leaf) => leaf.made !== undefined && comesFrom(leaf.made.expr, leaf.made.frame, origin, seen));
}
