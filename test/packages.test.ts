import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPackages } from './support/code.js';
import { REPOSITORY } from './support/repository.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly repository?: { readonly type: string; readonly url: string; readonly directory?: string };
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
/** The version of all, by the package that people install. */
const version = manifestIn('packages/cli').version;
const ours = new Set(packages.map(({ manifest }) => manifest.name));

describe.each(packages.map(({ folder, manifest }) => [manifest.name, folder, manifest] as const))('%s', (_name, folder, manifest) => {
  test('is published under the version, the licence and for the Node versions of all', () => {
    expect({ version: manifest.version, license: manifest.license, type: manifest.type, node: manifest.engines?.node }).toEqual({ version, license: root.license, type: 'module', node: root.engines?.node });
  });

  test('names the repository of all, and its folder in it', () => {
    expect(manifest.repository).toEqual(root.repository && { ...root.repository, directory: folder });
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

describe('changesets', () => {
  const folder = join(REPOSITORY, '.changeset');
  const written = readdirSync(folder).filter(name => name.endsWith('.md') && name !== 'README.md').map(name => [name, readFileSync(join(folder, name), 'utf8')] as const);
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as { readonly fixed: readonly (readonly string[])[] };

  test('release all packages under one version', () => {
    const patterns = config.fixed[0] ?? [];
    expect([...ours].filter(name => !patterns.some(pattern => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern)))).toEqual([]);
  });

  test.each(written)('%s names packages there are, how much they change, and what', (_, text) => {
    const [, head = '', body = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
    const releases = head.split('\n').map(line => /^"([^"]+)": (?:patch|minor|major)$/.exec(line)?.[1]);
    expect(releases.filter(name => name === undefined || !ours.has(name))).toEqual([]);
    expect(body.trim()).not.toBe('');
  });
});
