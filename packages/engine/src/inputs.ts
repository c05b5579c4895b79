import { relative, sep } from 'node:path';
import { compareText, isWithin, type RepoPath } from '@assay/contract';
import { readBytes, readRepository } from '@assay/sources';

/** The files that an analysis of one package depends on. */
export interface PackageInputs {
  /** '' for the root. */
  readonly folder: RepoPath;
  readonly name?: string;
  readonly files: readonly RepoPath[];
}

/** Every file of the repository that an analysis reads, by the package that holds it. */
export function inputsOf(root: string): readonly PackageInputs[] {
  const read = new Set<RepoPath>();
  const { manifests } = readRepository(root, {
    readFile: path => {
      const bytes = readBytes(path);
      read.add(relative(root, path).split(sep).join('/'));
      return bytes;
    },
  });
  const packages = manifests.toSorted((a, b) => compareText(a.folder, b.folder));
  const nearest = packages.toSorted((a, b) => b.folder.length - a.folder.length);
  const folderOf = (path: RepoPath) => nearest.find(({ folder }) => folder !== '' && isWithin(path, folder))?.folder ?? '';
  const files = new Map<RepoPath, RepoPath[]>();
  for (const path of [...read].sort(compareText)) files.set(folderOf(path), [...(files.get(folderOf(path)) ?? []), path]);
  const folders = [...new Set(['', ...packages.map(({ folder }) => folder)])];
  return folders.map(folder => {
    const name = packages.find(each => each.folder === folder)?.name;
    return { folder, ...(name === undefined ? {} : { name }), files: files.get(folder) ?? [] };
  });
}
