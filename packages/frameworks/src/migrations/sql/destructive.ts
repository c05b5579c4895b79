import { keptIn } from '@assay/contract';
import { copyOf, readsFrom, takesColumn, takesValues, type Copy } from './copied.js';
import { nameAfter, nameOf } from './names.js';
import { bodyStatements, statements, type Statement } from './statements.js';
import type { Token } from './tokens.js';

/** What may follow `DROP` in `ALTER TABLE` besides a column. */
const NOT_COLUMNS: ReadonlySet<string> = new Set([
  'CONSTRAINT', 'INDEX', 'KEY', 'PRIMARY', 'FOREIGN', 'CHECK', 'DEFAULT', 'NOT', 'IDENTITY', 'EXPRESSION', 'UNIQUE', 'PERIOD', 'SYSTEM', 'PROJECTION',
]);
const DROPPED: ReadonlySet<string> = new Set(['TABLE', 'SCHEMA', 'DATABASE']);
/** What the files before a migration did: the tables that they made, and what the last of them copied. */
export interface Before {
  readonly made: ReadonlySet<string>;
  readonly copies: readonly Copy[];
}

/** The first file of a history. */
export const NOTHING_BEFORE: Before = { made: new Set(), copies: [] };

/**
 * The first statement that destroys rows or columns that were there before the text ran: dropped or emptied tables, dropped columns, deleted
 * rows, values set to NULL. Tables made by the same text, those it rebuilds under their old name, those it empties and then
 * fills again, and what was copied elsewhere before, are not counted.
 */
export function destructiveStatement(text: string, before: Before = NOTHING_BEFORE): Statement | undefined {
  return destroyerIn(text, before, false);
}

/** The first statement that drops a table or a column whose data was copied elsewhere before: nothing is lost, but what reads the old structure finds it gone. */
export function droppedCopy(text: string, before: Before = NOTHING_BEFORE): Statement | undefined {
  return destroyerIn(text, before, true);
}

/** Verbs that may destroy something; the rows of a dump have none of them. */
const MAY_DESTROY: ReadonlySet<string> = new Set(['DROP', 'ALTER', 'TRUNCATE', 'DELETE', 'UPDATE', 'WITH']);
const DESTRUCTIVE_WORD = /\b(?:DROP|ALTER|TRUNCATE|DELETE|UPDATE)\b/i;
const COPYING_WORD = /\b(?:SELECT|UPDATE)\b/i;
/** The way in which MySQL writes names: it fills a column that has no default. SQLite does as well, and never adds such a column. */
const QUOTED = '`';
const STRUCTURE: ReadonlySet<string> = new Set(['DROP', 'ALTER']);

/** `copied`: of what was copied, by changes of the structure alone. A text may be a dump: each statement is looked at once, with what those before it left. */
function destroyerIn(text: string, before: Before, copied: boolean): Statement | undefined {
  if (!DESTRUCTIVE_WORD.test(text) || (copied && before.copies.length === 0 && !COPYING_WORD.test(text))) return undefined;
  const all = statements(text);
  const parts = all.map(expand);
  const flat = parts.flat();
  const own = new Set([...flat.flatMap(created), ...rebuilt(flat)]);
  const added = new Set(flat.flatMap(addedColumns));
  const isQuoted = all.some((statement) => statement.tokens.some(({ kind, start }) => kind === 'name' && text[start] === QUOTED));
  const empty = isQuoted ? new Set<string>() : new Set(flat.flatMap(emptyTable));
  const seen: Seen = { made: new Set(), renamed: new Map(), fresh: new Set(), copies: copied ? [] : [...before.copies], left: renames(flat) };
  const verbs = copied ? STRUCTURE : MAY_DESTROY;
  for (const [index, statement] of all.entries()) {
    for (const part of parts[index] ?? []) {
      const copy = copied ? undefined : copyOf(part);
      if (copy) seen.copies.push(copy);
      if (verbs.has(part.tokens[0]?.text ?? '')) {
        const known: Known = { own, added, empty, fresh: seen.fresh, copies: seen.copies, gone: !copied && dropsFirst(part.tokens, seen, before) };
        if (destroys(part.tokens, known) && !isFilled(emptied(part.tokens), all.slice(index + 1))) return statement;
      }
      pass(part, seen, copied);
    }
  }
  return undefined;
}

/** What the statements before one left. */
interface Seen {
  readonly made: Set<string>;
  /** The old names of tables, by their new ones. */
  readonly renamed: Map<string, string>;
  /** `table.column`: what was added. */
  readonly fresh: Set<string>;
  readonly copies: Copy[];
  /** The tables that get a name by this statement or a later one, by that name. */
  readonly left: Map<string, string[]>;
}

function renames(parts: readonly Statement[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const part of parts) for (const to of renamedTo(part)) keptIn(found, to, (): string[] => []).push(nameAfter(part.tokens, 2));
  return found;
}

