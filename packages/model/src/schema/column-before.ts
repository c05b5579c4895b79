import { isKnownName, type ColumnBefore, type SqlOp } from '@assay/contract';
import { ABSENT, columnKey, tableKey, type Store } from './store.js';

const OF_COLUMNS: ReadonlySet<SqlOp['op']> = new Set(['redefine-column', 'alter-type', 'set-not-null']);

/** What the column is that an Op changes, as the schema stands before it; `undefined` for other Ops, and where that is not certain. */
export function columnBefore(store: Store, op: SqlOp): ColumnBefore | undefined {
  if (!('column' in op) || typeof op.column !== 'string' || !OF_COLUMNS.has(op.op) || store.tainted) return undefined;
  const table = certain(store, tableKey(op.table, store.dialect));
  const column = table && certain(store, columnKey(table, op.column, store.dialect));
  if (!column) return undefined;
  const type = certain(store, `type|${column}`);
  const nullable = certain(store, `nullable|${column}`);
  return { ...(type ? { type } : {}), ...(nullable ? { required: nullable === 'no' } : {}) };
}

function certain(store: Store, key: string): string | undefined {
  const value = store.get(key);
  return store.knows(key) && value !== ABSENT && !store.uncertain.has(key) && isKnownName(key) && isKnownName(value) ? value : undefined;
}
