// Sections of hand-written pages that scripts write.

/** The page with the section between two comments (`<!-- Written by npm run <name>: begin -->`, `end`) written anew. */
export function withSection(page, name, text) {
  const [begin, end] = ['begin', 'end'].map((edge) => `<!-- Written by npm run ${name}: ${edge} -->`);
  const [before, rest] = [page.indexOf(begin), page.indexOf(end)];
  if (before < 0 || rest < before) throw new Error(`the page has no place for the section: ${begin}`);
  return `${page.slice(0, before)}${begin}\n\n${text}\n\n${page.slice(rest)}`;
}

/** A Markdown table. */
export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function percent(part, decimals = 0) {
  return `${(part * 100).toFixed(decimals)} %`;
}

/** Rows of a table of tabs, by the names of its first line. */
export function readTable(text) {
  const [head, ...lines] = text.trimEnd().split('\n').map((line) => line.split('\t'));
  return lines.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
}

/** Items by a key, in the order of the keys. */
export function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
