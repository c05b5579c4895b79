import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import type { Git, TreeEntry } from './git.js';

const OBJECTS_AT_ONCE = 500;

/**
 * Writes the files of a revision to a folder outside the repository, lets `use` read it there and removes it again, also when `use`
 * throws.
 */
export function withRevision<T>(git: Git, entries: readonly TreeEntry[], use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'assay-revision-'));
  try {
    for (let at = 0; at < entries.length; at += OBJECTS_AT_ONCE) writeAll(git, entries.slice(at, at + OBJECTS_AT_ONCE), root);
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeAll(git: Git, entries: readonly TreeEntry[], root: string): void {
  const contents = git.contents(entries.map(entry => entry.object));
  for (const [index, entry] of entries.entries()) {
    const file = resolve(root, entry.path);
    if (!file.startsWith(root + sep)) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents[index] ?? '');
  }
}
