import type { RepoPath } from '@assay/contract';
import { asObject, asString, asStrings, type Json } from './jsonc.js';
import { join } from './paths.js';

/** One entry of `paths`: what stands before and after its `*`, and where to look. Without a `*` it matches the whole specifier. */
export interface PathPattern {
  readonly prefix: string;
  readonly suffix?: string;
  readonly targets: readonly RepoPath[];
}

/** What resolution needs of one tsconfig, its `extends` not yet merged in. All paths are relative to the repository. */
export interface TsconfigFile {
  readonly extends: readonly string[];
  readonly baseUrl?: RepoPath;
  readonly paths?: readonly PathPattern[];
  readonly references: readonly RepoPath[];
  /** Folders that `include` and `files` start at; undefined means the whole folder. */
  readonly include?: readonly RepoPath[];
  /** Whole folders that `exclude` names. */
  readonly exclude?: readonly RepoPath[];
}

/**
 * Reads one tsconfig's own settings. `${configDir}` stands for `leaf`, the folder of the config that extends this one.
 * Targets of `paths` are joined later when a base URL comes from elsewhere: they are read against `inheritedBase` or `folder`.
 */
export function tsconfigSettings(json: Json, folder: RepoPath, leaf: RepoPath, inheritedBase: RepoPath | undefined): TsconfigFile {
  const options = asObject(json['compilerOptions']) ?? {};
  const place = (path: string): RepoPath =>
    path.startsWith('${configDir}') ? join(leaf, path.slice('${configDir}'.length)) : join(folder, path);
  const written = asString(options['baseUrl']);
  const baseUrl = written === undefined ? undefined : place(written);
  const pathsBase = baseUrl ?? inheritedBase ?? folder;
  return {
    extends: extendsOf(json),
    baseUrl,
    paths: pathPatterns(options['paths'], (target) => (target.startsWith('${configDir}') ? place(target) : join(pathsBase, target))),
    references: referencesOf(json['references']).map((path) => join(folder, path)),
    include: includesOf(json, folder),
    exclude: excludesOf(json, folder),
  };
}

/** What a tsconfig extends, in order: one name or a list of them. */
export function extendsOf(json: Json): readonly string[] {
  return typeof json['extends'] === 'string' ? [json['extends']] : asStrings(json['extends']);
}

function referencesOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => asString(asObject(item)?.['path']) ?? []);
}

function includesOf(json: Json, folder: RepoPath): readonly RepoPath[] | undefined {
  if (json['include'] === undefined && json['files'] === undefined) return undefined;
  return [...asStrings(json['include']), ...asStrings(json['files'])].map((pattern) => {
    const fixed = pattern.replace('${configDir}', '.').replace(/[^/]*[*?{].*$/, '');
    return join(folder, fixed);
  });
}

function excludesOf(json: Json, folder: RepoPath): readonly RepoPath[] | undefined {
  if (json['exclude'] === undefined) return undefined;
  return asStrings(json['exclude'])
    .map((pattern) => pattern.replace('${configDir}', '.').replace(/(\/\*{1,2})+$/, ''))
    .filter((pattern) => !/[*?{]/.test(pattern))
    .map((pattern) => join(folder, pattern));
}

function pathPatterns(value: unknown, place: (target: string) => RepoPath): readonly PathPattern[] | undefined {
  const map = asObject(value);
  if (map === undefined) return undefined;
  const patterns = Object.entries(map).map(([pattern, targets]) => {
    const star = pattern.indexOf('*');
    return {
      prefix: star === -1 ? pattern : pattern.slice(0, star),
      suffix: star === -1 ? undefined : pattern.slice(star + 1),
      targets: asStrings(targets).map(place),
    };
  });
  return patterns.sort(bySpecificity);
}

/** An exact pattern first, then the longest prefix: the order in which tsc prefers them. */
function bySpecificity(a: PathPattern, b: PathPattern): number {
  return Number(a.suffix !== undefined) - Number(b.suffix !== undefined) || b.prefix.length - a.prefix.length;
}
