import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze, ConfigError, jsonFull, rules, sarif, UsageError } from 'assay';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from './support/cli.js';
import { FIXTURES } from './support/repository.js';

let cwd = '';
beforeAll(() => {
  cwd = join(realpathSync(mkdtempSync(join(tmpdir(), 'assay-api-'))), 'shop');
  cpSync(join(FIXTURES, 'apps/express-knex-shop'), cwd, { recursive: true });
});
afterAll(() => rmSync(join(cwd, '..'), { recursive: true, force: true }));

test('answers what the command prints', async () => {
  const { stdout } = await runHere(['check', '-f', 'json-full', '--no-cache'], cwd);
  expect(jsonFull(analyze({ cwd }))).toBe(stdout);
  const unrolled = await runHere(['check', '-f', 'sarif', '--no-cache', '--no-rollup'], cwd);
  expect(sarif(analyze({ cwd, rollup: false }), { rules })).toBe(unrolled.stdout);
});

test('keeps nothing in the project, and something in a cache that is named', () => {
  expect(existsSync(join(cwd, '.assay-cache'))).toBe(false);
  const cached = analyze({ cwd, cache: '../kept' });
  expect(existsSync(join(cwd, '../kept/facts.pack'))).toBe(true);
  expect(cached).toEqual(analyze({ cwd }));
});

test('takes a configuration as a value, as a file, or from the project', () => {
  const off = { rules: { 'unguarded-mutation': 'off' } } as const;
  const found = (options: Parameters<typeof analyze>[0]) => new Set(analyze({ cwd, ...options }).findings.map(({ rule }) => rule));
  expect(found({})).toContain('unguarded-mutation');
  expect(found({ config: off })).not.toContain('unguarded-mutation');
  writeFileSync(join(cwd, 'quiet.json'), JSON.stringify(off));
  expect(found({ config: 'quiet.json' })).not.toContain('unguarded-mutation');
  writeFileSync(join(cwd, 'assay.config.json'), readFileSync(join(cwd, 'quiet.json')));
  expect(found({})).not.toContain('unguarded-mutation');
  rmSync(join(cwd, 'assay.config.json'));
  expect(() => analyze({ cwd, config: { rules: { 'unguarded-mutatoin': 'off' } } })).toThrow(ConfigError);
});

test('reports on the given paths only, and says which is missing', () => {
  const paths = new Set(analyze({ cwd, paths: ['src/http'], rollup: false }).findings.map(({ where }) => where.path.split('/').slice(0, 2).join('/')));
  expect([...paths]).toEqual(['src/http']);
  expect(() => analyze({ cwd, paths: ['nowhere'] })).toThrow(UsageError);
});

test('what a progress function throws ends the analysis', () => {
  expect(() => analyze({ cwd, onProgress: stage => { throw new Error(`stopped at ${stage}`); } })).toThrow('stopped at reading files');
});
