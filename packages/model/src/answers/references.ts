import type { SchemaTable } from '@assay/contract';
import { tableKey } from './table-names.js';
import type { Write } from './write-dependence.js';
import { columnKey } from './written-values.js';

/** Does a column of the table refer to a row of the other table? Tables by the names that code calls them. */
export type Refers = (table: string, column: string, to: string) => boolean;

/** What the foreign keys of the schema say. */
export function referringColumns(tables: readonly SchemaTable[]): Refers {
  const known = new Set(tables.flatMap(({ name, keys }) => keys.flatMap(({ kind, columns: [column, ...others], references }) => (
    kind === 'foreign-key' && column !== undefined && others.length === 0 && references !== undefined ? [keyOf(name, column, references)] : []
  ))));
  return (table, column, to) => known.has(keyOf(table, column, to));
}

/** Foreign keys of several columns: may as many values address a row of the other table? */
export function widelyReferring(tables: readonly SchemaTable[]): (table: string, to: string, values: readonly unknown[]) => boolean {
  const known = new Map(tables.flatMap(({ name, keys }) => keys.flatMap(({ kind, columns, references }) => (
    kind === 'foreign-key' && columns.length > 1 && references !== undefined ? [[keyOf(name, '', references), columns.length] as const] : []
  ))));
  return (table, to, values) => values.length >= (known.get(keyOf(table, '', to)) ?? Infinity);
}

function keyOf(table: string, column: string, to: string): string {
  return [tableKey(table), columnKey(column), tableKey(to)].join('|');
}

/** Libraries and calls by which a deletion may only mark the row. */
const MARKS = /^sequelize|soft|trash/i;

/**
 * Are the rows of the second those that refer to the row that the first deletes? A foreign key lets it be deleted only when there are none any more: the database itself has
 * deleted them, or taken the reference from them.
 */
export function isGone(first: Write, second: Write, refers: Refers): boolean {
  const [a, b] = [first, second].map(({ event }) => (event.concept?.kind === 'access' ? event.concept : undefined));
  if (a?.op !== 'delete' || (b?.op !== 'delete' && b?.op !== 'update') || a.table === undefined || b.table === undefined || MARKS.test(first.event.path?.root ?? '') || MARKS.test(first.event.path?.path ?? '')) return false;
  const [parent, child] = [a.table, b.table];
  const deleted = new Set(first.leaves.flatMap(({ role, key, columns }) => (role === 'where' && [...columns].every((column) => /^_?id$/.test(column)) ? [key] : [])));
  return second.leaves.some(({ role, key, columns }) => role === 'where' && deleted.has(key) && [...columns].some((column) => refers(child, column, parent)));
}
