import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { RepoPath } from '@assay/contract';
import { disk } from './disk.js';
import type { Host } from './host.js';
import { UsageError } from './usage-error.js';

export interface Project {
  readonly root: string;
  /** What to report on, relative to the root; absent when that is the whole root. */
  readonly paths?: readonly RepoPath[];
}

/**
 * The one project that all the given files and folders belong to.
 * @throws UsageError when one is missing, or when they belong to different projects.
 */
export function findProject(given: readonly string[], cwd: string, host: Pick<Host, 'findRoot'>): Project {
  const places = (given.length > 0 ? given : ['.']).map(path => placeOf(path, cwd, host));
  const [first] = places;
  const other = places.find(place => place.root !== first?.root);
  if (first && other) {
    throw new UsageError(`${first.given} and ${other.given} belong to different projects (${first.root} and ${other.root}). Run assay check once for each.`);
  }
  const paths = places.map(place => toRepoPath(place.root, place.absolute));
  return { root: first?.root ?? cwd, ...(paths.includes('') ? {} : { paths }) };
}

function placeOf(given: string, cwd: string, host: Pick<Host, 'findRoot'>) {
  const absolute = resolve(cwd, given);
  if (!disk.exists(absolute)) throw new UsageError(`No such file or folder: ${given} (looked in ${cwd}). Give a folder or file of the project to check.`);
  return { given, absolute, root: host.findRoot(absolute) };
}

/** An absolute path as the repository's own paths are written. */
export function toRepoPath(root: string, absolute: string): RepoPath {
  const direct = relative(root, absolute);
  const inside = isInside(direct) || !disk.exists(absolute) ? direct : relative(disk.realPath(root), disk.realPath(absolute));
  return inside.split(sep).join('/');
}

function isInside(path: string): boolean {
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