function pass(part: Statement, seen: Seen, copied: boolean): void {
  for (const table of created(part)) seen.made.add(table);
  for (const to of renamedTo(part)) {
    if (!seen.renamed.has(to)) seen.renamed.set(to, nameAfter(part.tokens, 2));
    seen.left.get(to)?.shift();
  }
  for (const column of copied ? [...addedColumns(part), ...renamedColumns(part)] : addedColumns(part)) seen.fresh.add(`${nameAfter(part.tokens, 2)}.${column}`);
}

/** What a text leaves for the files after it. */
export function leaves(text: string, before: Before = NOTHING_BEFORE): Before {
  const parts = statements(text).flatMap(expand);
  return { made: new Set([...before.made, ...parts.flatMap(created), ...parts.flatMap(renamedTo)]), copies: parts.flatMap((part) => copyOf(part) ?? []) };
}

interface Known {
  /** Tables that the text makes or rebuilds. */
  readonly own: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
  /** `table.column`: added by statements before. */
  readonly fresh: ReadonlySet<string>;
  /** Tables without rows: the text fails where there are any. */
  readonly empty: ReadonlySet<string>;
  readonly copies: readonly Copy[];
  /** The statement drops a table that was there, before the text makes one of that name. */
  readonly gone: boolean;
}

/** A `DO` block stands for the statements in it. */
function expand(statement: Statement): Statement[] {
  const body = statement.tokens[0]?.text === 'DO' ? statement.tokens.find((token) => token.kind === 'body') : undefined;
  return body ? bodyStatements(body.text) : [statement];
}

function destroys(list: readonly Token[], { own, added, fresh, empty, copies, gone }: Known): boolean {
  const [first, second] = list;
  if (first?.kind !== 'word') return false;
  const areCopied = (table: string): boolean => copies.some(({ rows }) => rows === table);
  const areRead = (table: string): boolean => copies.some((copy) => readsFrom(copy, table));
  const verb = first.text === 'WITH' ? afterCommonTables(list) : first.text;
  if (verb === 'TRUNCATE') return !own.has(nameAfter(list, 1)) && !areCopied(nameAfter(list, 1));
  if (verb === 'DELETE') return list.some((token) => token.text === 'FROM') && (first.text === 'WITH' || !(own.has(nameAfter(list, 1)) || areCopied(nameAfter(list, 1))));
  if (verb === 'DROP') return second?.kind === 'word' && DROPPED.has(second.text) && (gone || !own.has(nameAfter(list, 2))) && !areCopied(nameAfter(list, 2)) && !(second.text === 'TABLE' && areRead(nameAfter(list, 2)));
  if (verb === 'ALTER' && second?.text === 'TABLE') return !own.has(nameAfter(list, 2)) && !empty.has(nameAfter(list, 2)) && droppedColumns(list).some((column) => !fresh.has(`${nameAfter(list, 2)}.${column}`) && !copies.some((copy) => takesColumn(copy, nameAfter(list, 2), column)));
  return verb === 'UPDATE' && erased(list, added).some((column) => !copies.some((copy) => takesValues(copy, nameAfter(list, 1), column)));
}

/** `DROP TABLE t` where nothing was made that takes its place or its rows; `IF EXISTS` where the files before made it. */
function dropsFirst(list: readonly Token[], { made, renamed, left }: Seen, before: Before): boolean {
  if (list[0]?.text !== 'DROP' || list[1]?.text !== 'TABLE') return false;
  const name = nameAfter(list, 2);
  const source = renamed.get(name) ?? name;
  const isReplaced = made.has(name) || made.has(source) || (left.get(name) ?? []).some((from) => made.has(from));
  return !isReplaced && (before.made.has(source) || !list.some(({ kind, text }) => kind === 'word' && text === 'EXISTS'));
}

/** The table that loses all of its rows. */
function emptied(list: readonly Token[]): string | undefined {
  const isWhole = list[0]?.text === 'TRUNCATE' || (list[0]?.text === 'DELETE' && !list.some((token) => token.kind === 'word' && token.text === 'WHERE'));
  return isWhole && !list.some((token) => token.text === ',') ? nameAfter(list, 1) : undefined;
}

function isFilled(table: string | undefined, later: readonly Statement[]): boolean {
  return table !== undefined && later.flatMap(expand).some(({ tokens: list }) => list[0]?.text === 'INSERT' && nameAfter(list, 1) === table);
}

function droppedColumns(list: readonly Token[]): readonly string[] {
  return list.flatMap((token, i) => {
    if (token.kind !== 'word' || token.text !== 'DROP') return [];
    const next = list[i + 1];
    const isColumn = next !== undefined && (next.kind === 'name' || (next.kind === 'word' && !NOT_COLUMNS.has(next.text) && next.text !== 'PARTITION'));
    if (!isColumn) return [];
    let at = next.text === 'COLUMN' && next.kind === 'word' ? i + 2 : i + 1;
    while (list[at]?.kind === 'word' && /^(?:IF|EXISTS)$/.test(list[at]?.text ?? '')) at++;
    return [nameOf(list[at])];
  });
}

