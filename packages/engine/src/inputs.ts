import { relative, sep } from 'node:path';
import { compareText, groupBy, innermost, type RepoPath } from '@assay/contract';
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
  const folders = [...new Set(['', ...packages.map(({ folder }) => folder)])];
  const files = groupBy([...read].sort(compareText), path => innermost(folders, path));
  return folders.map(folder => {
    const name = packages.find(each => each.folder === folder)?.name;
    return { folder, ...(name === undefined ? {} : { name }), files: files.get(folder) ?? [] };
  });
}
