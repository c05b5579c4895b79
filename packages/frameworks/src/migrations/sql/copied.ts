import type { Token } from './tokens.js';
import { nameAfter, nameOf } from './names.js';
import type { Statement } from './statements.js';

/** What a statement takes over elsewhere. `*`: all columns. */
export interface Copy {
  /** Tables that it names. */
  readonly tables: ReadonlySet<string>;
  /** Columns whose values another column takes. */
  readonly values: ReadonlySet<string>;
  /** Columns that tell which rows belong together, where another column now refers to one of them. */
  readonly links: ReadonlySet<string>;
  /** The table whose rows another one takes. */
  readonly rows?: string;
  /** The table that takes values of others, row by row. */
  readonly target?: string;
}

/** What `INSERT .. SELECT`, `CREATE TABLE .. AS SELECT` and `UPDATE .. SET a = b` take over. */
export function copyOf({ tokens: list }: Statement): Copy | undefined {
  const update = wordAt(list, 'UPDATE', 0);
  if (list[0]?.text === 'UPDATE' || (list[0]?.text === 'WITH' && update >= 0)) return ofUpdate(list, update);
  const select = wordAt(list, 'SELECT', 0);
  const target = targetOf(list, select);
  if (select < 0 || target === undefined) return undefined;
  const from = wordAt(list, 'FROM', select);
  const where = wordAt(list, 'WHERE', select);
  const read = list.slice(select, where < 0 ? undefined : where);
  const merges = ['GROUP', 'DISTINCT', 'HAVING'].some((word) => wordAt(list, word, select) >= 0);
  return {
    tables: new Set(namesIn(list.slice(select)).filter((name) => name !== target)), links: new Set(),
    values: new Set([...read.filter(isValue).map(nameOf), ...(read.some(({ text }, i) => text === '*' && isListed(read[i - 1])) ? ['*'] : [])]),
    ...(from < 0 || merges ? {} : { rows: nameAfter(list, from + 1) }),
  };
}

/** Was the column taken over by another one? */
export function takesColumn({ tables, values, links }: Copy, table: string, column: string): boolean {
  return takesValues({ tables, values }, table, column) || (tables.has(table) && links.has(column));
}

/** Does a row of another table take values of this one? */
export function readsFrom({ tables, values, target }: Copy, table: string): boolean {
  return target !== undefined && target !== table && tables.has(table) && values.size > 0;
}

/** Were the values themselves taken over? */
export function takesValues({ tables, values }: Pick<Copy, 'tables' | 'values'>, table: string, column: string): boolean {
  return tables.has(table) && (values.has(column) || values.has('*'));
}

/** The table whose rows are written. */
function targetOf(list: readonly Token[], select: number): string | undefined {
  const into = list.findIndex(({ kind, text }, i) => kind === 'word' && text === 'INTO' && list.slice(0, i).some((before) => before.text === 'INSERT' || before.text === 'REPLACE'));
  if (into >= 0) return nameAfter(list, into + 1);
  if (list[0]?.text !== 'CREATE') return undefined;
  const table = list.slice(0, select < 0 ? 0 : select).findIndex(({ kind, text }) => kind === 'word' && text === 'TABLE');
  return table < 0 ? undefined : nameAfter(list, table + 1);
}

const REFERS = /(?:id|key)$/;

/** Columns read for another column, and those by which rows of two tables are told to belong together. */
function ofUpdate(list: readonly Token[], update: number): Copy | undefined {
  const set = wordAt(list, 'SET', update);
  if (set < 0) return undefined;
  const end = ['FROM', 'WHERE'].map((word) => wordAt(list, word, set)).reduce((a, b) => (b > set && b < a ? b : a), list.length);
  const changed = new Set(namesIn(list.slice(update, set)));
  const assigned = split(list.slice(set + 1, end)).map((part) => taken(part, changed));
  const links = assigned.some((values) => values.some((name) => REFERS.test(name))) ? compared([...list.slice(0, set), ...list.slice(end)]) : [];
  return { tables: new Set(namesIn(list)), values: new Set(assigned.flat()), links: new Set(links), target: nameAfter(list, update + 1) };
}

/** `a = b`, but not `a = a + b`, which changes the value by another. `changed`: the names of the table that is changed. */
function taken(part: readonly Token[], changed: ReadonlySet<string>): readonly string[] {
  const equals = part.findIndex(({ text }) => text === '=');
  const own = nameOf(part[equals - 1]);
  const right = part.slice(equals + 1);
  const fillsUp = /^(?:coalesce|ifnull|isnull|nvl)$/.test(nameOf(right[0]));
  const isOwn = (token: Token, i: number): boolean => isValue(token, i, right) && nameOf(token) === own && (right[i - 1]?.text !== '.' || changed.has(nameOf(right[i - 2])));
  if (equals < 0 || (!fillsUp && right.some(isOwn))) return [];
  return right.filter(isValue).map(nameOf);
}

/** The assignments of a list, without the commas in their parentheses. */
function split(list: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of list) {
    if (token.text === '(' && token.kind === 'mark') depth += 1;
    if (token.text === ')' && token.kind === 'mark') depth -= 1;
    if (token.text === ',' && token.kind === 'mark' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** Names on both sides of an equation. */
function compared(list: readonly Token[]): readonly string[] {
  return list.flatMap((token, i) => {
    if (token.text !== '=' || !isName(list[i - 1]) || !isName(list[i + 1])) return [];
    const right = list[i + 2]?.text === '.' ? list[i + 3] : list[i + 1];
    return [nameOf(list[i - 1]), nameOf(right)];
  });
}

const LITERALS: ReadonlySet<string> = new Set(['NULL', 'TRUE', 'FALSE', 'CURRENT_TIMESTAMP']);

function isName(token: Token | undefined): boolean {
  return token?.kind === 'name' || (token?.kind === 'word' && !LITERALS.has(token.text));
}

/** A name that is no type, and not only asked whether it holds anything. */
function isValue(token: Token, i: number, list: readonly Token[]): boolean {
  return isName(token) && list[i - 1]?.text !== ':' && !(list[i + 1]?.kind === 'word' && list[i + 1]?.text === 'IS');
}

function namesIn(list: readonly Token[]): readonly string[] {
  return list.filter(isName).map(nameOf);
}

/** Does a `*` behind it stand for all columns? */
function isListed(before: Token | undefined): boolean {
  return before?.text === 'SELECT' || before?.text === ',' || before?.text === '.' || before?.text === 'DISTINCT';
}

function wordAt(list: readonly Token[], text: string, from: number): number {
  return list.findIndex((token, i) => i >= from && token.kind === 'word' && token.text === text);
}
