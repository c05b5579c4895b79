import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProcess } from './support/cli.js';
import { FIXTURES } from './support/repository.js';

const FORMATS = ['stylish', 'json', 'json-full', 'sarif'] as const;

let parent = '';
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'assay-same-'));
  cpSync(join(FIXTURES, 'apps/express-knex-shop'), join(parent, 'first'), { recursive: true });
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** Every report, and what went to stderr, of one process. */
function reports(cwd: string, path: string): Record<string, string> {
  const out = mkdtempSync(join(parent, 'out-'));
  const { code, stderr } = runProcess(['check', path, '--fail-on', 'never', ...FORMATS.flatMap((format) => ['-f', `${format}=${join(out, format)}`])], cwd);
  return { code: String(code), stderr: stderr.replaceAll(out, '<out>'), ...Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')])) };
}

test('two runs, a copy elsewhere and another working directory give the same bytes in every format', () => {
  const root = join(parent, 'first');
  const first = reports(root, '.');
  expect(Object.keys(first).sort()).toEqual(['code', 'stderr', ...FORMATS].sort());
  expect(first['code']).toBe('0');
  expect(reports(root, '.')).toEqual(first);

  const copy = join(parent, 'a longer place', 'nested', 'copy');
  mkdirSync(join(copy, '..'), { recursive: true });
  cpSync(root, copy, { recursive: true });
  expect(reports(copy, '.')).toEqual(first);

  expect(reports(tmpdir(), root)).toEqual(first);
  expect(reports(parent, 'first')).toEqual(first);
});

test('no report holds a path of this machine', () => {
  const root = join(parent, 'first');
  for (const [name, text] of Object.entries(reports(root, '.'))) expect(text.includes(parent), name).toBe(false);
});
