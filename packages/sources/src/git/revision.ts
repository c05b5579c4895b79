import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { SourcesError } from '../error.js';
import type { Git, TreeEntry } from './git.js';

const OBJECTS_AT_ONCE = 500;
/** What an analysis may read: sources, configuration and documents. Of other files it is enough that they are there. */
const READ = /\.(?:[cm]?[jt]sx?|jsonc?|sql|prisma|ya?ml|toml|graphqls?|gql|mdx?|rst|adoc)$|(?:^|\/)\.?[\w-]*env(?:[.-][\w.-]+)?$|(?:^|\/)\.[a-z]+ignore$/i;

/**
 * Writes the files of a revision to a folder outside the repository, lets `use` read it there and removes it again, also when `use`
 * throws.
 *
 * @throws SourcesError when the temporary folder of the machine takes no files.
 */
export function withRevision<T>(git: Git, entries: readonly TreeEntry[], use: (root: string) => T): T {
  const root = written(() => mkdtempSync(join(tmpdir(), 'assay-revision-')));
  try {
    for (let at = 0; at < entries.length; at += OBJECTS_AT_ONCE) writeAll(git, entries.slice(at, at + OBJECTS_AT_ONCE), root);
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeAll(git: Git, entries: readonly TreeEntry[], root: string): void {
  const read = entries.filter(entry => READ.test(entry.path));
  const contents = new Map(git.contents(read.map(entry => entry.object)).map((content, index) => [read[index], content]));
  for (const entry of entries) {
    const file = resolve(root, entry.path);
    if (!file.startsWith(root + sep)) continue;
    written(() => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, contents.get(entry) ?? '');
    });
  }
}

function written<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new SourcesError(`The earlier revision cannot be written to ${tmpdir()}: ${error instanceof Error ? error.message : String(error)}. Make room there, or name another folder in TMPDIR.`);
  }
}
