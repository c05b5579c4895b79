import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RepoPath } from '@assay/contract';
import ignore from 'ignore';
import { decode } from './decode.js';
import { readBytes } from './disk.js';

/** Answers who owns a file: names as written (`@team`, an e-mail address), none when nobody does. */
export type OwnersOf = (path: RepoPath) => readonly string[];

/** Where GitHub and GitLab look, in their order. */
const PLACES: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** The owners by the repository's CODEOWNERS file; undefined when there is none. */
export function readOwners(root: string): OwnersOf | undefined {
  const file = PLACES.map(place => join(root, place)).find(existsSync);
  return file === undefined ? undefined : parseOwners(decode(readBytes(file)).text);
}

/** Reads CODEOWNERS. In a section (GitLab; the whole file without any) the last pattern that matches decides; a line without owners takes those of its section, or frees the path. */
export function parseOwners(text: string): OwnersOf {
  const sections: { readonly defaults: readonly string[]; readonly entries: Entry[] }[] = [{ defaults: [], entries: [] }];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const bare = line.replace(/(^|\s)#.*$/, '').trim();
    const section = /^\^?\[[^\]]+\](?:\[\d+\])?\s*(.*)$/.exec(bare);
    if (section) sections.push({ defaults: wordsOf(section[1] ?? ''), entries: [] });
    else if (bare !== '') sections.at(-1)?.entries.push(entryOf(bare));
  }
  return path => [...new Set(sections.flatMap(({ defaults, entries }) => {
    const last = entries.findLast(entry => entry.matches(path));
    return last === undefined ? [] : last.owners.length > 0 ? last.owners : defaults;
  }))];
}

interface Entry {
  readonly owners: readonly string[];
  matches(path: RepoPath): boolean;
}

function entryOf(line: string): Entry {
  const [pattern = '', ...owners] = line.split(/(?<!\\)\s+/);
  const rules = ignore().add(pattern);
  // Unlike in .gitignore, `docs/*` takes the files of the folder and nothing below them.
  const shallow = pattern.endsWith('/*');
  const folderOf = (path: RepoPath) => path.split('/').slice(0, -1).join('/');
  return { owners, matches: path => rules.ignores(path) && !(shallow && folderOf(path) !== '' && rules.ignores(folderOf(path))) };
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter(word => word !== '');
}