/** `UPDATE t SET c = NULL`, of a column that was there before. */
function erased(list: readonly Token[], added: ReadonlySet<string>): readonly string[] {
  const condition = list.findIndex((token) => token.kind === 'word' && token.text === 'WHERE');
  return list.slice(0, condition < 0 ? undefined : condition).flatMap((token, i) => {
    const column = nameOf(list[i - 2]);
    return token.kind === 'word' && token.text === 'NULL' && list[i - 1]?.text === '=' && !added.has(column) ? [column] : [];
  });
}

/** Types that bring a value of their own. */
const FILLED = /^(?:DEFAULT|GENERATED|IDENTITY|AUTO_INCREMENT|AUTOINCREMENT|(?:SMALL|BIG)?SERIAL)$/;

/** `ALTER TABLE t ADD COLUMN c TEXT NOT NULL`: the table, in which there can be no row. */
function emptyTable({ tokens: list }: Statement): string[] {
  if (list[0]?.text !== 'ALTER' || list[1]?.text !== 'TABLE') return [];
  const adds = clausesOf(list).some((clause) => {
    const [verb, next] = clause;
    const isColumn = verb?.text === 'ADD' && next !== undefined && (next.kind === 'name' || next.text === 'COLUMN' || !NOT_COLUMNS.has(next.text));
    const words = clause.filter(({ kind }) => kind === 'word').map(({ text }) => text);
    return isColumn && words.some((word, i) => word === 'NOT' && words[i + 1] === 'NULL') && !words.some((word) => FILLED.test(word));
  });
  return adds ? [nameAfter(list, 2)] : [];
}

/** The changes of an `ALTER TABLE`, without what stands before the first. */
function clausesOf(list: readonly Token[]): readonly (readonly Token[])[] {
  const clauses: Token[][] = [];
  let depth = 0;
  for (const token of list) {
    if (token.kind === 'mark') depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    const before = clauses.at(-1);
    if (depth === 0 && token.kind === 'word' && /^(?:ADD|DROP|ALTER|RENAME)$/.test(token.text) && (before === undefined || before.at(-1)?.text === ',' || token.text === 'ADD')) clauses.push([token]);
    else before?.push(token);
  }
  return clauses;
}

/** The verb of the statement that a `WITH` introduces, or a deletion in one of its parts. */
function afterCommonTables(list: readonly Token[]): string {
  const inner = list.some((token, i) => token.text === 'DELETE' && list[i + 1]?.text === 'FROM');
  return inner ? 'DELETE' : '';
}

function created({ tokens: list }: Statement): string[] {
  const into = /^(?:SELECT|WITH)$/.test(list[0]?.text ?? '') ? list.findIndex(({ kind, text }, i) => kind === 'word' && text === 'INTO' && !/^(?:INSERT|REPLACE)$/.test(list[i - 1]?.text ?? '')) : -1;
  if (into >= 0) return [nameAfter(list, into + 1)];
  if (list[0]?.text !== 'CREATE') return [];
  const table = list.slice(1, 4).findIndex((token) => token.text === 'TABLE');
  return table < 0 ? [] : [nameAfter(list, table + 2)];
}

/** Tables renamed to a name that is dropped here, and old ones whose name a new table takes. */
function rebuilt(all: readonly Statement[]): string[] {
  const made = new Set(all.flatMap(created));
  return all.flatMap(({ tokens: list }) => {
    const [to] = renamedTo({ tokens: list });
    return to !== undefined && (made.has(nameAfter(list, 2)) || made.has(to)) ? [to] : [];
  });
}

/** The new name of a table. */
function renamedTo({ tokens: list }: Pick<Statement, 'tokens'>): string[] {
  const rename = list[0]?.text === 'ALTER' && list[1]?.text === 'TABLE' ? list.findIndex((token) => token.text === 'RENAME') : -1;
  return rename < 0 || list[rename + 1]?.text !== 'TO' ? [] : [nameAfter(list, rename + 2)];
}

/** `ALTER TABLE t RENAME COLUMN a TO b`: the new name. */
function renamedColumns({ tokens: list }: Statement): string[] {
  const rename = list[0]?.text === 'ALTER' && list[1]?.text === 'TABLE' ? list.findIndex((token) => token.text === 'RENAME') : -1;
  const to = rename < 0 || list[rename + 1]?.text === 'TO' ? -1 : list.findIndex((token, i) => i > rename && token.text === 'TO');
  return to < 0 ? [] : [nameOf(list[to + 1])];
}

function addedColumns({ tokens: list }: Statement): string[] {
  return list.flatMap((token, i) => {
    if (token.text !== 'ADD') return [];
    let at = i + 1;
    while (list[at]?.kind === 'word' && /^(COLUMN|IF|NOT|EXISTS)$/.test(list[at]?.text ?? '')) at++;
    return [nameOf(list[at])];
  });
}
