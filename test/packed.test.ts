import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPackages } from './support/code.js';
import { packFolders, type Packed } from './support/packed.js';
import { REPOSITORY } from './support/repository.js';

const folders = readPackages().map(({ folder }) => folder);
const nameIn = (folder: string) => (JSON.parse(readFileSync(join(REPOSITORY, folder, 'package.json'), 'utf8')) as { readonly name: string }).name;

let temporary = '';
const packed = new Map<string, Packed>();

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'assay-pack-'));
  for (const one of packFolders(folders, temporary)) packed.set(one.name, one);
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** How a CommonJS or a node10 project would load an ES module: Assay is published as ES modules alone. */
const NOT_ESM = new Set(['node10', 'node16-cjs']);

describe.each(folders.map(nameIn))('%s, packed', name => {
  const one = () => packed.get(name)!;

  test('holds its build, a README, its licence, and nothing of the workshop', () => {
    const { files } = one();
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']));
    expect(files.filter(path => /tsbuildinfo|\.map$|^src\/|\.test\.|^\.|tsconfig\.json/.test(path))).toEqual([]);
  });

  test('has nothing that publint objects to', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: one().tarball }, strict: true });
    expect(messages.map(message => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('has types that are right for who imports it', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(one().tarball)));
    if (!analysis.types) throw new Error('no types in the package');
    const problems = analysis.problems.filter(problem => !('resolutionKind' in problem && NOT_ESM.has(problem.resolutionKind)));
    expect(problems).toEqual([]);
    expect(analysis.entrypoints['.']?.resolutions['node16-esm'].resolution).toMatchObject({ isTypeScript: true });
  });
});

test('the licence of every package is that of the repository', () => {
  const licence = readFileSync(join(REPOSITORY, 'LICENSE'), 'utf8');
  for (const folder of folders) expect(readFileSync(join(REPOSITORY, folder, 'LICENSE'), 'utf8'), folder).toBe(licence);
});
