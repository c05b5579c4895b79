import type { Dirent, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, sep } from 'node:path';
import type { RepoPath } from '@assay/contract';
import type FastGlob from 'fast-glob';
import { reasonOf } from './disk.js';
import { isIgnoredFolder } from './folders.js';
import { ancestors, folderOf } from './paths.js';
import type { Problems } from './problems.js';
import { listRecorded } from './seen.js';

const require = createRequire(import.meta.url);

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
  const symlinks: RepoPath[] = [];
  const packages = new Set<RepoPath>(['']);
  // Loaded late: a run that finds nothing changed walks nowhere.
  const fastGlob = require('fast-glob') as typeof FastGlob;
  const found = fastGlob.sync('**/*', {
    cwd: root,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    fs: { readdirSync: folderReader(root, options, symlinks, packages) as unknown as typeof readdirSync },
  });
  const taken = new Set([...found, ...symlinks]);
  const isPackage = (folder: RepoPath): boolean => packages.has(folder);
  const isEntered = (folder: RepoPath): boolean => [...ancestors(folder)].every((at) => at === '' || !(taken.has(at) || isIgnoredFolder(at, isPackage) || options.isExcluded(at)));
  const files = [...found, ...(options.more ?? []).filter((path) => !taken.has(path) && isEntered(folderOf(path)))];
  return { files: files.sort(), symlinks: symlinks.sort() };
}

/** Pruning happens where folders are listed: whether a folder holds a package.json is known before its children are entered. */
function folderReader(root: string, { maxPaths, isExcluded, problems, onFolder, seen: states }: WalkOptions, symlinks: RepoPath[], packages: Set<RepoPath>) {
  const isPackage = (folder: RepoPath): boolean => packages.has(folder);
  let seen = 0;
  return (absolute: string): Dirent[] => {
    const folder = relative(root, absolute).split(sep).join('/');
    if (seen > maxPaths) return [];
    onFolder?.(folder);
    const entries = list(absolute, folder, problems, states);
    if (entries.some((entry) => entry.name === 'package.json')) packages.add(folder);
    const kept = entries.filter((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) symlinks.push(path);
      return !entry.isDirectory() || !(isIgnoredFolder(path, isPackage) || isExcluded(path));
    });
    seen += kept.length;
    if (seen > maxPaths) problems.problem(folder, 'budget', `more than ${maxPaths} paths: the walk stopped here`);
    return kept;
  };
}

function list(absolute: string, folder: RepoPath, problems: Problems, states: WalkOptions['seen']): Dirent[] {
  try {
    return listRecorded(absolute, folder, states).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    problems.problem(folder, 'unreadable', `the folder cannot be listed: ${reasonOf(error)}`);
    return [];
  }
}
