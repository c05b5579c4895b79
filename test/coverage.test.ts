import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyze } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { inFolder } from './support/fixture.js';
import { REPOSITORY } from './support/repository.js';

interface Found { readonly method: string; readonly path: string; readonly file: string; readonly line: number; readonly framework: string; readonly guard: string }
const script = (name: string) => import(join(REPOSITORY, 'scripts/corpus', name)) as Promise<unknown>;
const { coveragePage } = (await script('page.mjs')) as { coveragePage(runs: unknown): string };
const { compare } = (await script('inventories.mjs')) as { compare(name: string, endpoints: readonly Found[]): unknown };
const read = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');

test('docs/coverage.md is made from the stored figures', () => {
  expect(read('docs/coverage.md')).toBe(coveragePage(JSON.parse(read('fixtures/corpus/coverage.json'))));
});

describe('inventories are compared by method and path', () => {
  const rows = read('fixtures/corpus/endpoints/lireddit.tsv').trimEnd().split('\n').slice(1).map((line) => line.split('\t'));
  const all = rows.map(([method, path, file]) => ({ method: method ?? '', path: path ?? '', file: file ?? '', line: 1, framework: 'graphql', guard: 'principal' }));

  test('all found', () => expect(compare('lireddit', all)).toMatchObject({ listed: rows.length, found: rows.length, invented: 0 }));
  test('one missed, one invented', () => {
    const changed = all.map((entry, index) => (index === 0 ? { ...entry, path: 'nowhere' } : entry));
    expect(compare('lireddit', changed)).toMatchObject({ listed: rows.length, found: rows.length - 1, invented: 1 });
  });
  test('no inventory', () => expect(compare('nothing', all)).toBeUndefined());
});

test('a function that is met in too many ways is counted', () => {
  const calls = Array.from({ length: 60 }, (_, index) => `  step(${index}, res);`).join('\n');
  const app = (body: string) => [
    { path: 'package.json', line: 1, text: '{ "name": "mill", "dependencies": { "express": "^5.1.0" } }' },
    { path: 'mill.js', line: 1, text: `const express = require('express');\nconst mill = express();\nfunction step(turn, res) {\n  if (turn > 90) res.status(500).end();\n}\nmill.post('/grind', (req, res) => {\n${body}\n  res.end();\n});\nmill.listen(1);\n` },
  ];
  const cut = (body: string) => inFolder(app(body), (root) => analyze({ root, adapters, rules: [] }).result.coverage.cut);
  expect(cut(calls)).toEqual({ merged: 1, dropped: 0 });
  expect(cut('  step(1, res);')).toEqual({ merged: 0, dropped: 0 });
});

test('set-up code that is called in countless ways takes nothing from other packages, and is told', () => {
  const files = [
    { path: 'package.json', line: 1, text: '{ "name": "valley", "workspaces": ["alder", "weir"] }' },
    { path: 'alder/package.json', line: 1, text: '{ "name": "alder", "dependencies": { "express": "^5.1.0" } }' },
    { path: 'alder/grow.js', line: 1, text: 'function grow({ trunk, tree }) {\n  tree.use(trunk);\n  for (const branch of trunk.branches) grow({ trunk: branch, tree });\n  grow({ trunk: trunk.top, tree });\n}\ngrow(JSON.parse(process.argv[2]));\n' },
    { path: 'weir/package.json', line: 1, text: '{ "name": "weir", "dependencies": { "express": "^5.1.0" } }' },
    { path: 'weir/weir.js', line: 1, text: "const express = require('express');\nconst weir = express();\nfunction gates(site) {\n  site.post('/open', (req, res) => res.end());\n}\ngates(weir);\nweir.listen(1);\n" },
  ];
  const { model, result } = inFolder(files, (root) => analyze({ root, adapters, rules: [] }));
  expect(model.endpoints.map(({ method, path, mounted }) => ({ method, path, mounted }))).toEqual([{ method: 'POST', path: '/open', mounted: true }]);
  expect(result.problems.filter(({ code }) => code === 'budget')).toEqual([
    { path: 'alder/grow.js', line: 1, code: 'budget', level: 'note', message: 'set-up code called in more than 500 ways: what other calls of it would register was not read' },
  ]);
});

test('statements of a wrapper that runs more of them than are told apart are still told by what each way hands over', () => {
  const count = 1_300;
  const ways = Array.from({ length: count }, (_, index) => `export async function put${index}(ids, kind) {\n  for (const id of ids) await run(\`insert into t${index} (id, kind) values (:id, \${kind})\`, { id });\n}`).join('\n');
  const files = [
    { path: 'package.json', line: 1, text: '{ "name": "mill", "type": "module", "dependencies": { "mysql2": "^3.0.0" } }' },
    { path: 'run.js', line: 1, text: "import mysql from 'mysql2/promise';\nconst pool = mysql.createPool({});\nexport const run = async (sql, values) => pool.query({ sql, values });\n" },
    { path: 'ways.js', line: 1, text: `import { run } from './run.js';\n${ways}\n` },
  ];
  const { loops } = inFolder(files, (root) => analyze({ root, adapters, rules: [] }).model);
  expect(loops.flatMap(({ accesses }) => accesses.map(({ effect }) => effect.access?.op))).toEqual(Array.from({ length: count }, () => 'create'));
});
