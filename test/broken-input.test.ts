import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { runHere } from './support/cli.js';

/** A file of this name cannot be read, whoever runs the tests. */
const LOCKED = 'locked.ts';

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof fs>();
  const readFileSync = ((path: string, ...rest: never[]) => {
    if (String(path).endsWith(LOCKED)) throw Object.assign(new Error(`EACCES: permission denied, open '${String(path)}'`), { code: 'EACCES' });
    return actual.readFileSync(path, ...rest);
  }) as typeof actual.readFileSync;
  return { ...actual, readFileSync, default: { ...actual, readFileSync } };
});

type Text = string | Uint8Array;

/** A backend with one endpoint that anybody may use: whatever else is broken, it must be reported. */
const BACKEND: Readonly<Record<string, Text>> = {
  'package.json': '{ "dependencies": { "express": "^5.1.0", "knex": "^3.1.0" } }',
  'src/app.js': `const express = require('express');
const knex = require('knex')({ client: 'pg' });
const app = express();
app.delete('/orders/:id', async (req, res) => {
  await knex('orders').where({ id: req.params.id }).del();
  res.json({});
});
app.listen(3000);
`,
};

async function check(files: Readonly<Record<string, Text>>, ...flags: readonly string[]) {
  const root = mkdtempSync(join(tmpdir(), 'assay-broken-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await runHere(['check', '.', '-f', 'json', ...flags], root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function findingsOf(report: string): readonly Place[] {
  return (JSON.parse(report) as { readonly findings: readonly Place[] }).findings;
}

interface Place { readonly title: string; readonly where: { readonly path: string } }

/** The finding of the sound file is there, the run ends as it should, and stderr has exactly these problem lines. */
async function stillJudges(broken: Readonly<Record<string, Text>>, problems: readonly (string | RegExp)[]): Promise<void> {
  const { code, stdout, stderr } = await check({ ...BACKEND, ...broken });
  const lines = stderr.split('\n').filter((line) => /^(?:problem|note)\b/.test(line));
  expect(lines).toEqual(problems.map((problem) => expect.stringMatching(problem) as string));
  const findings = findingsOf(stdout);
  expect(findings.filter(({ where }) => where.path === 'src/app.js').map(({ title }) => title)).toContain('Missing authentication on DELETE /orders/{id}');
  expect(code).toBe(1);
}

describe('what cannot be read is a line, and the rest is judged', () => {
  test('nothing is broken', () => stillJudges({}, []));

  test('a syntax error', () => stillJudges({ 'src/bad.ts': 'export const a = 1;\nconst = 2;\n' }, [/src\/bad\.ts:2.*expected/]));

  test('a file cut off in the middle', () => stillJudges({ 'src/cut.ts': 'export async function a() {\n  if (b) {\n    await c(`x ${' }, [/src\/cut\.ts:3/]));

  test('the good half of a broken file counts', async () => {
    const { stdout } = await check({ ...BACKEND, 'src/app.js': `${String(BACKEND['src/app.js'])}\napp.put('/late', async (req, res) => { await knex('late').update({}); res.json({}` });
    expect(findingsOf(stdout).map(({ title }) => title)).toEqual(expect.arrayContaining(['Missing authentication on DELETE /orders/{id}', 'Missing authentication on PUT /late']));
  });

  test('an unreadable file', () => stillJudges({ [`src/${LOCKED}`]: 'export {}' }, [/src\/locked\.ts.*EACCES/]));

  test('a circular extends', () => stillJudges({
    'tsconfig.json': '{ "extends": "./base.json" }', 'base.json': '{ "extends": "./tsconfig.json" }', 'src/x.ts': 'export {};',
  }, [/(?:tsconfig|base)\.json.*(?:circ|itself)/i]));

  test('no tsconfig, and one that extends what is missing', async () => {
    await stillJudges({ 'src/x.ts': 'export {};' }, []);
    await stillJudges({ 'tsconfig.json': '{ "extends": "./gone.json" }', 'src/x.ts': 'export {};' }, [/tsconfig\.json.*gone\.json/]);
  });

  test('a tsconfig and a package.json that are no JSON', () => stillJudges({ 'tsconfig.json': '{ "compilerOptions": ', 'packages/a/package.json': 'nonsense', 'packages/a/a.js': '' }, [/packages\/a\/package\.json/, /tsconfig\.json/]));

  test('a binary file named .ts', () => stillJudges({ 'src/image.ts': Uint8Array.from([0x47, 0x40, 0x00, 0x10, 0x00, 0x00, 0xb0, 0x0d]) }, [/src\/image\.ts.*NUL/]));

  test('a file of 2 MB', () => stillJudges({ 'src/huge.ts': '// x\n'.repeat(420_000) }, [/src\/huge\.ts.*limit/]));

  test('5,000 nested parentheses', () => stillJudges({ 'src/deep.ts': `export const x = ${'('.repeat(5_000)}1${')'.repeat(5_000)};\n` }, [/src\/deep\.ts.*too deep/]));

  test('a concatenation of 3,000 parts', () => stillJudges({ 'src/long.ts': `\nexport const x = ${Array.from({ length: 3_000 }, (_, index) => `'${index}'`).join('\n + ')};\n` }, [/src\/long\.ts:2.*too deep/]));

  test('functions, objects and arrays nested just under the limit', () => stillJudges({
    'src/deep.js': `module.exports = ${'{ a: [\n'.repeat(100)}1${'] }\n'.repeat(100)};\nexports.f = ${'() =>\n'.repeat(200)}1;\nconst s = ${Array.from({ length: 200 }, () => 'x').join(' +\n')};\nrun${'\n.a()'.repeat(120)};\n`,
  }, []));

  test('Latin-1, UTF-16 and a lone surrogate', () => stillJudges({
    'src/latin.js': Uint8Array.from([...Buffer.from("exports.a = '"), 0xe9, ...Buffer.from("';\n")]),
    'src/wide.js': Buffer.from("\uFEFFexports.b = 'é';\n", 'utf16le'),
    'src/odd.js': "exports.c = '\\uD800';\nexports.d = '\u{1F600}';\n",
  }, [/note.*src\/latin\.js|src\/latin\.js/]));

  test('code that means nothing: circular imports, re-exports, types and classes', () => stillJudges({
    'src/a.ts': "export * from './b.js'; import { b } from './b.js'; export const a = b; export class A extends B {} class B extends A {} type T = T | T[]; interface I extends I {} let x: T; x.y.z();\n",
    'src/b.ts': "export * from './a.js'; import { a } from './a.js'; export const b = a; export const self = self; export function f() { return f(f()); } f();\n",
  }, []));

  test('functions that answer what they answer themselves', () => stillJudges({
    'src/round.ts': 'export function round(n) { if (n) return round(n); return { user: n }; }\nexport function use(n) { if (!round(n).user) throw new Error("401"); return n; }\n',
    'src/pair.ts': 'import { use } from "./round.js";\nasync function ping(a) { if (a) return pong(a); return a; }\nasync function pong(a) { if (a) return ping(a); return a; }\nexport async function game(a) { const { error } = await ping(a); if (error || (await pong(a)).user) return use(a); }\n',
  }, []));
});

describe('names and texts that lead a search back and back', () => {
  /** Each ends at once; a search that tries every way through it would not end at all. */
  test.each<[string, Readonly<Record<string, Text>>, readonly RegExp[]]>([
    ['a name like those of deployments', { [`serverless${'.s-s'.repeat(40)}x`]: '', [`sam.${'-p'.repeat(40)}x`]: '' }, []],
    ['a name like those of settings of tests', { [`src/wdio.base${'.e-f.e-base'.repeat(15)}x.ts`]: 'export {};' }, []],
    ['a folder like those of helpers of tests', { [`src/__${'ng_'.repeat(40)}/x.ts`]: 'export {};' }, []],
    ['comments before what is no statement', { 'src/text.ts': `export const text = '${'/*a*//*b*/'.repeat(60)} select';\n` }, []],
    ['comments that are never closed', { 'src/open.ts': `// ROLLBACK\n${'/*\n'.repeat(200_000)}`, 'tsconfig.json': '/* '.repeat(200_000) }, [/open\.ts.*expected/, /tsconfig\.json: not a JSON object/]],
    ['models that are never closed', { 'schema.prisma': 'model Buoy {\n'.repeat(60_000) }, []],
    ['a path to sign in at', { 'src/sso.js': `const app = require('express')();\napp.post('/sso${'_e.e'.repeat(40)}!', (req, res) => res.json({}));\n` }, []],
    ['a pattern that a check leaves out', { 'src/out.js': `const { expressjwt } = require('express-jwt');\nconst app = require('express')();\napp.use(expressjwt({ secret: 'a' }).unless({ path: [/^${'\\/a'.repeat(40)}!/] }));\n` }, []],
  ])('%s', (_, files, problems) => stillJudges(files, problems));
});

describe('SQL that is none, or not of its database', () => {
  const dump = 'migrations/0001_dump.up.sql';
  /** Told to be judged beside what is broken: it makes a table and has an empty down. */
  const SOUND = { 'migrations/0009_ok.up.sql': 'CREATE TABLE sluices (id int PRIMARY KEY);\n', 'migrations/0009_ok.down.sql': '' };

  async function stillJudgesSql(broken: Readonly<Record<string, Text>>, problems: readonly RegExp[]): Promise<void> {
    await stillJudges({ ...SOUND, ...broken }, problems);
    const { stdout } = await check({ ...BACKEND, ...SOUND, ...broken });
    expect(findingsOf(stdout).map(({ title }) => title)).toContain('Empty rollback for migration 0009_ok');
  }

  test('a dump of 50 MB is left out with a note', async () => {
    const started = performance.now();
    await stillJudgesSql({ [dump]: 'INSERT INTO sluices VALUES (1);\n'.repeat(1_700_000) }, [/^note: migrations\/0001_dump\.up\.sql.*over the limit of/]);
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  test('a dump just under the limit, in statements of one row and in one statement of all rows', async () => {
    await stillJudgesSql({ [dump]: "INSERT INTO sluices VALUES (1, '{{}}');\n".repeat(20_000) }, []);
    await stillJudgesSql({ [dump]: `INSERT INTO sluices VALUES ${'(1),'.repeat(200_000)}(2);\n` }, [/0001_dump\.up\.sql:1.*too long to be parsed/]);
  });

  test('binary content', () => stillJudgesSql({ 'migrations/0002_image.up.sql': Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0x0d]) }, [/^problem: migrations\/0002_image\.up\.sql.*NUL/]));

  test('another database', () => stillJudgesSql({
    'migrations/postgres/0003_engine.up.sql': 'CREATE TABLE `gates` (`id` int AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;\nDROP TABLE ponds;\n', 'migrations/postgres/0003_engine.down.sql': 'CREATE TABLE ponds (id int);\n',
    'migrations/postgres/0004_a.up.sql': 'CREATE TABLE a (id serial);\nCREATE TABLE b (id serial);\nCREATE EXTENSION citext;\n', 'migrations/postgres/0004_a.down.sql': 'DROP EXTENSION citext;\nDROP TABLE b;\nDROP TABLE a;\n',
  }, [/^note: migrations\/postgres\/0003_engine\.up\.sql:1: statement not understood/]));

  test('templates: Jinja, Handlebars, JavaScript, ERB', () => stillJudgesSql({
    'migrations/0005_jinja.up.sql': '{% if wide %}\nCREATE TABLE {{ schema }}.weirs (id int);\n{% endif %}\nALTER TABLE weirs ADD COLUMN height int;\n',
    'migrations/0006_bars.up.sql': 'CREATE TABLE {{#each names}}t_{{this}}{{/each}} (id int);\nALTER TABLE ${table} ADD COLUMN ${column} int;\n',
    'migrations/0007_erb.up.sql': '<% tables.each do |t| %>\nDROP TABLE <%= t %>;\n<% end %>\n',
  }, [/0005_jinja\.up\.sql:1.*not understood/, /0007_erb\.up\.sql:1.*not understood/]));

  test('what is never closed, and what is nested without end', () => stillJudgesSql({
    'migrations/0007_open.up.sql': 'CREATE FUNCTION f() RETURNS int AS $$ SELECT 1;\nDROP TABLE a;\n', 'migrations/0007_quote.up.sql': "/* /* */ DROP TABLE a; 'unclosed",
    'migrations/0008_deep.up.sql': `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)};\n`,
  }, [/0007_open\.up\.sql:1/, /0008_deep\.up\.sql:1/]));
});

describe('nothing to judge', () => {
  test('an empty folder is exit 2 with the reason, and 0 with --allow-empty', async () => {
    const bare = await check({});
    expect(bare.code).toBe(2);
    expect(bare.stderr).toMatch(/Nothing to judge: 0 files were read/);
    expect(findingsOf(bare.stdout)).toEqual([]);
    expect((await check({}, '--allow-empty')).code).toBe(0);
  });

  test('a folder without a backend', async () => {
    expect((await check({ 'readme.md': '# x', 'src/a.ts': 'export const a = 1;\n' })).code).toBe(2);
  });

  test('unread files with --strict are exit 2', async () => {
    const { code, stderr } = await check({ ...BACKEND, 'src/bad.ts': 'const = 2;\n' }, '--strict');
    expect(code).toBe(2);
    expect(stderr).toMatch(/1 problem .*--strict/);
  });
});
