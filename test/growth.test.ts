import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { analyze } from '@assay/engine';
import { adapters } from '@assay/frameworks';

interface Written { readonly files: number; readonly lines: number; readonly routes: number; readonly migrations: number }
interface Generator { writeProject(folder: string, size: number, seed?: number): Written }
const { writeProject } = await (import(join(import.meta.dirname, '../scripts/growth/project.mjs')) as Promise<Generator>);

const home = mkdtempSync(join(tmpdir(), 'assay-growth-test-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function written(name: string, seed?: number): { readonly made: Written; readonly text: string } {
  const folder = join(home, name);
  const made = writeProject(folder, 300, seed);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)).sort();
  return { made, text: files.map(file => file.slice(folder.length) + readFileSync(file, 'utf8')).join('\n') };
}

test('the same seed gives the same project, another one another', () => {
  const [first, again, other] = [written('first'), written('again'), written('other', 2)];
  expect(again).toEqual(first);
  expect(other.text).not.toBe(first.text);
});

test('everything that was written is found, all of it behind its guard', () => {
  const { made } = written('whole');
  const { model, result } = analyze({ root: join(home, 'whole'), adapters, rules: [] });
  expect(result.coverage.endpoints).toMatchObject({ total: made.routes, unresolvedHandlers: 0, unmounted: 0 });
  expect(result.coverage.migrations.total).toBe(made.migrations);
  expect([...new Set(model.endpoints.map(entry => entry.framework))].sort()).toEqual(['express', 'fastify', 'nestjs']);
  expect(model.endpoints.filter(entry => model.guarded(entry).level !== 'principal').map(entry => entry.id)).toEqual([]);
});
