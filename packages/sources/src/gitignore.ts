import type { RepoPath } from '@assay/contract';
import ignore from 'ignore';

/**
 * Tells folders that the root's .gitignore leaves out: output that exists on one machine and not on another.
 * Only folders: a pattern for single files (`*.local.ts`) or a .gitignore further down does not hide a file from Assay.
 */
export function ignoredFolders(gitignore: string): (folder: RepoPath) => boolean {
  const rules = ignore().add(gitignore);
  return (folder) => ignore.isPathValid(folder) && rules.ignores(`${folder}/`);
}
