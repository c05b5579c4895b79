import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPackages } from './support/code.js';
import { REPOSITORY } from './support/repository.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly type?: string;
  readonly engines?: { readonly node?: string };
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, string | { readonly types?: string; readonly default?: string }>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestIn = (folder: string) => JSON.parse(readFileSync(join(REPOSITORY, folder, 'package.json'), 'utf8')) as Manifest;
const root = manifestIn('');
const packages = readPackages().map(({ folder }) => ({ folder, manifest: manifestIn(folder) }));
const ours = new Set(packages.map(({ manifest }) => manifest.name));

describe.each(packages.map(({ folder, manifest }) => [manifest.name, folder, manifest] as const))('%s', (_name, folder, manifest) => {
  test('is published under the version, the licence and for the Node versions of all', () => {
    expect({ version: manifest.version, license: manifest.license, type: manifest.type, node: manifest.engines?.node }).toEqual({
      version: root.version, license: root.license, type: 'module', node: root.engines?.node,
    });
  });

  test('publishes its build, with types', () => {
    expect(manifest.files).toContain('dist');
    const main = manifest.exports?.['.'];
    if (typeof main !== 'object') throw new Error('exports["."] has no conditions');
    expect(Object.keys(main)).toEqual(['types', 'default']);
    for (const file of Object.values(main)) expect(existsSync(join(REPOSITORY, folder, file)), file).toBe(true);
  });

  test('runs nothing when it is installed', () => {
    expect(Object.keys(manifest.scripts ?? {}).filter((name) => /install|^prepare$/.test(name))).toEqual([]);
  });

  test('takes the other packages in exactly its own version', () => {
    const taken = Object.entries(manifest.dependencies ?? {}).filter(([name]) => ours.has(name));
    expect(taken.filter(([, range]) => range !== manifest.version)).toEqual([]);
  });
});
