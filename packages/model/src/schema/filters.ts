import { compareText, groupBy, tableKey, columnKey, type DeclaredTable, type SchemaTable, type TableFilter, type TableUse } from '@assay/contract';

/** Searches of entry points and jobs for rows of a table of which it is clear which migrations make it, by their columns. */
export function tableFilters(uses: readonly TableUse[], declared: readonly DeclaredTable[], tables: readonly SchemaTable[]): readonly TableFilter[] {
  const found = uses.flatMap((use) => {
    const isSearch = use.op !== 'create' && use.searched.length > 0 && use.entries.length + use.jobs.length > 0;
    const filter = isSearch ? filterOf(use, declared, tables) : undefined;
    return filter ? [{ ...filter, use }] : [];
  });
  const groups = groupBy(found, ({ table, columns, named, open }) => `${table.history} ${table.name} ${columns.join(',')} ${named.join(',')} ${String(open)}`);
  return [...groups].sort(([a], [b]) => compareText(a, b)).flatMap(([, group]) => {
    const [first] = group;
    return first ? [{ table: first.table, columns: first.columns, named: first.named, open: first.open, uses: group.map(({ use }) => use) }] : [];
  });
}

function filterOf(use: TableUse, all: readonly DeclaredTable[], tables: readonly SchemaTable[]): Omit<TableFilter, 'uses'> | undefined {
  const called = all.filter(({ called: own, names }) => [own, ...names].some((name) => name?.toLowerCase() === use.table.toLowerCase()));
  const [declared] = called;
  const names = new Set(called.flatMap((one) => one.names.map((name) => name.toLowerCase())));
  const own = tables.filter(({ name }) => names.has(name));
  const candidates = own.length > 0 ? own : tables.filter(({ name }) => tableKey(name) === tableKey(use.table));
  const [table] = candidates;
  if (!table || candidates.length > 1 || called.length > 1) return undefined;
  const read = (written: readonly string[]): readonly (string | undefined)[] => written.map((column) => columnOf(column, use, table, declared));
  const [columns, named] = [read(use.searched), read(use.columns)];
  // A key that is no column leads into another table.
  return columns.some((column) => column !== undefined) ? { table, columns: known(columns), named: known(named), open: use.open || named.includes(undefined) } : undefined;
}

function known(columns: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(columns.filter((column) => column !== undefined))].sort(compareText);
}

function columnOf(written: string, use: TableUse, table: SchemaTable, declared: DeclaredTable | undefined): string | undefined {
  const [owner, name] = [written.slice(0, Math.max(written.lastIndexOf('.'), 0)), written.slice(written.lastIndexOf('.') + 1)];
  if (owner !== '' && tableKey(owner) !== tableKey(use.table) && tableKey(owner) !== tableKey(table.name)) return undefined;
  const names = declared?.columns.find(({ called }) => called === name)?.names ?? [name];
  const wanted = new Set(names.map(columnKey));
  return table.columns.find((column) => wanted.has(columnKey(column.name)))?.name;
}
