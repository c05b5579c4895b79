import { weakMemo } from '@assay/contract';
import { leavesOfCall, type Leaf } from './leaves.js';
import { isOwners } from './owners.js';
import type { Write } from './write-dependence.js';
import { columnKey } from './written-values.js';

/** Columns that say that rows do not count any more, by `columnKey`. */
const RETIRED = /^(?:revoked|archived|expired|disabled|ended|replaced|superseded|invalidated|deactivated|retired)(?:at|on)?$/;
/** Columns that say which rows count. */
const COUNTS = /^(?:is)?(?:active|current|latest|enabled|valid)$/;

/** The column by which the first retires the rows that the second makes anew: old keys are revoked, an old version is made not the current one. */
export function retired(first: Write, second: Write): string | undefined {
  if (opOf(first) !== 'update' || opOf(second) !== 'create') return undefined;
  const columns = new Set([...first.states.keys(), ...first.columns]);
  return [...columns].find((column) => (RETIRED.test(column) && first.states.get(column) !== 'false') || (COUNTS.test(column) && first.states.get(column) === 'false'));
}

/** The column that both set to one constant: what is banned with its owner, what is closed with its parts. */
export function sameState(first: Write, second: Write): string | undefined {
  if (opOf(first) !== 'update' || opOf(second) !== 'update') return undefined;
  return [...first.states].find(([column, value]) => second.states.get(column) === value)?.[0];
}

/** The column that one row gets from another, which the second changes: two rows swap their places. */
export function exchanged(first: Write, second: Write): string | undefined {
  if (opOf(first) !== 'update' || opOf(second) !== 'update') return undefined;
  const others = rowsOf(second);
  const taken = first.leaves.filter((leaf) => leaf.role === 'data' && others.some((row) => isPartOf(leaf, row)) && !rowsOf(first).some((row) => isPartOf(leaf, row)));
  return taken.flatMap(({ columns }) => [...columns]).find((column) => second.columns.has(columnKey(column)));
}

/** The column whose value the first takes from the rows that have it, and the second gives to another row: in between nobody has it. */
export function passedOn(first: Write, second: Write): string | undefined {
  if (opOf(first) !== 'update' || opOf(second) === 'delete') return undefined;
  const gives = (write: Write, key: string, column: string): boolean => write.leaves.some((leaf) => leaf.role === 'data' && leaf.key === key && [...leaf.columns].some((one) => columnKey(one) === columnKey(column)));
  return first.leaves.filter(({ role }) => role === 'where').flatMap(({ key, columns }) => (
    [...columns].filter((column) => first.columns.has(columnKey(column)) && !gives(first, key, column) && gives(second, key, column))
  ))[0];
}

/** One changes or deletes a row by its own id, the other rows that stand in a list of that very row: an order and its lines. */
export function partsOf(first: Write, second: Write): string | undefined {
  if (opOf(first) === 'create' || opOf(second) === 'create') return undefined;
  const list = listedIn(second, first) ?? listedIn(first, second);
  return list === undefined ? undefined : `one changes a row and the other what stands in its ${list}`;
}

/** The list of the other's row, by its name, whose elements the write addresses. */
function listedIn(write: Write, other: Write): string | undefined {
  const rows = rowsOf(other);
  return write.leaves.flatMap(({ role, key }) => {
    const row = role === 'where' ? rows.find((prefix) => key.startsWith(prefix)) : undefined;
    return row === undefined ? [] : /^(\w+)\.\[\]\.(?:_?id|uuid)$/.exec(key.slice(row.length))?.[1] ?? [];
  })[0];
}

/** Both give the rows of one to another, in the same column: what a guest made becomes the member's. */
export function handedTo(first: Write, second: Write): string | undefined {
  if (opOf(first) !== 'update' || opOf(second) !== 'update') return undefined;
  const others = new Set(handoversOf(second).map(({ key }) => key));
  const shared = handoversOf(first).find(({ key }) => others.has(key));
  return shared && `both give rows of ${shared.from} to ${shared.to}`;
}

/** The columns by which rows are chosen and which get another value. */
const handoversOf = weakMemo(readHandovers);

interface Handover { readonly key: string; readonly from: string; readonly to: string }

function readHandovers({ leaves }: Write): readonly Handover[] {
  return leaves.filter(({ role }) => role === 'where').flatMap((from) => leaves.flatMap((to) => {
    const isOne = to.role === 'data' && to.key !== from.key && !isReadBy(to, from) && [...to.columns].some((column) => [...from.columns].some((own) => columnKey(own) === columnKey(column)));
    return isOne ? [{ key: `${from.key}>${to.key}`, from: from.text, to: to.text }] : [];
  }));
}

/** `row.id` of `find({ where: { id: given } })` is what was given. */
function isReadBy({ made }: Leaf, { key }: Leaf): boolean {
  const call = made?.expr.kind === 'await' ? made.expr.value : made?.expr;
  return made !== undefined && call?.kind === 'call' && leavesOfCall(call, made.frame).some((leaf) => leaf.key === key);
}

