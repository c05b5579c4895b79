import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadHost, run, type Host } from 'assay';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REPOSITORY } from './support/repository.js';

const APP = join(REPOSITORY, 'fixtures', 'apps', 'express-knex-shop');
const FORMATS = ['stylish', 'json', 'json-full', 'sarif', 'github', 'gitlab', 'rdjson', 'junit', 'checkstyle', 'sonar', 'markdown'];

let root: string;
let cache: string;
let reports: string;

beforeEach(() => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assay-outcome-')));
  root = join(folder, 'shop');
  cache = join(folder, 'cache');
  reports = join(folder, 'reports');
  mkdirSync(reports);
  cpSync(APP, root, { recursive: true, filter: source => !source.includes('.assay-cache') });
});

afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }));

/** What the command writes in every format and says, and whether it had to analyse. */
async function check(more: readonly string[] = [], place = root): Promise<{ readonly text: string; readonly analysed: boolean }> {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({ isTTY: false, write: async (text: string) => { written[name] += text; } });
  let analysed = false;
  const load = async (): Promise<Host> => {
    const host = await loadHost();
    const known = Object.getOwnPropertyDescriptor(host, 'adapters');
    return Object.defineProperty(host, 'adapters', { get: () => { analysed = true; return known?.get?.() as Host['adapters']; } });
  };
  const targets = FORMATS.flatMap(format => ['-f', `${format}=${join(reports, format)}`]);
  const code = await run(['check', place, '--cache-location', cache, ...targets, ...more], { cwd: root, env: {}, stdout: stream('out'), stderr: stream('err') }, load);
  return { text: [code, written.out, written.err, ...FORMATS.map(format => readFileSync(join(reports, format), 'utf8'))].join('\n'), analysed };
}

const kept = () => readdirSync(cache).filter(name => name.startsWith('outcome-')).map(name => join(cache, name));

test('the same bytes in every format from what was kept, without the cache, and where a project moves; nothing is analysed for them', async () => {
  const cold = await check();
  expect(cold.analysed).toBe(true);
  expect(await check()).toEqual({ text: cold.text, analysed: false });
  expect(await check(['--no-cache'])).toEqual(cold);
  const first = root;
  root = join(root, '..', 'moved');
  cpSync(first, root, { recursive: true });
  expect(await check()).toEqual({ text: cold.text, analysed: false });
});

test.each([
  ['the text of a source', () => writeFileSync(join(root, 'src', 'app.ts'), `\n${readFileSync(join(root, 'src', 'app.ts'), 'utf8')}`)],
  ['a manifest', () => writeFileSync(join(root, 'package.json'), readFileSync(join(root, 'package.json'), 'utf8').replace('{', '{ "private": true,'))],
  ['a new file', () => writeFileSync(join(root, 'src', 'more.ts'), 'export {};\n')],
  ['a file that is gone', () => rmSync(join(root, 'src', 'app.ts'))],
  ['a new folder', () => mkdirSync(join(root, 'src', 'more'))],
  ['a symbolic link', () => symlinkSync(join(root, 'src', 'app.ts'), join(root, 'src', 'link.ts'))],
  ['what git ignores', () => writeFileSync(join(root, '.gitignore'), 'src/routes/\n')],
  ['a tsconfig', () => writeFileSync(join(root, 'tsconfig.json'), '{ "compilerOptions": { "baseUrl": "./src" } }')],
  ['a configuration', () => writeFileSync(join(root, 'assay.config.json'), '{ "preset": "strict" }')],
])('%s counts', async (_what, change) => {
  await check();
  change();
  const warm = await check();
  expect(warm).toEqual(await check(['--no-cache']));
});

test('each question has its own outcome', async () => {
  const whole = await check();
  const part = await check([], join(root, 'src', 'app.ts'));
  expect(part.analysed).toBe(true);
  expect(part.text).not.toBe(whole.text);
  expect((await check(['--no-inline-config'])).analysed).toBe(true);
  expect(await check()).toEqual({ text: whole.text, analysed: false });
  expect(await check([], join(root, 'src', 'app.ts'))).toEqual({ text: part.text, analysed: false });
});

test.each([
  ['cut off', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ['empty', (file: string) => writeFileSync(file, '')],
  ['of something else', (file: string) => writeFileSync(file, '{"assay":"outcome","format":1}\n{}')],
  ['changed inside', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('"violation"', '"violatioN"'))],
  ['of another format', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('"format":', '"format":9'))],
])('an entry that is %s is not used, and mended', async (_what, spoil) => {
  const cold = await check();
  for (const file of kept()) spoil(file);
  expect(await check()).toEqual(cold);
  expect(await check()).toEqual({ text: cold.text, analysed: false });
});

test('what is read with the tests counts', async () => {
  writeFileSync(join(root, 'assay.config.json'), '{ "preset": "strict" }');
  writeFileSync(join(root, 'shop.http'), 'GET http://localhost:3000/nothing\n');
  await check();
  writeFileSync(join(root, 'shop.http'), 'GET http://localhost:3000/products\n');
  expect(await check()).toEqual(await check(['--no-cache']));
});

test('the latest outcomes are kept, and no more', async () => {
  await check();
  const [first = ''] = kept();
  for (let other = 0; other < 20; other += 1) {
    const file = join(cache, `outcome-other${other}.json`);
    writeFileSync(file, '');
    utimesSync(file, other, other);
  }
  await check(['--no-inline-config']);
  expect(kept()).toHaveLength(16);
  expect(kept()).toContain(first);
  expect((await check()).analysed).toBe(false);
});

test('commands that need the model get one', async () => {
  const written = { out: '' };
  const endpoints = () => run(['endpoints', root, '--cache-location', cache], {
    cwd: root, env: {}, stdout: { isTTY: false, write: async (text: string) => { written.out += text; } }, stderr: { isTTY: false, write: async () => {} },
  });
  await endpoints();
  const cold = written.out;
  written.out = '';
  await endpoints();
  expect(written.out).toBe(cold);
  expect(cold).toContain('POST');
});
