import type { RepoPath, Resolution } from '@assay/contract';
import type { Lookup } from './lookup.js';
import type { PackageFile } from './manifest.js';
import { ancestors } from './paths.js';
import type { TsconfigScope } from './tsconfig-lookup.js';

export interface ResolverInput {
  readonly lookup: Lookup;
  readonly packages: ReadonlyMap<RepoPath, PackageFile>;
  readonly members: ReadonlyMap<string, PackageFile>;
  readonly tsconfig: (folder: RepoPath) => TsconfigScope;
}

/** A dependency of the file's package or of one above it: then a folder of the same name is a coincidence. */
export function isDeclared(input: ResolverInput, folder: RepoPath, name: string | undefined): boolean {
  if (name === undefined) return false;
  return [...ancestors(folder)].some((at) => Object.hasOwn(input.packages.get(at)?.manifest.dependencies ?? {}, name));
}

/** The package of a folder: its own manifest, or that of the nearest folder above. */
export function nearestPackage(input: ResolverInput, folder: RepoPath): PackageFile | undefined {
  return firstDefined(ancestors(folder), (at) => input.packages.get(at));
}

/** The first base that is a file; else the first that is at least known. */
export function firstPath(input: ResolverInput, bases: readonly RepoPath[]): Resolution | undefined {
  const found = bases.map((base) => input.lookup.findPath(base)).filter((resolution) => resolution !== undefined);
  return found.find((resolution) => resolution.kind === 'file') ?? found[0];
}

/** The first answer that there is; later items are not asked. */
export function firstDefined<In, Out>(items: Iterable<In>, pick: (item: In) => Out | undefined): Out | undefined {
  for (const item of items) {
    const picked = pick(item);
    if (picked !== undefined) return picked;
  }
  return undefined;
}

/** An import that leads nowhere, with the reason. */
export function unresolved(reason: string): Resolution {
  return { kind: 'unresolved', reason };
}
