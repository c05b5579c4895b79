import type { Repository, RepoPath } from '@assay/contract';
import { openDisk, overlaid, watched, type Disk, type FileReader } from './disk.js';
import { ignoredFolders } from './gitignore.js';
import { isHidden, kindOf } from './kinds.js';
import { makeLookup } from './lookup.js';
import { readPackages } from './manifest.js';
import { baseName, folderOf } from './paths.js';
import { Problems } from './problems.js';
import { MAX_FILE_SIZE } from './read-source.js';
import { readSources } from './read-sources.js';
import { makeResolver } from './resolve.js';
import { requireFolder } from './root.js';
import { runByHand } from './run-by-hand.js';
import { recorded } from './seen.js';
import { isExcludedBy, tsconfigLookup } from './tsconfig-lookup.js';
import { tsconfigReader } from './tsconfig-reader.js';
import { walk } from './walk.js';
import { workspaceMembers } from './workspace.js';

export interface ReadOptions {
  /** Reads a file's bytes; throws when it cannot. */
  readonly readFile?: FileReader;
  /** Larger files are left out with a note. In bytes. */
  readonly maxFileSize?: number;
  /** The walk stops beyond so many paths, with a problem. */
  readonly maxPaths?: number;
  /** Texts that stand in place of files, or for files that are not written yet: an editor's. */
  readonly overlay?: ReadonlyMap<RepoPath, string>;
  /** Told of every file and folder just before it is read; what was not asked for cannot have changed the answer. */
  onTouch?(path: RepoPath): void;
  /** Filled with the state of all that is looked at. */
  readonly seen?: Map<string, string>;
}

/**
 * Reads a repository once, synchronously. Whatever its content, it answers: what could not be read is in `problems`.
 * A `Resolution` of kind `file` always names one of `files`. Equal content gives equal results, in equal order.
 * @throws SourcesError when `root` is missing or no folder.
 */
export function readRepository(root: string, options: ReadOptions = {}): Repository {
  const absolute = requireFolder(root);
  const disk = overlaid(watched(recorded(openDisk(absolute, options.readFile), options), options), options);
  const problems = new Problems();
  const listing = walk(absolute, {
    maxPaths: options.maxPaths ?? 200_000,
    isExcluded: ignoredFolders(rootGitignore(disk)),
    problems,
    more: [...(options.overlay?.keys() ?? [])],
    onFolder: options.onTouch,
    ...(options.seen ? { seen: options.seen } : {}),
  });
  const packages = readPackages(disk, listing.files, problems);
  const folders = new Map(packages.map((file) => [file.manifest.folder, file]));
  const members = workspaceMembers(disk, listing.files, packages, problems);
  const all = new Set(listing.files);
  const readTsconfig = tsconfigReader({
    disk, problems,
    exists: (path) => all.has(path),
    packageFolder: (name) => members.get(name)?.manifest.folder,
  });
  const tsconfig = tsconfigLookup(listing.files, readTsconfig);
  const { files, omitted } = readSources({
    disk, problems,
    paths: listing.files,
    packages: new Map(packages.map(({ manifest }) => [manifest.folder, manifest.name])),
    runByHand: runByHand(packages),
    isExcluded: (folder) => isExcludedBy(tsconfig(folder), folder),
    maxSize: options.maxFileSize ?? MAX_FILE_SIZE,
  });
  for (const { path, kind } of files) if (kind === 'code') tsconfig(folderOf(path));
  for (const path of listing.symlinks) {
    omitted.set(path, 'symlink');
    if (mayHoldSources(path)) problems.note(path, 'symlink', 'a symbolic link: not followed');
  }
  const lookup = makeLookup({ files: new Set(files.map((file) => file.path)), omitted, all, packages: folders });
  return {
    root: absolute,
    files,
    manifests: packages.map((file) => file.manifest),
    problems: problems.sorted(),
    paths: listing.files,
    resolve: makeResolver({ lookup, packages: folders, members, tsconfig }),
  };
}

/** By its name a source file or a folder. */
function mayHoldSources(path: RepoPath): boolean {
  return !isHidden(path) && (kindOf(path) !== undefined || !baseName(path).includes('.'));
}

function rootGitignore(disk: Disk): string {
  try {
    return new TextDecoder().decode(disk.read('.gitignore'));
  } catch {
    return '';
  }
}
