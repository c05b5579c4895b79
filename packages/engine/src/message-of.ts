/** The first line of an error's message; the root's absolute path, which must not leave this process, becomes `.`. */
export function messageOf(error: unknown, root: string): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split('\n', 1)[0] ?? '';
  return root.length > 1 ? line.replaceAll(root, '.') : line;
}

/** The same with all its lines joined to one, for errors whose every line is meant for whoever reads them. */
export function wholeMessageOf(error: unknown, root: string): string {
  const text = error instanceof Error ? error.message : String(error);
  return messageOf(text.split(/\s*\n\s*/).join(' '), root);
}
