import type { RepoPath } from './span.js';

/** Whether `path` is `folder` or lies in it; the root '' holds everything. */
export function isWithin(path: RepoPath, folder: RepoPath): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Answers whether a path is one of `paths` or lies in one of them. No paths, or the root itself (`''` or `.`), take in everything. */
export function isUnder(paths: readonly RepoPath[] | undefined): (path: RepoPath) => boolean {
  if (!paths || paths.length === 0) return () => true;
  const folders = paths.map(path => path.replace(/\/+$/, ''));
  if (folders.some(folder => folder === '' || folder === '.')) return () => true;
  return path => folders.some(folder => isWithin(path, folder));
}

/** The innermost of `folders` that holds `path`; the root '' where none does. */
export function innermost(folders: readonly RepoPath[], path: RepoPath): RepoPath {
  return folders.reduce((best, folder) => (folder.length > best.length && isWithin(path, folder) ? folder : best), '');
}

/** `relative` as a path of the repository, seen from the file `from`. */
export function pathFrom(from: RepoPath, relative: string): RepoPath {
  const steps = from.split('/').slice(0, -1);
  for (const step of relative.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}
