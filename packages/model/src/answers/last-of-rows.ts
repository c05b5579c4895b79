import { opOf } from './row-relations.js';
import { tableKey } from './table-names.js';
import type { Write } from './write-dependence.js';

/** Columns that say which row of another table is the last one, or when it came, by `columnKey`. */
const LAST = /^(?:last|latest|newest)([a-z]{4,}?)(?:at|on|date|time|timestamp|text|preview)?$/;

/** The column by which a row tells of the row that the first adds to it: `lastMessageAt` of the room that a message is created in. */
export function lastOf(first: Write, second: Write): string | undefined {
  const table = first.event.concept?.kind === 'access' ? first.event.concept.table : undefined;
  if (opOf(first) !== 'create' || opOf(second) !== 'update' || table === undefined) return undefined;
  const own = tableKey(table);
  const column = [...second.columns].find((one) => own.endsWith(LAST.exec(one)?.[1] ?? ' '));
  const addressed = new Set(second.leaves.flatMap(({ role, key }) => (role === 'where' ? [key] : [])));
  return first.leaves.some(({ role, key, columns }) => role === 'data' && addressed.has(key) && columns.size > 0) ? column : undefined;
}
