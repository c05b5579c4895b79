/** The name by which two accesses are of one table: `public."Users"` and `users` are. */
export function plainTable(table: string): string {
  return table.split('.').at(-1)?.replace(/["`]/g, '').toLowerCase() ?? table;
}
