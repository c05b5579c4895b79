import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import type { RepoPath } from '@assay/contract';
import { reasonOf } from './disk.js';
import { isIgnoredFolder } from './folders.js';
import { ancestors, folderOf } from './paths.js';
import type { Problems } from './problems.js';
import { listRecorded } from './seen.js';

export interface Listing {
  /** Regular files, sorted by code units. */
  readonly files: readonly RepoPath[];
  readonly symlinks: readonly RepoPath[];
}

export interface WalkOptions {
  readonly maxPaths: number;
  /** Folders the project itself declares as no sources. */
  readonly isExcluded: (folder: RepoPath) => boolean;
  readonly problems: Problems;
  /** Files to list even though they are not on the disk, unless the walk would not have entered their folder. */
  readonly more?: readonly RepoPath[];
  /** Told of each folder before it is listed. */
  onFolder?(folder: RepoPath): void;
  /** Keeps the state of each folder; see `Seen`. */
  readonly seen?: Map<string, string>;
}

/**
 * Lists the repository's files without entering ignored folders or following symbolic links.
 * A folder that cannot be listed becomes a problem; beyond `maxPaths` entries the walk stops with a problem.
 */
export function walk(root: string, options: WalkOptions): Listing {
  const { maxPaths, isExcluded, problems } = options;
  const files: RepoPath[] = [];
  const symlinks: RepoPath[] = [];
  const packages = new Set<RepoPath>();
  const isPackage = (folder: RepoPath): boolean => folder === '' || packages.has(folder);
  const folders: RepoPath[] = [''];
  let found = 0;
  // Whether a folder holds a package.json is known before its children are entered.
  for (const folder of folders) {
    if (found > maxPaths) break;
    const entries = list(root, folder, options);
    if (entries.some((entry) => entry.name === 'package.json')) packages.add(folder);
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && (isIgnoredFolder(path, isPackage) || isExcluded(path))) continue;
      found += 1;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
      else if (entry.isSymbolicLink()) symlinks.push(path);
    }
    if (found > maxPaths) problems.problem(folder, 'budget', `more than ${maxPaths} paths: the walk stopped here`);
  }
  const taken = new Set([...files, ...symlinks]);
  const isEntered = (folder: RepoPath): boolean => [...ancestors(folder)].every((at) => at === '' || !(taken.has(at) || isIgnoredFolder(at, isPackage) || isExcluded(at)));
  files.push(...(options.more ?? []).filter((path) => !taken.has(path) && isEntered(folderOf(path))));
  return { files: files.sort(), symlinks: symlinks.sort() };
}

function list(root: string, folder: RepoPath, { problems, onFolder, seen }: WalkOptions): Dirent[] {
  onFolder?.(folder);
  try {
    return listRecorded(join(root, folder), folder, seen).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    problems.problem(folder, 'unreadable', `the folder cannot be listed: ${reasonOf(error)}`);
    return [];
  }
}
