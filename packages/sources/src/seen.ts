import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { resolve } from 'node:path';
import type { RepoPath } from '@assay/contract';
import { reasonOf, type Disk } from './disk.js';
import { isNeverSources } from './folders.js';

/**
 * All that reading a repository looked at, each with what tells its states apart: files by their content, folders (their path ends with a slash)
 * by what they list, what could not be read by the reason. While it is the same, reading again gives the same repository.
 */
export type Seen = ReadonlyMap<string, string>;

const SIZE = 'size ';

/** The disk, keeping the state of each file that is looked at. */
export function recorded(disk: Disk, { seen }: { readonly seen?: Map<string, string> }): Disk {
  if (seen === undefined) return disk;
  const keep = <T>(path: RepoPath, look: () => T, stateOf: (found: T) => string): T => {
    try {
      const found = look();
      const state = stateOf(found);
      if (!state.startsWith(SIZE) || !seen.has(path)) seen.set(path, state);
      return found;
    } catch (error) {
      seen.set(path, unreadable(error));
      throw error;
    }
  };
  return { read: (path) => keep(path, () => disk.read(path), contentOf), size: (path) => keep(path, () => disk.size(path), (size) => `${SIZE}${size}`) };
}

/** Lists a folder, keeping its state. Throws what the file system throws. */
export function listRecorded(absolute: string, folder: RepoPath, seen: Map<string, string> | undefined): Dirent[] {
  try {
    const entries = readdirSync(absolute, { withFileTypes: true });
    seen?.set(`${folder}/`, listOf(entries));
    return entries;
  } catch (error) {
    seen?.set(`${folder}/`, unreadable(error));
    throw error;
  }
}

/** The bytes of every file whose content was seen, when all that was seen at `root` is still the same; else undefined. */
export function stillSeen(root: string, seen: Seen): ReadonlyMap<RepoPath, Uint8Array> | undefined {
  const contents = new Map<RepoPath, Uint8Array>();
  for (const [path, state] of seen) {
    const now = path.endsWith('/') ? folderState(resolve(root, `./${path}`)) : fileState(resolve(root, path), path, state, contents);
    if (now !== state) return undefined;
  }
  return contents;
}

function fileState(absolute: string, path: RepoPath, before: string, contents: Map<RepoPath, Uint8Array>): string {
  try {
    if (before.startsWith(SIZE)) return `${SIZE}${statSync(absolute).size}`;
    const bytes = readFileSync(absolute);
    contents.set(path, bytes);
    return contentOf(bytes);
  } catch (error) {
    return unreadable(error);
  }
}

function folderState(absolute: string): string {
  try {
    return listOf(readdirSync(absolute, { withFileTypes: true }));
  } catch (error) {
    return unreadable(error);
  }
}

/** Names with what they are. Folders that no project's walk enters come and go (caches, output) and do not count. */
function listOf(entries: readonly Dirent[]): string {
  const names = entries.filter((entry) => !(entry.isDirectory() && isNeverSources(entry.name))).map((entry) => `${entry.name}${markOf(entry)}`);
  return digest(names.sort().join('\0'));
}

function markOf(entry: Dirent): string {
  if (entry.isFile()) return '';
  if (entry.isDirectory()) return '/';
  return entry.isSymbolicLink() ? '@' : '?';
}

function contentOf(bytes: Uint8Array): string {
  return digest(bytes);
}

function digest(content: Uint8Array | string): string {
  return hash('sha256', content, 'base64').slice(0, 27);
}

function unreadable(error: unknown): string {
  return `unreadable ${reasonOf(error)}`;
}
