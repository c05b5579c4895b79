import { posix } from 'node:path';
import type { RepoPath } from '@assay/contract';

/** The folder that holds `path`; '' is the root. */
export function folderOf(path: RepoPath): RepoPath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last segment. */
export function baseName(path: RepoPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins and normalises. A result that starts with `../` lies outside the repository: see `isOutside`. */
export function join(folder: RepoPath, relative: string): RepoPath {
  const joined = posix.normalize(`${folder === '' ? '.' : folder}/${relative}`);
  const trimmed = joined.endsWith('/') ? joined.slice(0, -1) : joined;
  return trimmed === '.' ? '' : trimmed;
}

/** Does a path that was joined lead out of the repository? */
export function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

/** `folder` itself, then every folder above it up to the root ''. */
export function* ancestors(folder: RepoPath): Generator<RepoPath> {
  for (let at = folder; ; at = folderOf(at)) {
    yield at;
    if (at === '') return;
  }
}
