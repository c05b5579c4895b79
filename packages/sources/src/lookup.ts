import { isWithin, type RepoPath, type Resolution } from '@assay/contract';
import { basesBelow, fileCandidates, sourceBases } from './candidates.js';
import { exportTargets } from './export-map.js';
import { asString } from './jsonc.js';
import type { PackageFile } from './manifest.js';
import { folderOf, isOutside, join } from './paths.js';
import type { Omission } from './read-source.js';
import { missingReason } from './specifier.js';

export interface KnownPaths {
  /** Files that were read. */
  readonly files: ReadonlySet<RepoPath>;
  /** Files of the repository that are no source file, with the reason. */
  readonly omitted: ReadonlyMap<RepoPath, Omission>;
  readonly all: ReadonlySet<RepoPath>;
  readonly packages: ReadonlyMap<RepoPath, PackageFile>;
}

/** Finds files in memory. `find...` answers undefined when nothing of the repository fits. */
export interface Lookup {
  /** What an import of the path `base` means: a file, or a folder with a package.json or an index file. */
  findPath(base: RepoPath): Resolution | undefined;
  /** The source of a package's file, given as its exports would: '' is the package itself. */
  findInPackage(file: PackageFile, subpath: string): Resolution | undefined;
  /** The source that build output in this package comes from. */
  findSource(folder: RepoPath, target: string): Resolution | undefined;
}

/** The look-up among the paths of the repository: no disk is asked. */
export function makeLookup(known: KnownPaths): Lookup {
  const sourceRoots = new Map<RepoPath, RepoPath>();

  function first(candidates: Iterable<RepoPath>): Resolution | undefined {
    let omitted: Resolution | undefined;
    for (const path of candidates) {
      if (known.files.has(path)) return { kind: 'file', path };
      const reason = known.omitted.get(path) ?? (known.all.has(path) ? missingReason(path) : undefined);
      if (reason !== undefined) omitted ??= { kind: 'unresolved', reason: reason === 'not-found' ? 'asset' : reason };
    }
    return omitted;
  }

  function findPath(base: RepoPath): Resolution | undefined {
    if (isOutside(base)) return undefined;
    const found = first(fileCandidates(base));
    if (found?.kind === 'file') return found;
    const nested = base === '' ? undefined : known.packages.get(base);
    return (nested === undefined ? undefined : findInPackage(nested, '')) ?? found;
  }

  function findSource(folder: RepoPath, target: string): Resolution | undefined {
    return first(sourceCandidates(folder, target));
  }

  /** The folder that holds all sources of a package: what tsc takes for its root when the config names none. */
  function sourceRoot(folder: RepoPath): RepoPath {
    let root = sourceRoots.get(folder);
    if (root === undefined) sourceRoots.set(folder, (root = commonFolder(join(folder, 'src'), known)));
    return root;
  }

  function findInPackage(file: PackageFile, subpath: string): Resolution | undefined {
    const folder = file.manifest.folder;
    const targets = packageTargets(file, subpath);
    return first((function* () {
      for (const target of targets) yield* fileCandidates(join(folder, target));
      for (const target of targets) yield* sourceCandidates(folder, target);
      yield* sourceCandidates(folder, subpath === '' ? 'index' : subpath);
      for (const target of targets) for (const base of basesBelow(sourceRoot(folder), target)) yield* fileCandidates(base);
    })());
  }

  return { findPath, findInPackage, findSource };
}

function packageTargets({ json }: PackageFile, subpath: string): readonly string[] {
  const exported = exportTargets(json['exports'], subpath === '' ? '.' : `./${subpath}`);
  if (subpath !== '') return exported;
  const fields = ['source', 'main', 'module', 'types', 'typings'].map((field) => asString(json[field]));
  return [...exported, ...fields.filter((field) => field !== undefined)];
}

function* sourceCandidates(folder: RepoPath, target: string): Generator<RepoPath> {
  for (const base of sourceBases(folder, target)) yield* fileCandidates(base);
}

function commonFolder(top: RepoPath, { files, omitted }: KnownPaths): RepoPath {
  let common: RepoPath | undefined;
  for (const path of [...files, ...omitted.keys()]) {
    if (!isWithin(path, top) || path === top) continue;
    common ??= folderOf(path);
    while (!isWithin(path, common)) common = folderOf(common);
  }
  return common ?? top;
}
