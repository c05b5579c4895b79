/** A table of cells that are Markdown already; nothing where it has no row. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): readonly string[] {
  return rows.length === 0 ? [] : [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map(row => `| ${row.join(' | ')} |`), ''];
}
