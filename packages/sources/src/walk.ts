import { readdirSync, type Dirent } from 'node:fs';
import { relative, sep } from 'node:path';
import type { RepoPath } from '@assay/contract';
import fastGlob from 'fast-glob';
import { reasonOf } from './disk.js';
import { isIgnoredFolder } from './folders.js';
import type { Problems } from './problems.js';

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
}

/**
 * Lists the repository's files without entering ignored folders or following symbolic links.
 * A folder that cannot be listed becomes a problem; beyond `maxPaths` entries the walk stops with a problem.
 */
export function walk(root: string, options: WalkOptions): Listing {
  const symlinks: RepoPath[] = [];
  const files = fastGlob.sync('**/*', {
    cwd: root,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    fs: { readdirSync: folderReader(root, options, symlinks) as unknown as typeof readdirSync },
  });
  return { files: files.sort(), symlinks: symlinks.sort() };
}

/** Pruning happens where folders are listed: whether a folder holds a package.json is known before its children are entered. */
function folderReader(root: string, { maxPaths, isExcluded, problems }: WalkOptions, symlinks: RepoPath[]) {
  const packages = new Set<RepoPath>(['']);
  const isPackage = (folder: RepoPath): boolean => packages.has(folder);
  let seen = 0;
  return (absolute: string): Dirent[] => {
    const folder = relative(root, absolute).split(sep).join('/');
    if (seen > maxPaths) return [];
    const entries = list(absolute, folder, problems);
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

function list(absolute: string, folder: RepoPath, problems: Problems): Dirent[] {
  try {
    return readdirSync(absolute, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    problems.problem(folder, 'unreadable', `the folder cannot be listed: ${reasonOf(error)}`);
    return [];
  }
}