/** The id of a row addresses a deletion, and what the row names goes into the other write: an invitation that is used up, a file of a row that is deleted. */
export function hangTogether(first: Write, second: Write): string | undefined {
  const [a, b] = [opOf(first), opOf(second)];
  const [deletes, updates] = a === 'delete' && b === 'update' ? [first, second] : a === 'update' && b === 'delete' ? [second, first] : [];
  const named = deletes && updates && letsGo(updates, deletes);
  if (named !== undefined) return `one deletes what ${named} names, and the other changes that`;
  if (a === 'delete' && b === 'create') return usesRow(first, second) ? 'the second is made of the row that the first deletes' : undefined;
  if (b !== 'delete' || (a !== 'delete' && a !== 'create')) return undefined;
  if (a === 'delete' && usesRow(first, second)) return 'the row that the first deletes names what the second deletes';
  return usesRow(second, first) ? `the first is ${a === 'create' ? 'made of' : 'named by'} the row that the second deletes` : undefined;
}

/** The first deletes a row by its own method, and the second is made of what stands in it: a token that is exchanged for another. */
export function isMadeOfDeleted(first: Write, second: Write): boolean {
  const rows = first.leaves.filter(({ role, text, made }) => role === 'data' && made !== undefined && !/^[A-Z]/.test(text)).map(({ key }) => (key.endsWith('.') ? key : `${key}.`));
  return rows.some((row) => second.leaves.some((leaf) => leaf.key.length > row.length && isPartOf(leaf, row)));
}

/** The member of a row by which the one deletes what the row names, where the other sets that very column of the row: a picture that is deleted and taken from its owner. */
function letsGo(updates: Write, deletes: Write): string | undefined {
  const rows = updates.leaves.flatMap(({ role, key, text, made }) => {
    const row = /^(.+)\.(?:_?id|uuid)$/.exec(text)?.[1];
    return role === 'where' && row !== undefined && (made !== undefined || !GIVEN.test(row)) ? [key.slice(0, key.lastIndexOf('.') + 1)] : [];
  });
  return deletes.leaves.find((leaf) => leaf.role === 'where' && rows.some((row) => isPartOf(leaf, row)) && updates.columns.has(columnKey(leaf.text.split('.').at(-1) ?? '')))?.text;
}

/** A row is made, and then one is deleted that was read before, by its own id: a token that is renewed. */
export function standsInFor(first: Write, second: Write): boolean {
  return opOf(first) === 'create' && opOf(second) === 'delete' && first.event.loops.length === 0 && second.event.loops.length === 0 && second.leaves.some((leaf) => isOwnId(leaf) && !/\[\]/.test(leaf.key));
}

/** `create({ ..row, olderOf: row.id })` before `update({ where: { id: row.id } })`: the row as it was is kept as another that names it. */
export function isCopyOf(first: Write, second: Write): boolean {
  if (opOf(first) !== 'create' || opOf(second) !== 'update' || first.event.loops.length > 0) return false;
  const ids = second.leaves.filter(isOwnId).map(({ key }) => key);
  return ids.some((id) => first.leaves.some(({ key, role }) => role === 'data' && key === id) && first.leaves.some((leaf) => leaf.role === 'data' && isPartOf(leaf, id.slice(0, id.lastIndexOf('.') + 1))));
}

/** `row.id` of a row that a call brought, where it addresses that row. */
function isOwnId({ role, text, columns, made }: Leaf): boolean {
  return role === 'where' && made !== undefined && /^(.+)\.(?:_?id|uuid)$/.test(text) && [...columns].every((column) => /^(?:_?id|uuid)$/.test(column));
}

function usesRow(deletes: Write, other: Write): boolean {
  const isDelete = opOf(other) === 'delete';
  return rowsOf(deletes).some((row) => other.leaves.some((leaf) => isPartOf(leaf, row) && !isOwners(leaf.text) && (isDelete ? leaf.role === 'where' && /[a-z](?:Id|_id)$/.test(leaf.text) : leaf.role === 'data')));
}

/** What the request or a caller brings, and is no row. */
const GIVEN = /(?:^|\.|[a-z])(?:input|args?|arguments|body|params?|query|data|dto|payload|req|request|ctx|context|options|opts|event|message|variables|values|user|session)$/i;

/** The rows that the write addresses by their own id, as keys with a dot behind. */
const rowsOf = weakMemo(readRows);

function readRows(write: Write): readonly string[] {
  return write.leaves.flatMap(({ role, key, text, columns }) => {
    const row = /^(.+)\.(?:_?id|uuid)$/.exec(text)?.[1];
    const isOwn = [...columns].every((column) => /^(?:_?id|uuid)$/.test(column));
    return role === 'where' && row !== undefined && isOwn && !GIVEN.test(row) ? [key.slice(0, key.lastIndexOf('.') + 1)] : [];
  });
}

function isPartOf({ key }: Leaf, row: string): boolean {
  return key.startsWith(row) && !/^(?:_?id|uuid)$/.test(key.slice(row.length));
}

/** What the write does to the rows. */
export function opOf({ event }: Write): string | undefined {
  return event.concept?.kind === 'access' ? event.concept.op : undefined;
}
