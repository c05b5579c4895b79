import type { RepoPath, Resolution } from '@assay/contract';
import { importTargets } from './export-map.js';
import { asObject, asString } from './jsonc.js';
import type { PackageFile } from './manifest.js';
import { mapByBase, mapByPaths } from './path-mapping.js';
import { folderOf, isOutside, join } from './paths.js';
import { firstDefined, firstPath, isDeclared, nearestPackage, unresolved, type ResolverInput } from './resolver-input.js';
import { builtinName, isRelative, missingReason, parsePackage, schemeOf, withoutQuery } from './specifier.js';

/** SvelteKit's alias of `src/lib`, which its tool writes into a configuration of its own. https://svelte.dev/docs/kit/$lib */
const SVELTE_LIBRARY = /^\$lib\/(.+)$/;
/** Without any configuration these mean the sources of the package, by convention of bundlers. */
const ROOT_ALIASES = /^[@~]\/(.+)$/;
const ALIAS_ROOTS = ['src', '', 'app'];

const MAX_IMPORT_HOPS = 4;

/**
 * Makes the resolver. Order: relative and absolute paths, schemes, tsconfig `paths`, builtins, `#imports`, workspace packages, `baseUrl`,
 * conventional aliases, packages. Answers are kept per folder and specifier, those for bare specifiers per what decides them: the nearest package and
 * the configs. It looks at nothing but what was read before.
 */
export function makeResolver(input: ResolverInput): (from: RepoPath, specifier: string) => Resolution {
  const files = new Map<RepoPath, Map<string, Resolution>>();
  const folders = new Map<RepoPath, Map<string, Resolution>>();
  const bare = new Map<string, Map<string, Resolution>>();
  const homes = new Map<RepoPath, string>();
  const homeOf = (folder: RepoPath): string => kept(homes, folder, () => `${input.tsconfig(folder).id}\0${nearestPackage(input, folder)?.manifest.folder ?? ''}`);
  return (from, specifier) => {
    const known = kept(files, from, () => kept(folders, folderOf(from), () => new Map<string, Resolution>()));
    return kept(known, specifier, () => {
      const folder = folderOf(from);
      const wanted = withoutQuery(specifier);
      const resolved = (): Resolution => resolveIn(input, folder, wanted, MAX_IMPORT_HOPS);
      return isBare(wanted) ? kept(kept(bare, homeOf(folder), () => new Map<string, Resolution>()), wanted, resolved) : resolved();
    });
  };
}

function isBare(specifier: string): boolean {
  return specifier !== '' && !isRelative(specifier) && !specifier.startsWith('/') && schemeOf(specifier) === undefined;
}

/** The value under a key, made at the first question. */
function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function resolveIn(input: ResolverInput, folder: RepoPath, specifier: string, hops: number): Resolution {
  if (specifier === '') return unresolved('empty');
  if (isRelative(specifier)) return resolveRelative(input, folder, specifier);
  if (specifier.startsWith('/')) return resolveAbsolute(input, folder, specifier);
  if (schemeOf(specifier) !== undefined) return resolveScheme(specifier);
  return resolveBare(input, folder, specifier, hops);
}

function resolveRelative(input: ResolverInput, folder: RepoPath, specifier: string): Resolution {
  const base = join(folder, specifier);
  if (isOutside(base)) return unresolved('outside');
  const found = input.lookup.findPath(base);
  if (found !== undefined) return found;
  return outputSource(input, base) ?? unresolved(missingReason(base));
}

/** An import of build output that is not there (`../dist/app` in a bin script) means its source. */
function outputSource(input: ResolverInput, base: RepoPath): Resolution | undefined {
  const home = nearestPackage(input, folderOf(base))?.manifest.folder ?? '';
  const inside = home === '' ? base : base.slice(home.length + 1);
  return /^(dist|build|out|lib)\//.test(inside) ? input.lookup.findSource(home, inside) : undefined;
}

function resolveAbsolute(input: ResolverInput, folder: RepoPath, specifier: string): Resolution {
  const home = nearestPackage(input, folder)?.manifest.folder ?? '';
  const bases = [join(home, `.${specifier}`), join('', `.${specifier}`)];
  return firstPath(input, bases) ?? unresolved(missingReason(specifier));
}

function resolveScheme(specifier: string): Resolution {
  const isUrl = /^(https?|data|file|blob):/i.test(specifier);
  return isUrl ? unresolved('url') : { kind: 'package', name: specifier, subpath: '' };
}

