import type { Leaf } from './leaves.js';
import { columnKey } from './written-values.js';

/** Columns by which a row itself is known. */
const OWN = /^(?:_?id|uuid|guid|slug|key|code|email|username|number|publicid|externalid|token|hash|name)$/i;

/**
 * Does the value, as far as is told, only say which rows it belongs to, and is not what the written row itself is known by? Two rows that merely hang on a
 * third say nothing of each other.
 */
export function isForeign(leaves: readonly Leaf[], key: string, table: string): boolean {
  const columns = leaves.filter((leaf) => leaf.key === key).flatMap((leaf) => [...leaf.columns]);
  const own = columnKey(table.split('.').at(-1) ?? table);
  return columns.length > 0 && columns.every((column) => !OWN.test(column) && !namesTable(columnKey(column), own));
}

/** `project` of `projectId` names `projects`. */
function namesTable(column: string, table: string): boolean {
  const single = (word: string): string => word.replace(/ies$/, 'y').replace(/s$/, '').replace(/(?:entity|model)$/, '');
  return single(table) === single(column);
}
