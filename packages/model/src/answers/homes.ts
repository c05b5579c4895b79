import type { RepoPath } from '@assay/contract';
import type { Linker } from '../link/linker.js';

/** Answers, for a path, the folder of the package that it belongs to: the nearest one with a manifest, or the root (`''`). */
export function homesOf({ manifests }: Linker): (path: RepoPath) => string {
  const folders = manifests.map(({ folder }) => folder).toSorted((a, b) => b.length - a.length);
  return (path) => folders.find((folder) => folder === '' || path.startsWith(`${folder}/`)) ?? '';
}
