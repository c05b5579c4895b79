import type { Token } from './tokens.js';
import { bodyStatements, statements, type Statement } from './statements.js';

/** What may follow `DROP` in `ALTER TABLE` besides a column. */
const NOT_COLUMNS: ReadonlySet<string> = new Set([
  'CONSTRAINT', 'INDEX', 'KEY', 'PRIMARY', 'FOREIGN', 'CHECK', 'DEFAULT', 'NOT', 'IDENTITY', 'EXPRESSION', 'UNIQUE', 'PERIOD', 'SYSTEM', 'PROJECTION',
]);
const DROPPED: ReadonlySet<string> = new Set(['TABLE', 'SCHEMA', 'DATABASE']);
const NOISE: ReadonlySet<string> = new Set(['IF', 'NOT', 'EXISTS', 'ONLY', 'TEMPORARY', 'TEMP', 'UNLOGGED', 'TABLE', 'FROM', 'INTO']);

/**
 * The first statement that destroys rows or columns that were there before the text ran: dropped or emptied tables, dropped columns, deleted
 * rows, values set to NULL. Tables made by the same text, those it rebuilds under their old name, and those it empties and then
 * fills again, are not counted.
 */
export function destructiveStatement(text: string): Statement | undefined {
  const all = statements(text);
  const parts = all.flatMap(expand);
  const own = new Set([...parts.flatMap(created), ...rebuilt(parts)]);
  const added = new Set(parts.flatMap(addedColumns));
  return all.find((statement, i) => expand(statement).some((part) => destroys(part.tokens, own, added) && !isFilled(emptied(part.tokens), all.slice(i + 1))));
}

/** A `DO` block stands for the statements in it. */
function expand(statement: Statement): Statement[] {
  const body = statement.tokens[0]?.text === 'DO' ? statement.tokens.find((token) => token.kind === 'body') : undefined;
  return body ? bodyStatements(body.text) : [statement];
}

function destroys(list: readonly Token[], own: ReadonlySet<string>, added: ReadonlySet<string>): boolean {
  const [first, second] = list;
  if (first?.kind !== 'word') return false;
  const verb = first.text === 'WITH' ? afterCommonTables(list) : first.text;
  if (verb === 'TRUNCATE') return !own.has(nameAfter(list, 1));
  if (verb === 'DELETE') return list.some((token) => token.text === 'FROM') && (first.text === 'WITH' || !own.has(nameAfter(list, 1)));
  if (verb === 'DROP') return second?.kind === 'word' && DROPPED.has(second.text) && !own.has(nameAfter(list, 2));
  if (verb === 'ALTER' && second?.text === 'TABLE') return !own.has(nameAfter(list, 2)) && dropsColumn(list);
  return verb === 'UPDATE' && erases(list, added);
}

/** The table that loses all of its rows. */
function emptied(list: readonly Token[]): string | undefined {
  const isWhole = list[0]?.text === 'TRUNCATE' || (list[0]?.text === 'DELETE' && !list.some((token) => token.kind === 'word' && token.text === 'WHERE'));
  return isWhole && !list.some((token) => token.text === ',') ? nameAfter(list, 1) : undefined;
}

function isFilled(table: string | undefined, later: readonly Statement[]): boolean {
  return table !== undefined && later.flatMap(expand).some(({ tokens: list }) => list[0]?.text === 'INSERT' && nameAfter(list, 1) === table);
}

function dropsColumn(list: readonly Token[]): boolean {
  return list.some((token, i) => {
    if (token.kind !== 'word' || token.text !== 'DROP') return false;
    const next = list[i + 1];
    return next !== undefined && (next.kind === 'name' || (next.kind === 'word' && !NOT_COLUMNS.has(next.text) && next.text !== 'PARTITION'));
  });
}

/** `UPDATE t SET c = NULL`, of a column that was there before. */
function erases(list: readonly Token[], added: ReadonlySet<string>): boolean {
  const condition = list.findIndex((token) => token.kind === 'word' && token.text === 'WHERE');
  return list.slice(0, condition < 0 ? undefined : condition).some((token, i) => token.kind === 'word' && token.text === 'NULL' && list[i - 1]?.text === '=' && !added.has(key(list[i - 2])));
}

/** The verb of the statement that a `WITH` introduces, or a deletion in one of its parts. */
function afterCommonTables(list: readonly Token[]): string {
  const inner = list.some((token, i) => token.text === 'DELETE' && list[i + 1]?.text === 'FROM');
  return inner ? 'DELETE' : '';
}

function created({ tokens: list }: Statement): string[] {
  if (list[0]?.text !== 'CREATE') return [];
  const table = list.slice(1, 4).findIndex((token) => token.text === 'TABLE');
  return table < 0 ? [] : [nameAfter(list, table + 2)];
}

/** Tables renamed to a name that is dropped here, and old ones whose name a new table takes. */
function rebuilt(all: readonly Statement[]): string[] {
  const made = new Set(all.flatMap(created));
  return all.flatMap(({ tokens: list }) => {
    const rename = list[0]?.text === 'ALTER' && list[1]?.text === 'TABLE' ? list.findIndex((token) => token.text === 'RENAME') : -1;
    if (rename < 0 || list[rename + 1]?.text !== 'TO') return [];
    const from = nameAfter(list, 2);
    const to = nameAfter(list, rename + 2);
    return made.has(from) || made.has(to) ? [to] : [];
  });
}

function addedColumns({ tokens: list }: Statement): string[] {
  return list.flatMap((token, i) => {
    if (token.text !== 'ADD') return [];
    let at = i + 1;
    while (list[at]?.kind === 'word' && /^(COLUMN|IF|NOT|EXISTS)$/.test(list[at]?.text ?? '')) at++;
    return [key(list[at])];
  });
}

/** The last part of the name at `from`: `"public"."User"` is `user`. */
function nameAfter(list: readonly Token[], from: number): string {
  let at = from;
  while (list[at]?.kind === 'word' && NOISE.has(list[at]?.text ?? '')) at++;
  while (list[at + 1]?.text === '.' && list[at + 2]) at += 2;
  return key(list[at]);
}

function key(token: Token | undefined): string {
  return token?.text.toLowerCase() ?? '';
}
