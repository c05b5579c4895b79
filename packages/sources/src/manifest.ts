import { compareText, type PackageManifest, type RepoPath } from '@assay/contract';
import type { Disk } from './disk.js';
import { exportTargets } from './export-map.js';
import { asObject, asString, parseJsonObject, type Json } from './jsonc.js';
import { baseName, folderOf } from './paths.js';
import type { Problems } from './problems.js';
import { readConfig } from './read-source.js';

/** A package.json: what the contract hands on, and the rest of it for resolution. */
export interface PackageFile {
  readonly manifest: PackageManifest;
  readonly json: Json;
}

/** First to last: a later kind does not change the range an earlier one gave. */
const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** Reads every package.json among `paths`, sorted by folder, so the root's comes first. One that is no JSON object becomes a problem and is left out. */
export function readPackages(disk: Disk, paths: readonly RepoPath[], problems: Problems): readonly PackageFile[] {
  const packages: PackageFile[] = [];
  for (const path of paths) {
    if (baseName(path) !== 'package.json') continue;
    const text = readConfig(disk, path, problems);
    if (text === undefined) continue;
    const json = parseJsonObject(text);
    if (json === undefined) problems.problem(path, 'package-json', 'not a JSON object: the package is not known');
    else packages.push({ manifest: manifestOf(folderOf(path), json), json });
  }
  return packages.sort((a, b) => compareText(a.manifest.folder, b.manifest.folder));
}

function manifestOf(folder: RepoPath, json: Json): PackageManifest {
  return {
    folder,
    name: asString(json['name']),
    type: json['type'] === 'module' ? 'module' : 'commonjs',
    dependencies: dependenciesOf(json),
    entry: entryOf(json),
  };
}

function dependenciesOf(json: Json): Readonly<Record<string, string>> {
  const ranges = new Map<string, string>();
  for (const field of DEPENDENCY_FIELDS) {
    for (const [name, range] of Object.entries(asObject(json[field]) ?? {})) {
      if (typeof range === 'string' && !ranges.has(name)) ranges.set(name, range);
    }
  }
  return Object.fromEntries(ranges);
}

function entryOf(json: Json): string | undefined {
  const [exported] = exportTargets(json['exports'], '.');
  return asString(json['main']) ?? exported ?? asString(json['module']) ?? asString(json['types']);
}
