/** A Markdown table; the first column is text, the others stand to the right. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|---|${'---:|'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n');
}

export function seconds(value) {
  return value.toFixed(2);
}

export function times(value, base) {
  return `${(value / base).toFixed(2)}`;
}