function resolveBare(input: ResolverInput, folder: RepoPath, specifier: string, hops: number): Resolution {
  const scope = input.tsconfig(folder);
  const mapping = mapByPaths(scope, specifier);
  const mapped = firstPath(input, mapping.targets);
  if (mapped !== undefined) return mapped;
  const builtin = builtinName(specifier);
  if (builtin !== undefined) return { kind: 'package', name: builtin, subpath: '' };
  const parsed = parsePackage(specifier);
  const found = packageImport(input, folder, specifier, hops)
    ?? (parsed && repositoryPackage(input, folder, parsed))
    ?? (isDeclared(input, folder, parsed?.name) ? undefined : firstPath(input, mapByBase(scope, specifier)))
    ?? conventionalAlias(input, folder, specifier)
    ?? (parsed && fromRoot(input, folder, specifier, parsed));
  if (found !== undefined) return found;
  const isAlias = parsed === undefined || (mapping.named && !isDeclared(input, folder, parsed.name));
  return isAlias ? unresolved(missingReason(specifier)) : { kind: 'package', ...parsed };
}

function packageImport(input: ResolverInput, folder: RepoPath, specifier: string, hops: number): Resolution | undefined {
  const file = nearestPackage(input, folder);
  if (!specifier.startsWith('#') || file === undefined || hops === 0) return undefined;
  const home = file.manifest.folder;
  const targets = importTargets(file.json['imports'], specifier);
  const local = targets.filter((target) => target.startsWith('.'));
  const found = firstPath(input, local.map((target) => join(home, target)))
    ?? firstDefined(local, (target) => input.lookup.findSource(home, target));
  if (found !== undefined) return found;
  const other = targets.find((target) => !target.startsWith('.'));
  return other === undefined ? undefined : resolveIn(input, home, other, hops - 1);
}

/** A member of a workspace, the package itself, or a folder that the manifest links to. */
function repositoryPackage(
  input: ResolverInput, folder: RepoPath, { name, subpath }: { readonly name: string; readonly subpath: string },
): Resolution | undefined {
  const home = nearestPackage(input, folder);
  const file = input.members.get(name) ?? (home?.manifest.name === name ? home : linkedPackage(input, home, name));
  return file && input.lookup.findInPackage(file, subpath);
}

function linkedPackage(input: ResolverInput, home: PackageFile | undefined, name: string): PackageFile | undefined {
  const range = home === undefined || !Object.hasOwn(home.manifest.dependencies, name) ? '' : home.manifest.dependencies[name] ?? '';
  const [, target] = /^(?:file|link|portal):(.+)$/.exec(range) ?? [];
  return target === undefined ? undefined : input.packages.get(join(home?.manifest.folder ?? '', target));
}

/** A path from the root of the package or of the repository, as bundlers and `NODE_PATH` are set to find it: no manifest names such a package, and the file is there. */
function fromRoot(input: ResolverInput, folder: RepoPath, specifier: string, { name, subpath }: { readonly name: string; readonly subpath: string }): Resolution | undefined {
  if (subpath === '' || name.startsWith('@') || isDeclared(input, folder, name)) return undefined;
  const home = nearestPackage(input, folder)?.manifest.folder ?? '';
  const found = firstPath(input, [...new Set([home, '', join(home, 'src')])].map((root) => join(root, specifier)));
  return found?.kind === 'file' ? found : undefined;
}

/** Aliases that no config explains, and the `_moduleAliases` of module-alias. */
function conventionalAlias(input: ResolverInput, folder: RepoPath, specifier: string): Resolution | undefined {
  const file = nearestPackage(input, folder);
  const home = file?.manifest.folder ?? '';
  for (const [alias, target] of Object.entries(asObject(file?.json['_moduleAliases']) ?? {})) {
    const path = asString(target);
    if (path === undefined || !(specifier === alias || specifier.startsWith(`${alias}/`))) continue;
    const inside = `${path}${specifier.slice(alias.length)}`;
    const found = input.lookup.findPath(join(home, inside)) ?? input.lookup.findSource(home, inside);
    if (found !== undefined) return found;
  }
  const [, library] = SVELTE_LIBRARY.exec(specifier) ?? [];
  if (library !== undefined) return firstPath(input, [join(home, `src/lib/${library}`)]);
  const [, rest] = ROOT_ALIASES.exec(specifier) ?? [];
  return rest === undefined ? undefined : firstPath(input, ALIAS_ROOTS.map((root) => join(home, `${root || '.'}/${rest}`)));
}
