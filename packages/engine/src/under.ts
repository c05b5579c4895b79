import type { RepoPath } from '@assay/contract';

/** Answers whether a path is one of `paths` or lies in one of them. No paths, or the root itself (`''` or `.`), take in everything. */
export function isUnder(paths: readonly RepoPath[] | undefined): (path: RepoPath) => boolean {
  if (!paths || paths.length === 0) return () => true;
  const folders = paths.map(path => path.replace(/\/+$/, ''));
  if (folders.some(folder => folder === '' || folder === '.')) return () => true;
  return path => folders.some(folder => path === folder || path.startsWith(`${folder}/`));
}
