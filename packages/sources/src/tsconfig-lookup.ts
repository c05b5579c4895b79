import { compareText, isWithin, type RepoPath } from '@assay/contract';
import { ancestors, baseName, folderOf, join } from './paths.js';
import type { Tsconfig } from './tsconfig-reader.js';

/** The configs whose `paths` may name an import of a folder's files, in the order to try them. */
export interface TsconfigScope {
  /** The same for folders with the same configs. */
  readonly id: string;
  /** The nearest config and what it references: `baseUrl` counts. */
  readonly own: readonly Tsconfig[];
  /** Configs beside and above it. Tools other than tsc find those; only what exists is taken from them. */
  readonly others: readonly Tsconfig[];
}

const CONFIG_NAME = /^(ts|js)config(\.[\w.-]+)?\.json$/;
const MAIN_NAMES = ['tsconfig.json', 'jsconfig.json'];

/**
 * Makes the lookup of a folder's configs: the nearest tsconfig.json or jsconfig.json with its `references` (those that include the folder
 * first), then the remaining tsconfig.*.json beside it and all further up, nearest first.
 */
export function tsconfigLookup(paths: readonly RepoPath[], read: (path: RepoPath) => Tsconfig): (folder: RepoPath) => TsconfigScope {
  const byFolder = configsByFolder(paths);
  const known = new Set(paths);
  const scopes = new Map<RepoPath, TsconfigScope>();
  return (folder) => {
    let scope = scopes.get(folder);
    if (scope === undefined) scopes.set(folder, (scope = scopeOf(folder, byFolder, known, read)));
    return scope;
  };
}

/** Does the nearest config exclude the whole folder? */
export function isExcludedBy({ own }: TsconfigScope, folder: RepoPath): boolean {
  return own[0]?.exclude?.some((excluded) => isWithin(folder, excluded)) ?? false;
}

function scopeOf(
  folder: RepoPath, byFolder: ReadonlyMap<RepoPath, readonly RepoPath[]>, known: ReadonlySet<RepoPath>, read: (path: RepoPath) => Tsconfig,
): TsconfigScope {
  const found = [...ancestors(folder)].flatMap((at) => byFolder.get(at) ?? []);
  const main = found.find((path) => MAIN_NAMES.includes(baseName(path)));
  const own = main === undefined ? [] : [main, ...referencesOf(main, folder, known, read)];
  const others = found.filter((path) => !own.includes(path));
  return { id: [...own, '', ...others].join('\0'), own: own.map(read), others: others.map(read) };
}

/** Only configs that include the folder: another project's aliases are not this one's. */
function referencesOf(
  main: RepoPath, folder: RepoPath, known: ReadonlySet<RepoPath>, read: (path: RepoPath) => Tsconfig,
): readonly RepoPath[] {
  const reached = new Set<RepoPath>([main]);
  for (const path of reached) {
    for (const reference of read(path).references) {
      const target = [reference, `${reference}.json`, join(reference, 'tsconfig.json')].find((candidate) => known.has(candidate));
      if (target !== undefined) reached.add(target);
    }
  }
  reached.delete(main);
  return [...reached].filter((path) => includes(read(path), folderOf(path), folder));
}

function includes(config: Tsconfig, home: RepoPath, folder: RepoPath): boolean {
  const starts = config.include ?? [home];
  return starts.some((start) => isWithin(folder, start) || isWithin(start, folder));
}

function configsByFolder(paths: readonly RepoPath[]): ReadonlyMap<RepoPath, readonly RepoPath[]> {
  const byFolder = new Map<RepoPath, RepoPath[]>();
  for (const path of paths) {
    if (!CONFIG_NAME.test(baseName(path))) continue;
    const folder = folderOf(path);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  for (const configs of byFolder.values()) configs.sort((a, b) => order(a) - order(b) || compareText(a, b));
  return byFolder;
}

function order(path: RepoPath): number {
  const index = MAIN_NAMES.indexOf(baseName(path));
  return index === -1 ? MAIN_NAMES.length : index;
}
