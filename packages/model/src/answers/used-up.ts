import { keptIn, weakMemo, type AccessConcept } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { framesOf, type Frame } from './frames.js';
import { leavesOf, type Leaf } from './leaves.js';
import { isOwners, isPersons } from './owners.js';
import { derivesFrom, originOf, type Origin } from './results.js';
import { plainTable } from './table-names.js';
import type { Write } from './write-dependence.js';

/** A row that was looked up goes into one of them, and the other uses it up: a coupon that is redeemed, an invitation that is accepted, a token that is deleted. */
export function usesUp(first: Write, second: Write, events: readonly FlowEvent[]): string | undefined {
  const [a, b] = [accessOf(first), accessOf(second)];
  if (a?.table === undefined || a.sql !== undefined || b?.table === undefined || b.sql !== undefined) return undefined;
  const into = a.op === 'create' || a.op === 'delete' || ((b.op === 'delete' || marksUsed(second)) && a.op === 'update' && !WORKED_OFF.test(b.table));
  if (into && b.op !== 'create' && bothMadeOf(b.table, first, second, events)) return `the first is made of what was read from ${b.table}, and the second changes that`;
  if (b.op === 'delete' || WORKED_OFF.test(b.table) || !(a.op === 'delete' || marksUsed(first)) || !bothMadeOf(a.table, first, second, events)) return undefined;
  return `the second is made of what was read from ${a.table}, and the first ${a.op === 'delete' ? 'deletes' : 'uses up'} that`;
}

/** Columns that say that a row served its purpose: it serves nobody again. */
const USED = /^(?:is|has|was)?(?:used|redeemed|consumed|accepted|spent)(?:at|on|by\w*)?$/;

/** A row is used up by an update. */
function marksUsed(write: Write): boolean {
  return accessOf(write)?.op === 'update' && [...write.columns].some((column) => USED.test(column));
}

/** Rows that are there until their work is done: what comes to nothing is done again. */
const WORKED_OFF = /job|queue|task|outbox|message|lock|cache|session/i;

/** Both use one row that was read from the table before them. */
function bothMadeOf(name: string, first: Write, second: Write, events: readonly FlowEvent[]): boolean {
  if (isPersons(name)) return false;
  const table = plainTable(name);
  const reads = events.slice(0, events.indexOf(first.event)).filter(({ concept }) => concept?.kind === 'access' && concept.op === 'read' && concept.table !== undefined && plainTable(concept.table) === table);
  return reads.some((event) => {
    const read = originOf(event, framesOf(event, undefined), events);
    // The row itself is asked for, and deleted or used up, by one key.
    const isOne = (write: Write): boolean => (accessOf(write)?.op === 'delete' || marksUsed(write)) && plainTable(accessOf(write)?.table ?? '') === table && isAskedAlike(write, event, read.frames);
    const isFirst = isMadeOf(first, read);
    if (!isFirst && !isOne(first)) return false;
    return isMadeOf(second, read) || (isFirst && isOne(second));
  });
}

const madeOf = weakMemo((_write: Write) => new Map<FlowEvent, boolean>());

/** Is a value of the write made of what the access, or the call of another service, answered? A write is held against many others, with the same reads before them. */
export function isMadeOf(write: Write, read: Origin): boolean {
  return keptIn(madeOf(write), read.event, () => {
    const seen = new Set<string>();
    const isUpdate = accessOf(write)?.op === 'update';
    return write.leaves.some((leaf) => leaf.made !== undefined && !(isUpdate && leaf.role === 'where' && isOwners(leaf.text) && !PERSON.test(leaf.text)) && derivesFrom(leaf.made.expr, leaf.made.frame, read, seen));
  });
}

/** A row of the person that a token stands for is changed by that token; one of the organization that all rows belong to is not. */
const PERSON = /user|owner|author|principal/i;

/** A row is deleted by the very key that it was read by before, and another of its table takes over what it held. */
export function takesFromDeleted(first: Write, second: Write, events: readonly FlowEvent[]): boolean {
  const [a, b] = [accessOf(first), accessOf(second)];
  if (a?.op !== 'delete' || b?.op !== 'update' || a.table === undefined || WORKED_OFF.test(a.table)) return false;
  const table = plainTable(a.table);
  const reads = events.slice(0, events.indexOf(first.event)).filter(({ concept }) => concept?.kind === 'access' && concept.op === 'read' && concept.table !== undefined && plainTable(concept.table) === table);
  return reads.some((event) => {
    const read = originOf(event, framesOf(event, undefined), events);
    return isAskedAlike(first, event, read.frames) && second.leaves.some(({ role, made }) => role === 'data' && made !== undefined && derivesFrom(made.expr, made.frame, read, new Set()));
  });
}

/** `insert(row); const made = findBy(row.name); insert({ parent: made.id })`: the row is looked up by what it was just created with. */
export function usesRowReadAgain(first: Write, second: Write, events: readonly FlowEvent[]): boolean {
  const a = accessOf(first);
  if (a?.op !== 'create' || a.table === undefined) return false;
  const table = plainTable(a.table);
  const written = new Set(first.leaves.flatMap(({ role, text, key }) => (role === 'data' && text !== '' && !isOwners(text) ? [key] : [])));
  const reads = written.size === 0 ? [] : events.slice(events.indexOf(first.event), events.indexOf(second.event)).filter(({ concept }) => concept?.kind === 'access' && concept.op === 'read' && concept.table !== undefined && plainTable(concept.table) === table);
  return reads.some((event) => {
    const frames = framesOf(event, undefined);
    return leavesOf(event, frames).some(({ role, key }) => role === 'where' && written.has(key)) && isMadeOf(second, originOf(event, frames, events));
  });
}

/** What addresses the rows of the write is just what addresses those of the read. */
function isAskedAlike(write: Write, read: FlowEvent, frames: readonly Frame[]): boolean {
  const keys = (leaves: readonly Leaf[]): readonly string[] => leaves.flatMap(({ role, text, key }) => (role === 'where' && text !== '' ? [key] : []));
  const own = keys(write.leaves);
  const asked = new Set(keys(leavesOf(read, frames)));
  return own.length > 0 && own.length === new Set(own).size && own.every((key) => asked.has(key)) && asked.size === own.length;
}

function accessOf(write: Write): AccessConcept | undefined {
  return write.event.concept?.kind === 'access' ? write.event.concept : undefined;
}
