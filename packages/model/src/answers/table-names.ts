/** `public.order_lines`, `OrderLine` and `OrderLineEntity` are one table. */
export function tableKey(name: string): string {
  return (name.split('.').at(-1) ?? name).replace(/[^A-Za-z0-9]/g, '').toLowerCase().replace(/(?:entity|model)$/, '').replace(/ies$/, 'y').replace(/s$/, '');
}

/** The name by which two accesses are of one table: `public."Users"` and `users` are. */
export function plainTable(table: string): string {
  return table.split('.').at(-1)?.replace(/["`]/g, '').toLowerCase() ?? table;
}
