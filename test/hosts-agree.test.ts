import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssayConfig } from '@assay/config';
import type { Finding } from '@assay/contract';
import { describe, expect, test } from 'vitest';
import { ALL_RULES, analyzeFolder, inFolderAsync, readFixtures } from './support/fixture.js';
import { runHere } from './support/cli.js';
import { shownByAnalysis, shownByEslint, shownOfFindings, type Shown } from './support/eslint.js';
import { rules } from '@assay/rules';
import { FIXTURES } from './support/repository.js';

const APPS = join(FIXTURES, 'apps');
const apps = readdirSync(APPS, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();

interface Written extends Pick<Finding, 'rule' | 'variant' | 'outcome' | 'title' | 'evidence'> {
  readonly where: { readonly path: string; readonly lines: string };
}

/** What the command itself shows, obeying the configuration. */
async function shownByCommand(root: string): Promise<Shown[]> {
  const { code, stdout } = await runHere(['check', '-f', 'json-full', '--no-rollup', '--fail-on', 'never'], root);
  expect(code).toBe(0);
  const { findings } = JSON.parse(stdout) as { findings: readonly Written[] };
  return shownOfFindings(findings.map(({ where: { path, lines }, ...finding }) => ({ ...finding, where: { path, lines: { first: Number.parseInt(lines.replace(/^\D*/, ''), 10) } } })), ALL_RULES);
}

async function agree(root: string): Promise<void> {
  const analysis = analyzeFolder(root, rules, false);
  expect(await shownByEslint(root)).toEqual(shownByAnalysis(analysis, ALL_RULES));
}

for (const fixture of readFixtures('rules')) {
  describe(fixture.path, () => {
    test.each(fixture.cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
      await inFolderAsync(one.files, agree);
    });
  });
}

describe('applications', () => {
  test.each(apps)('%s', async (app) => {
    const root = mkdtempSync(join(tmpdir(), 'assay-app-'));
    try {
      cpSync(join(APPS, app), root, { recursive: true });
      await agree(root);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

describe('with a configuration', () => {
  const write = "async (req, res) => { await db('barrels').where({ id: req.params.id }).del(); res.status(204).end(); }";
  const CELLAR = [
    { path: 'package.json', text: '{ "dependencies": { "express": "^5.0.0", "knex": "^3.0.0", "@cellar/keys": "^1.0.0" } }' },
    { path: 'src/api.js', text: [
      "import express from 'express';", "import Knex from 'knex';", "import { locksmith } from '@cellar/keys';", "import { audit } from './legacy/audit.js';", "import { old } from './old/routes.js';",
      'const db = Knex({});', 'export const cellar = express();', "cellar.use('/old', old);",
      `cellar.delete('/open/:id', ${write});`,
      `cellar.delete('/locked/:id', locksmith('write'), ${write});`,
      `cellar.delete('/tasting/:id', ${write});`,
      '// eslint-disable-next-line assay/n-plus-one-query -- bottles are few',
      "cellar.get('/bottles', async (req, res) => { for (const id of req.query.ids) res.write(await db('bottles').where({ id })); res.end(); });",
      "cellar.post('/audit', audit);", '',
    ].join('\n') },
    { path: 'src/old/routes.js', text: `import express from 'express';\nimport Knex from 'knex';\nconst db = Knex({});\nexport const old = express.Router();\nold.delete('/racks/:id', ${write});\nold.get('/racks', async (req, res) => { for (const id of req.query.ids) res.write(await db('racks').where({ id })); res.end(); });\n` },
    { path: 'src/legacy/audit.js', text: "import Knex from 'knex';\nconst db = Knex({});\nexport async function audit(req, res) { for (const id of req.body.ids) await db('log').insert({ id }); res.status(500).json({ error: 'x' }); }\n" },
  ];
  const of = (config: AssayConfig) => inFolderAsync([...CELLAR, { path: 'assay.config.json', text: JSON.stringify(config) }], async (root) => {
    const shown = await shownByCommand(root);
    expect(await shownByEslint(root)).toEqual(shown);
    return shown;
  });
  const unguarded = (shown: readonly Shown[]) => shown.filter(({ rule }) => rule === 'unguarded-mutation').map(({ message }) => / on (.*?):/.exec(message)?.[1]);

  test('none, and one that says nothing', async () => {
    const shown = await of({});
    expect(unguarded(shown)).toEqual(expect.arrayContaining(['DELETE /open/{id}', 'DELETE /tasting/{id}', 'DELETE /old/racks/{id}']));
  });

  test('a rule off in a folder, and another off but there', async () => {
    const before = await of({});
    const shown = await of({ rules: { 'n-plus-one-query': 'off' }, overrides: [{ files: ['src/old/**'], rules: { 'unguarded-mutation': 'off', 'n-plus-one-query': 'critical' } }] });
    expect(unguarded(shown)).toEqual(unguarded(before).filter((subject) => subject !== 'DELETE /old/racks/{id}'));
    expect(shown.filter(({ rule }) => rule === 'n-plus-one-query').map(({ path }) => path)).toEqual(['src/old/routes.js']);
    expect(shown.map(({ rule }) => rule), 'the directive silences nothing now').toContain('unused-directive');
  });

  test('a declared guard, a public endpoint, a gateway', async () => {
    const shown = await of({ declare: {
      guards: [{ name: '@cellar/keys#locksmith' }], publicEndpoints: [{ endpoint: 'DELETE /tasting/{id}', reason: 'an open day' }], gateways: [{ by: 'the edge', endpoints: ['/old/**', '/audit'] }],
    } });
    expect(unguarded(shown)).toEqual(['DELETE /open/{id}']);
  });

  test('ignored files, a preset, directives about rules that are off', async () => {
    const ignored = await of({ ignore: ['src/legacy', '**/old/*.js'] });
    expect(new Set(ignored.map(({ path }) => path))).toEqual(new Set(['src/api.js']));
    expect(unguarded(await of({ preset: 'data' }))).toEqual([]);
    expect(unguarded(await of({ preset: 'security', rules: { 'unused-directive': 'off' } })).length).toBeGreaterThan(1);
  });
});
