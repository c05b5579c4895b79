import { childrenOf, walkExpr, type AccessConcept, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { compatible } from '../flow/rejection.js';
import { packageOf } from '../link/rows.js';
import { isPartOfNote, type Bookkeeping } from './best-effort.js';
import { excludeEachOther } from './exclusive.js';
import { foundBy } from './found-rows.js';
import { lastOf } from './last-of-rows.js';
import { leftBefore } from './left-before.js';
import { framesOf, homeOf, type Frame } from './frames.js';
import { isMadeWhenMissing, isUpdatedWhenThere } from './get-or-create.js';
import { IDENTIFIER, leavesIn, leavesOf, leavesOfCall, type Leaf } from './leaves.js';
import type { Note } from './notes.js';
import { isForeign } from './own-rows.js';
import { isOwners, isPersons } from './owners.js';
import type { Order } from './row-order.js';
import { isGone, type Refers } from './references.js';
import { exchanged, handedTo, hangTogether, isCopyOf, isMadeOfDeleted, partsOf, passedOn, retired, sameState, standsInFor } from './row-relations.js';
import { broughtTogether, changesSet, emptied, refilled } from './row-sets.js';
import { comesFrom, originOf, rowsAt } from './results.js';
import { bringsInLine, isKeyed } from './second-try.js';
import { namesEach } from './rows-of-rows.js';
import { sumsUp } from './running-totals.js';
import { isSwallowed } from './swallowed.js';
import { plainTable } from './table-names.js';
import { isTakenBack } from './taken-back.js';
import { isToldApart } from './told-apart.js';
import { isMadeOf, takesFromDeleted, usesRowReadAgain, usesUp } from './used-up.js';

/** A write with the values it uses. */
export interface Write {
  readonly event: FlowEvent;
  readonly frames: readonly Frame[];
  /** The failures that lead to it: see `failuresOf`. */
  readonly failures: string;
  readonly leaves: readonly Leaf[];
  /** What an update is for, where it does not change what the rows say. */
  readonly note: Note | undefined;
  /** The columns that an update or a creation sets to a constant, and which. */
  readonly states: ReadonlyMap<string, string>;
  /** The columns that it sets, by `columnKey`. */
  readonly columns: ReadonlySet<string>;
  /** Where it puts its rows among others. */
  readonly order: Order | undefined;
  /** What it adds to columns, or takes away from them. */
  readonly added: readonly Leaf[];
}

/** Why the second write must not be lost when the first stays. */
export interface Dependence {
  readonly text: string;
  /** Whether the first may stand alone is a question of what the rows are for. */
  readonly open?: boolean;
}

/**
 * Can one run perform both? Not on different arms of a branch or under conditions that exclude each other, nor when one of them alone stands in for what failed, nor
 * where the first is told by an answer that ends the run.
 */
export function canBothRun(a: Write, b: Write): boolean {
  return compatible(a.event.arms, b.event.arms) && a.failures === b.failures && !excludeEachOther(a, b) && !isLeft(a, b) && !isToldApart(a, b, partingOf(a, b));
}

/** The first ends the function in which their ways part, before the second is reached. */
function isLeft(a: Write, b: Write): boolean {
  const depth = partingOf(a, b);
  const frame = a.frames[depth];
  return frame !== undefined && leftBefore(a.event, b.event, frame, depth);
}

/** The failures that lead to the event, and the blocks that run whether or not something failed. */
export function failuresOf(event: FlowEvent): string {
  return event.arms.filter((arm) => arm.endsWith('~catch') || arm.endsWith('~finally')).join(' ');
}

/** What is known of the tables that are written to. */
export interface KnownTables {
  /** Does a column of a table refer to another table? */
  readonly refers: Refers;
  readonly isBestEffort: Bookkeeping;
  /** Does a foreign key of several columns lead from the one table to the other, and are there values for all of them? */
  readonly isHungOn: (table: string, to: string, values: readonly unknown[]) => boolean;
}

/** How the second write depends on the first; undefined when each can stand alone. `events` is all that the run does. */
export function dependenceOf(first: Write, second: Write, events: readonly FlowEvent[], tables: KnownTables): Dependence | undefined {
  const a = accessOf(first);
  const b = accessOf(second);
  if (!a || !b || a.table === undefined || b.table === undefined || storeOf(first) !== storeOf(second)) return undefined;
  const last = tables.isBestEffort(a.table) || plainTable(a.table) === plainTable(b.table) ? undefined : lastOf(first, second);
  if (last !== undefined) return { text: `${last} of ${b.table} tells of the row that the first creates` };
  if (first.note === 'touch' || first.note === 'draw' || second.note === 'touch' || (first.note === 'tally' && second.note === 'tally') || isTakenBack(first, second, events) || isGone(first, second, tables.refers)) return undefined;
  const isOne = plainTable(a.table) === plainTable(b.table);
  const found = isOne ? ofOneTable(first, second, events, tables) : ofTwoTables(first, second, events, tables);
  if (found === undefined || found.open === true) return found;
  return mayStandAlone(first, second, found, events) ? { ...found, open: true } : found;
}

/** It depends on what the rows are for whether one of the two may stay without the other. */
function mayStandAlone(first: Write, second: Write, { text }: Dependence, events: readonly FlowEvent[]): boolean {
  const [a, b] = [accessOf(first), accessOf(second)];
  if (!a || !b || first.note === 'claim' || second.note === 'claim') return true;
  const isIn = (table = '') => (event: FlowEvent): boolean => event.concept?.kind === 'access' && event.concept.table !== undefined && plainTable(event.concept.table) === plainTable(table);
  const isOne = plainTable(a.table ?? '') === plainTable(b.table ?? '');
  const isShared = text.startsWith('both use ');
  if (!isOne && (isKeyed(first) || (!isShared && isUpdatedWhenThere(first.event, isIn(a.table), events)))) return true;
  if (inserts(a) && isMadeWhenMissing(first, second, isIn(a.table), events)) return true;
  if (isShared && inserts(b) && isMadeWhenMissing(second, first, isIn(b.table), events)) return true;
  if ((isShared || USES.test(text)) && storesAnswer(first, second, events, !isShared)) return true;
  const depth = partingOf(first, second);
  // Where rows are added and others removed, each half was asked for.
  if (!(isOne && changesSet(first, second)) && isSwallowed(second.event, first.event, second.frames, depth)) return true;
  return isShared && !clearsUp(a, b) && isSwallowed(first.event, second.event, first.frames, depth);
}

/** The second needs what the first made. */
const USES = /^the second uses the result/;

/** The second stores what another service answered in between: no transaction is to wait for that. `asked`: where it could not be asked before, since it is told what the first made. */
function storesAnswer(first: Write, second: Write, events: readonly FlowEvent[], asked: boolean): boolean {
  const between = events.slice(events.indexOf(first.event) + 1, events.indexOf(second.event));
  return between.some((event) => {
    if (event.kind !== 'external' || failuresOf(event) !== first.failures) return false;
    const frames = framesOf(event, undefined);
    return isMadeOf(second, originOf(event, frames, events)) && (!asked || isToldOf(event, frames, first, events));
  });
}

function isToldOf(event: FlowEvent, frames: readonly Frame[], first: Write, events: readonly FlowEvent[]): boolean {
  const origin = originOf(first.event, first.frames, events);
  return leavesOf(event, frames).some(({ made }) => made !== undefined && comesFrom(made.expr, made.frame, origin, new Set()));
}

/** What hangs on the row is deleted before the row itself: where a failure of the first is passed over, rows are left that hang on nothing. */
function clearsUp(a: AccessConcept, b: AccessConcept): boolean {
  return a.op === 'delete' && b.op === 'delete';
}

/** The library that leads to the database; one that is built on another shares its connections. */
function storeOf({ event }: Write): string | undefined {
  const name = event.path && packageOf(event.path.root);
  return name === undefined ? undefined : BUILT_ON.get(name) ?? name;
}

const BUILT_ON: ReadonlyMap<string, string> = new Map([['objection', 'knex'], ['bookshelf', 'knex'], ['sequelize-typescript', 'sequelize']]);

function ofOneTable(first: Write, second: Write, events: readonly FlowEvent[], { isBestEffort }: KnownTables): Dependence | undefined {
  const [a, b] = [accessOf(first), accessOf(second)];
  const table = a?.table ?? '';
  if (a?.op === 'delete' && b?.op === 'create' && !isBestEffort(table) && !bringsInLine(first, second) && (sharesFunction(first, second) || isMadeOfDeleted(first, second) || sharedKeys(first, second).length > 0)) return { text: `rows of ${table} are deleted and others created` };
  if (!isBestEffort(table) && standsInFor(first, second) && sharedKeys(first, second).length > 0) return { text: `a row of ${table} is made in the place of the one that is deleted` };
  if (!isBestEffort(table) && isCopyOf(first, second)) return { text: `a row of ${table} is kept as another, and then changed` };
  if (!isBestEffort(table) && clearsBelow(first, second)) return { text: `rows of ${table} are deleted one by one, and then the one that is left` };
  const amount = a?.op !== 'create' && a?.op !== 'delete' ? transferOf(first, second) : undefined;
  if (amount !== undefined) return { text: `both change ${table} by ${amount}` };
  const moved = movesRows(first, second);
  if (moved !== undefined) return { text: `both move rows of ${table} by ${moved}` };
  const flag = handedOver(first, second) ?? passedOn(first, second);
  if (flag !== undefined) return { text: `${flag} is taken from one row of ${table} and given to another` };
  const value = exchanged(first, second);
  if (value !== undefined) return { text: `${value} of one row of ${table} is given to another` };
  const relation = refilled(first, second);
  if (relation !== undefined) return { text: `${relation} of one row of ${table} is emptied and then filled` };
  const left = emptied(first, second);
  if (left !== undefined) return { text: `${left} of one row of ${table} is emptied, and then the row deleted` };
  const keys = sharedKeys(first, second);
  if (!isBestEffort(table) && keys.length > 0 && !bringsInLine(first, second) && !bringsInLine(second, first) && changesSet(first, second)) return { text: `rows of ${table} are added and others removed` };
  const column = isBestEffort(table) || keys.length === 0 ? undefined : retired(first, second);
  if (column !== undefined) return { text: `rows of ${table} are retired by ${column} and made anew`, ...(keys.every(({ text }) => isOwners(text)) ? { open: true } : {}) };
  if (!isBestEffort(table) && takesFromDeleted(first, second, events)) return { text: `the second is made of the row of ${table} that the first deletes` };
  const completed = isBestEffort(table) ? undefined : completion(first, second, events);
  return completed === undefined ? undefined : { text: completed };
}

/** `for (const child of await list.children()) await child.remove(); await list.remove()`: what hangs on a row is deleted, and then the row, by one function. */
function clearsBelow(first: Write, second: Write): boolean {
  if (accessOf(first)?.op !== 'delete' || accessOf(second)?.op !== 'delete' || first.event.loops.length === 0 || second.event.loops.length > 0) return false;
  const depth = partingOf(first, second);
  const last = second.event.steps[depth]?.callee.fn;
  return last !== undefined && first.event.steps.slice(depth).some(({ callee }) => callee.fn === last);
}

function ofTwoTables(first: Write, second: Write, events: readonly FlowEvent[], { isBestEffort, isHungOn }: KnownTables): Dependence | undefined {
  const [a, b] = [accessOf(first), accessOf(second)];
  if (!a || !b) return undefined;
  if (namesCreated(second, first)) return { text: 'the first names the row that the second creates' };
  if (isBookkeeping(second, isBestEffort) && !(a.op === 'create' && isPartOfNote(b.table ?? '', a.table ?? ''))) return undefined;
  if (usesResult(first, second, events)) return { text: 'the second uses the result of the first' };
  if (usesRow(first, second)) return { text: 'the second uses the row that the first saves' };
  if (namesCreated(first, second)) return { text: 'the second names the row that the first creates' };
  if (isBookkeeping(first, isBestEffort)) return undefined;
  if (usesRowReadAgain(first, second, events)) return { text: 'the second uses the row that the first creates, read again' };
  if (inserts(a) && inserts(b) && namesEach(first, second)) return { text: 'the second names the rows that the first creates' };
  if (a.op === 'upsert' && b.op === 'upsert' && first.event.path?.root !== 'typeorm') return undefined;
  const summed = sumsUp(first, second);
  if (summed !== undefined) return { text: `both book ${summed}, one of them in a total` };
  const related = partsOf(first, second) ?? handedTo(first, second) ?? broughtTogether(first, second);
  if (related !== undefined) return { text: related };
  const keys = sharedKeys(first, second);
  // Two rows of one user need not stand or fall together.
  const key = inserts(a) && inserts(b) ? keys.find(({ text }) => !isPersons(text)) : keys[0];
  // Whose rows they are says less than that one was made of what the other uses up.
  const used = key === undefined || isOwners(key.text) ? usesUp(first, second, events) : undefined;
  if (used !== undefined) return { text: used };
  const state = key === undefined ? undefined : sameState(first, second);
  if (key !== undefined && state !== undefined) return { text: `both set ${state} for ${key.text}` };
  const together = key === undefined || isOwners(key.text) ? hangTogether(first, second) : undefined;
  if (together !== undefined) return { text: together };
  if (key === undefined) return foundBy(first, second, events);
  if (inserts(a) && inserts(b) && isHungOn(b.table ?? '', a.table ?? '', keys)) return { text: `the second hangs on the row that the first creates by ${key.text}` };
  return { text: `both use ${key.text}`, ...(areSiblings(first, second, key.keys) ? { open: true } : {}) };
}

/** A session is made anew by whoever signs in again. */
const SESSION = /^(?:auth|user|login)?_?sessions?$/;

/** A note of what happened may be lost; a row that is deleted by its own id is what the operation is about. */
function isBookkeeping(write: Write, isBestEffort: Bookkeeping): boolean {
  const access = accessOf(write);
  if (access && inserts(access) && SESSION.test(plainTable(access.table ?? ''))) return true;
  if (!isBestEffort(access?.table)) return false;
  return access?.op !== 'delete' || !write.leaves.some(({ role, columns }) => role === 'where' && (columns.has('id') || columns.has('_id')));
}

/** A row is made, and all that joins it with the rows of the other write is what both belong to. */
function areSiblings(first: Write, second: Write, keys: readonly string[]): boolean {
  const [a, b] = [accessOf(first), accessOf(second)];
  if (!a || !b || !(inserts(a) || inserts(b)) || a.op === 'delete' || b.op === 'delete') return false;
  return keys.some((key) => isForeign(first.leaves, key, a.table ?? '')) && keys.some((key) => isForeign(second.leaves, key, b.table ?? ''));
}

/** Columns that tell how far something has come: written late on purpose. */
const PROGRESS = /status|state$|progress|(?:started|finished|completed|processed|sent|failed|synced)_?(?:at|on)?$|attempt|error|result/i;

/** What one row alone may have (the default, the active one) is taken from all and given to one; a row that is switched off and on again is addressed alike. */
function handedOver(first: Write, second: Write): string | undefined {
  const addressed = (write: Write): ReadonlySet<string> => new Set(write.leaves.filter(({ role, text }) => role === 'where' && /(?:^|[._])_?id$/i.test(text)).map(({ key }) => key));
  const [own, other] = [addressed(first), addressed(second)];
  if (accessOf(first)?.op !== 'update' || !areBeside(first, second) || (other.size > 0 && [...other].every((key) => own.has(key)))) return undefined;
  return [...first.states].find(([column, value]) => value === 'false' && second.states.get(column) === 'true')?.[0];
}

/** The rows behind a place are moved up or down, and a row is taken away from there, brought there or put there: in between two rows stand at one place, or none. */
function movesRows(first: Write, second: Write): string | undefined {
  if (first.order?.shifts !== true && second.order?.shifts !== true) return undefined;
  if (first.order && second.order) return first.order.column === second.order.column ? first.order.column : undefined;
  const other = first.order ? second : first;
  return accessOf(other)?.op === 'delete' ? (first.order ?? second.order)?.column : undefined;
}

/** Two writes to one table that make one change: a row is created and then completed. */
function completion(first: Write, second: Write, events: readonly FlowEvent[]): string | undefined {
  const [a, b] = [accessOf(first), accessOf(second)];
  // Of a statement it is not told which rows it changes: it has to name the one that was created.
  if (a?.op !== 'create' || b?.op !== 'update' || !usesResult(first, second, events, b.sql !== undefined || second.event.expr.kind === 'template')) return undefined;
  if (second.columns.size > 0 && [...second.columns].every((column) => first.columns.has(column))) return undefined;
  const between = events.slice(events.indexOf(first.event), events.indexOf(second.event));
  return between.some((event) => event.kind === 'external') || [...columnsOf(second), ...second.columns].some((column) => PROGRESS.test(column)) ? undefined : 'the second completes the row that the first creates';
}

function columnsOf({ event }: Write): readonly string[] {
  return walkExpr(event.expr).flatMap((inner) => (inner.kind === 'object' ? inner.members : [])).flatMap((member) => (member.kind === 'property' ? [member.key] : []));
}

/** A row that was made in memory and is saved by the first goes into the second: `token.save(); pass.token = token; pass.save()`. */
function usesRow(first: Write, second: Write): boolean {
  const [access, frame] = [accessOf(first), first.frames[partingOf(first, second)]];
  if (!access || !inserts(access) || !frame) return false;
  return [...rowsAt(frame, first)].some((row) => {
    const { init } = frame.file.bindings[row] ?? {};
    const home = homeOf(row, frame);
    const isMade = init?.kind === 'new' || (init?.kind === 'call' && init.callee.kind === 'member' && /^(?:create|build)$/.test(init.callee.name));
    return isMade && home !== undefined && second.leaves.some(({ key }) => key.startsWith(`${home.key}|${frame.file.path}:${row}.`));
  });
}

/** Two updates of one row, addressed by one value: what is told of it where only one of them is part of a transaction. */
export function changesOneRow(first: Write, second: Write): string | undefined {
  const [a, b] = [accessOf(first), accessOf(second)];
  if (a?.op !== 'update' || b?.op !== 'update' || a.table === undefined || b.table === undefined || plainTable(a.table) !== plainTable(b.table)) return undefined;
  if (first.note !== undefined || second.note !== undefined || [...columnsOf(first), ...columnsOf(second)].some((column) => PROGRESS.test(column))) return undefined;
  const addressed = new Set(first.leaves.flatMap(({ role, text, key }) => (role === 'where' && text !== '' ? [key] : [])));
  return second.leaves.some(({ role, key }) => role === 'where' && addressed.has(key)) ? `both change one row of ${a.table}, and only one of them in the transaction` : undefined;
}

/** The row of the first gets an id that was made for it, and the second uses that id. */
function namesCreated(first: Write, second: Write): boolean {
  if (accessOf(first)?.op !== 'create') return false;
  let ids = madeIds.get(first);
  if (!ids) madeIds.set(first, (ids = idsMadeFor(first)));
  return ids.size > 0 && second.leaves.some(({ key }) => ids.has(key));
}

const madeIds = new WeakMap<Write, ReadonlySet<string>>();

function idsMadeFor({ event, frames }: Write): ReadonlySet<string> {
  const frame = frames.at(-1);
  return new Set(frame ? ownIds(event.expr).flatMap((id) => leavesIn(id, frame)).flatMap(({ key, made }) => (made?.expr.kind === 'call' ? [key] : [])) : []);
}

/** The ids of the rows themselves; those of rows that they are connected with stand deeper. */
function ownIds(expr: Expr): readonly Expr[] {
  if (expr.kind !== 'object') return childrenOf(expr).flatMap(ownIds);
  return expr.members.flatMap((member) => {
    if (member.kind !== 'property') return ownIds(member.value);
    if (/^_?id$/.test(member.key)) return [member.value];
    return /^(?:data|values|\$set|doc)$/.test(member.key) ? ownIds(member.value) : [];
  });
}

function inserts(access: AccessConcept): boolean {
  return access.op === 'create' || access.op === 'upsert';
}

function accessOf(write: Write): AccessConcept | undefined {
  return write.event.concept?.kind === 'access' ? write.event.concept : undefined;
}

/** Both stand in one function, outside of loops, or each behind one call of that. */
function areBeside(first: Write, second: Write): boolean {
  const depth = partingOf(first, second);
  return first.event.loops.length === 0 && [first, second].every(({ frames }) => frames.length - 1 - depth <= 1);
}

/** Both stand in one function, outside of loops. */
function sharesFunction(first: Write, second: Write): boolean {
  return first.frames.at(-1)?.key === second.frames.at(-1)?.key && first.event.loops.length === 0;
}

/** A value that tells rows apart: an id, a key, a slug; or one that addresses rows in both writes. */
function sharedKeys(first: Write, second: Write): readonly SharedKey[] {
  const found = new Map<string, SharedKey>();
  for (const leaf of second.leaves) {
    for (const other of first.leaves) {
      if (leaf.role === 'list' || other.role === 'list' || CONSTANT.test(leaf.text)) continue;
      const longer = leaf.key.length >= other.key.length ? leaf : other;
      const shorter = longer === leaf ? other : leaf;
      if (longer.key !== shorter.key && !longer.key.startsWith(shorter.key.endsWith('.') ? shorter.key : `${shorter.key}.`)) continue;
      const addresses = longer.key === shorter.key && (leaf.role === 'where' || other.role === 'where') && leaf.text !== '' && !MOMENT.test(leaf.text);
      if (addresses || IDENTIFIER.test(longer.text)) found.set(longer.text, { text: longer.text, keys: [leaf.key, other.key] });
    }
  }
  return [...found.values()].sort((x, y) => Number(IDENTIFIER.test(y.text)) - Number(IDENTIFIER.test(x.text)));
}

/** A value that both writes use, and how each of them names it. */
interface SharedKey { readonly text: string; readonly keys: readonly string[] }

/** A class, or a member of a table of constants: `ObjectId`, `Status.PENDING`. */
const CONSTANT = /^[A-Z]\w*(?:\.[A-Z][A-Z0-9_]*)?$/;

/** A point in time up to which rows are cleared away. */
const MOMENT = /(?:^|[._])(?:now|today|cut_?off|threshold|deadline)$|(?:Date|Time|At|Cutoff|Threshold)$|(?:^|[._])(?:min|max|start|end|before|after|since|until|older)_?(?:date|time|than)$/;

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
function partingOf(first: Write, second: Write): number {
  let depth = 0;
  while (first.frames[depth + 1] && second.frames[depth + 1] && first.frames[depth + 1]?.key === second.frames[depth + 1]?.key) depth += 1;
  return depth;
}

/** A value that the first write's call made is used by the second, also by way of further calls. `byName`: one that tells rows apart. */
function usesResult({ event, frames }: Write, second: Write, events: readonly FlowEvent[], byName = false): boolean {
  const { concept } = event;
  // `updateMany()` answers how many rows there were.
  if (concept?.kind === 'access' && concept.bulk && (concept.op === 'update' || concept.op === 'delete') && !/return/i.test(event.path?.path ?? '')) return false;
  const seen = new Set<string>();
  const origin = originOf(event, frames, events);
  return second.leaves.some((leaf) => leaf.made !== undefined && (!byName || IDENTIFIER.test(leaf.text)) && comesFrom(leaf.made.expr, leaf.made.frame, origin, seen));
}
