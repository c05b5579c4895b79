import type { RepoPath } from '@assay/contract';
import { join } from './paths.js';
import type { PathPattern } from './tsconfig-file.js';
import type { TsconfigScope } from './tsconfig-lookup.js';

/** Places that `paths` entries name for a specifier, in order. `named` is false when only a bare `*` matched: that is no alias. */
export interface Mapping {
  readonly targets: readonly RepoPath[];
  readonly named: boolean;
}

/** What the `paths` of the file's own tsconfig, and then of the others, make of a specifier. */
export function mapByPaths({ own, others }: TsconfigScope, specifier: string): Mapping {
  const patterns = [...own, ...others].flatMap((config) => matching(config.paths ?? [], specifier));
  return { targets: patterns.flatMap((pattern) => fill(pattern, specifier)), named: patterns.length > 0 };
}

/** Places that may shadow a package of the same name: `baseUrl`, and the catch-all `*` of `paths`. */
export function mapByBase({ own, others }: TsconfigScope, specifier: string): readonly RepoPath[] {
  const catchAll = [...own, ...others].flatMap((config) => (config.paths ?? []).filter(isCatchAll));
  const bases = own.flatMap((config) => (config.baseUrl === undefined ? [] : [join(config.baseUrl, specifier)]));
  return [...catchAll.flatMap((pattern) => fill(pattern, specifier)), ...bases];
}

/** The best pattern of one config, as tsc picks it. */
function matching(patterns: readonly PathPattern[], specifier: string): readonly PathPattern[] {
  const best = patterns.find((pattern) => !isCatchAll(pattern) && matches(pattern, specifier));
  return best === undefined ? [] : [best];
}

function isCatchAll({ prefix, suffix }: PathPattern): boolean {
  return prefix === '' && suffix === '';
}

function matches({ prefix, suffix }: PathPattern, specifier: string): boolean {
  if (suffix === undefined) return specifier === prefix;
  return specifier.length >= prefix.length + suffix.length && specifier.startsWith(prefix) && specifier.endsWith(suffix);
}

function fill({ prefix, suffix, targets }: PathPattern, specifier: string): readonly RepoPath[] {
  if (suffix === undefined) return targets;
  const middle = specifier.slice(prefix.length, specifier.length - suffix.length);
  return targets.map((target) => join('', target.replace('*', () => middle)));
}
