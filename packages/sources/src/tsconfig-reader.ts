import type { RepoPath } from '@assay/contract';
import type { Disk } from './disk.js';
import { parseJsonObject, type Json } from './jsonc.js';
import { extendsOf, tsconfigSettings, type TsconfigFile } from './tsconfig-file.js';
import { folderOf, isOutside, join } from './paths.js';
import type { Problems } from './problems.js';
import { readConfig } from './read-source.js';

export type Tsconfig = Omit<TsconfigFile, 'extends'>;

export interface TsconfigSources {
  readonly disk: Disk;
  readonly exists: (path: RepoPath) => boolean;
  /** The folder of a workspace package, by name. */
  readonly packageFolder: (name: string) => RepoPath | undefined;
  readonly problems: Problems;
}

/**
 * Makes a reader of tsconfig files that follows `extends` inside the repository, so it works before anything is installed. A base from a
 * package that is not part of the repository adds nothing. A circle, a missing base or broken JSON is a problem, and the rest counts.
 */
export function tsconfigReader(sources: TsconfigSources): (path: RepoPath) => Tsconfig {
  const files = new Map<RepoPath, Json>();
  const merged = new Map<RepoPath, Tsconfig>();

  function load(path: RepoPath): Json {
    let json = files.get(path);
    if (json !== undefined) return json;
    const text = readConfig(sources.disk, path, sources.problems);
    const parsed = text === undefined ? {} : parseJsonObject(text);
    if (parsed === undefined) sources.problems.problem(path, 'tsconfig', 'not a JSON object: its paths are not known');
    files.set(path, (json = parsed ?? {}));
    return json;
  }

  function merge(path: RepoPath, leaf: RepoPath, chain: readonly RepoPath[]): Tsconfig {
    const json = load(path);
    let base: Tsconfig = { references: [] };
    for (const specifier of extendsOf(json)) {
      const target = baseOf(specifier, path, chain, sources);
      if (target !== undefined) base = over(merge(target, leaf, [...chain, target]), base);
    }
    const own = tsconfigSettings(json, folderOf(path), leaf, base.baseUrl);
    return { ...over(own, base), references: own.references };
  }

  return (path) => {
    let config = merged.get(path);
    if (config === undefined) merged.set(path, (config = merge(path, folderOf(path), [path])));
    return config;
  };
}

/** The settings of `top`, those of `base` where it has none. `references` are never inherited. */
function over(top: Tsconfig, base: Tsconfig): Tsconfig {
  return {
    baseUrl: top.baseUrl ?? base.baseUrl,
    paths: top.paths ?? base.paths,
    include: top.include ?? base.include,
    exclude: top.exclude ?? base.exclude,
    references: [],
  };
}

/** Installed or generated later than a checkout: no problem of the repository when absent. */
const NOT_CHECKED_IN = /(^|\/)(node_modules|\.[\w-]+)\//;

function baseOf(specifier: string, from: RepoPath, chain: readonly RepoPath[], sources: TsconfigSources): RepoPath | undefined {
  const candidates = baseCandidates(specifier, folderOf(from), sources.packageFolder);
  if (candidates === undefined) return undefined;
  const target = candidates.find(sources.exists);
  if (target === undefined) {
    const first = candidates[0] ?? specifier;
    const report = isOutside(first) || NOT_CHECKED_IN.test(first) ? 'note' : 'problem';
    sources.problems[report](from, 'tsconfig', `extends ${specifier}, which is not in the repository`);
    return undefined;
  }
  if (!chain.includes(target)) return target;
  sources.problems.problem(from, 'tsconfig', `extends ${specifier}, which extends this file: a circle`);
  return undefined;
}

function baseCandidates(specifier: string, folder: RepoPath, packageFolder: (name: string) => RepoPath | undefined) {
  if (/^\.{0,2}(\/|$)/.test(specifier)) return withExtensions(join(folder, specifier));
  const [, name = '', rest = ''] = /^(@[^/]+\/[^/]+|[^/]+)\/?(.*)$/.exec(specifier) ?? [];
  const base = packageFolder(name);
  return base === undefined ? undefined : withExtensions(join(base, rest));
}

function withExtensions(path: RepoPath): readonly RepoPath[] {
  return [path, `${path}.json`, join(path, 'tsconfig.json')];
}
