import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Edit, Finding } from '@assay/contract';
import { rules } from '@assay/rules';
import { analyzeFolder, inFolder, inFolderAsync, readFixtures } from './support/fixture.js';
import { eslintIn } from './support/eslint.js';

const findingsOf = (root: string): readonly Finding[] => {
  const { result } = analyzeFolder(root, rules, false);
  expect(result.problems.filter(({ code }) => code === 'syntax' || code === 'internal')).toEqual([]);
  return result.findings.filter(({ outcome }) => outcome === 'violation');
};
/** A rule that asks for a word about what another one finds is content when that is gone. */
const ASKS_ABOUT: Readonly<Record<string, string>> = { 'migration-without-operations-note': 'blocking-ddl' };
const nameOf = ({ rule, variant, subject }: Finding): string => `${rule} ${variant} ${subject}`;

function apply(root: string, edits: readonly Edit[]): () => void {
  const before = new Map(edits.map(({ at }) => [at.path, readFileSync(join(root, at.path), 'utf8')]));
  for (const { at, text } of edits.toSorted((a, b) => b.at.start - a.at.start)) {
    const old = readFileSync(join(root, at.path), 'utf8');
    writeFileSync(join(root, at.path), old.slice(0, at.start) + text + old.slice(at.end));
  }
  return () => { for (const [path, text] of before) writeFileSync(join(root, path), text); };
}

describe('a suggestion that is taken over takes its finding away and leaves the others', () => {
  const cases = readFixtures('rules').flatMap((fixture) => fixture.cases.map((one) => [`${fixture.path}: ${one.name}`, one] as const));
  let applied = 0;

  test.each(cases)('%s', (_name, one) => inFolder(one.files, (root) => {
    const findings = findingsOf(root);
    for (const finding of findings) {
      for (const { edits } of finding.suggest ?? []) {
        const undo = apply(root, edits);
        const left = findingsOf(root).map(nameOf);
        const mayGo = (other: Finding) => ASKS_ABOUT[other.rule] === finding.rule && other.subject === finding.subject;
        expect(left.sort()).toEqual(findings.filter((other) => other !== finding && !(mayGo(other) && !left.includes(nameOf(other)))).map(nameOf).sort());
        undo();
        applied += 1;
      }
    }
  }));

  test('there are some', () => expect(applied).toBeGreaterThan(5));
});

describe('a down that fails until it is written', () => {
  const REFUSAL = "throw new Error('There is no way back from this migration yet.');";
  const MANIFEST = { path: 'package.json', text: '{ "dependencies": { "knex": "^3.0.0", "typeorm": "^0.3.0" } }' };
  const UP = 'export async function up(knex) {\n  await knex.schema.dropTable("carts");\n}\n';
  const suggested = (path: string, text: string): Promise<string | undefined> => inFolderAsync([MANIFEST, { path, text }], async (root) => {
    const [result] = await eslintIn(root).lintFiles([path]);
    const [fix] = result?.messages.flatMap(({ ruleId, suggestions = [] }) => (ruleId === 'assay/migration-without-rollback' ? suggestions.map((suggestion) => suggestion.fix) : [])) ?? [];
    return fix && text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
  });

  test.each([
    ['braces together', `${UP}export async function down(knex) {}\n`, `${UP}export async function down(knex) { ${REFUSAL} }\n`],
    ['braces on two lines', `${UP}export async function down(knex) {\n}\n`, `${UP}export async function down(knex) {\n  ${REFUSAL}\n}\n`],
    ['a comment', `${UP}export async function down(knex) {\n  // nothing\n}\n`, `${UP}export async function down(knex) {\n  // nothing\n  ${REFUSAL}\n}\n`],
    ['a comment on the line', `${UP}export async function down(knex) { /* nothing */ }\n`, `${UP}export async function down(knex) { /* nothing */ ${REFUSAL} }\n`],
    ['an assignment', 'exports.up = (knex) => knex.schema.dropTable("carts");\nexports.down = async (knex) => {};\n', `exports.up = (knex) => knex.schema.dropTable("carts");\nexports.down = async (knex) => { ${REFUSAL} };\n`],
    ['none at all, in a module', UP, `${UP.trimEnd()}\n\nexport async function down() {\n  ${REFUSAL}\n}\n`],
  ])('%s', async (_name, before, after) => {
    expect(await suggested('migrations/20250101000000_drop.mjs', before)).toBe(after);
  });

  test('none at all, in a class', async () => {
    const text = 'import { MigrationInterface } from "typeorm";\nexport class Drop1700000000000 implements MigrationInterface {\n\tasync up(runner) {\n\t\tawait runner.query("drop table carts");\n\t}\n}\n';
    expect(await suggested('migrations/1700000000000-drop.ts', text)).toBe(text.replace('\t}\n}', `\t}\n\n\tasync down() {\n\t\t${REFUSAL}\n\t}\n}`));
  });

  test.each([
    ['a function that other migrations may share', 'const nothing = async () => {};\nexports.up = (knex) => knex.schema.dropTable("carts");\nexports.down = nothing;\n'],
    ['an object', 'module.exports = {\n  async up(knex) {\n    await knex.schema.dropTable("carts");\n  },\n};\n'],
    ['a body that does nothing in some other way', `${UP}export async function down(knex) {\n  return Promise.resolve();\n}\n`],
  ])('is left to the reader: %s', async (_name, text) => {
    expect(await suggested('migrations/20250101000000_drop.js', text)).toBeUndefined();
  });
});

describe('the words that spare a long lock', () => {
  const MANIFEST = { path: 'package.json', text: '{ "dependencies": { "pg": "^8.13.0", "typeorm": "^0.3.0" } }' };
  const suggested = (path: string, text: string, more: readonly { path: string; text: string }[] = []): Promise<string[]> => inFolderAsync([MANIFEST, ...more, { path, text }], async (root) => {
    const [result] = await eslintIn(root).lintFiles([path]);
    const fixes = result?.messages.flatMap(({ ruleId, suggestions = [] }) => (ruleId === 'assay/blocking-ddl' ? suggestions.map(({ fix }) => fix) : [])) ?? [];
    return fixes.map((fix) => text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]));
  });
  const SQL = 'db/migrations/0001_hull.up.sql';
  const inClass = (sql: string) => `import { MigrationInterface, QueryRunner } from 'typeorm';\nexport class Hull1700000000000 implements MigrationInterface {\n  async up(runner: QueryRunner) {\n    await runner.query(${sql});\n  }\n  async down(runner: QueryRunner) {\n    await runner.query('SELECT 1');\n  }\n}\n`;

  test.each([
    ['an index', 'CREATE UNIQUE /* one */ INDEX hulls_name ON hulls (name);\n', 'CREATE UNIQUE /* one */ INDEX CONCURRENTLY hulls_name ON hulls (name);\n'],
    ['an index without a name', 'create index on hulls (name)', 'create index CONCURRENTLY on hulls (name)'],
    ['an index that goes', 'DROP INDEX IF EXISTS hulls_name;\n', 'DROP INDEX CONCURRENTLY IF EXISTS hulls_name;\n'],
    ['a foreign key', "-- é\nALTER TABLE hulls ADD CONSTRAINT hulls_yard FOREIGN KEY (yard_id) REFERENCES yards (id) ON DELETE CASCADE -- why\n;\n", "-- é\nALTER TABLE hulls ADD CONSTRAINT hulls_yard FOREIGN KEY (yard_id) REFERENCES yards (id) ON DELETE CASCADE NOT VALID -- why\n;\n"],
    ['a check among others', 'ALTER TABLE hulls ADD CONSTRAINT c CHECK (kind IN (1, 2)), ADD COLUMN note text;\n', 'ALTER TABLE hulls ADD CONSTRAINT c CHECK (kind IN (1, 2)) NOT VALID, ADD COLUMN note text;\n'],
    ['a constraint without a name', 'ALTER TABLE hulls ADD FOREIGN KEY (yard_id) REFERENCES yards (id) DEFERRABLE;\n', 'ALTER TABLE hulls ADD FOREIGN KEY (yard_id) REFERENCES yards (id) DEFERRABLE NOT VALID;\n'],
  ])('%s', async (_name, before, after) => {
    expect(await suggested(SQL, before)).toEqual([after]);
  });

  test.each([
    ['two statements, which run in one transaction', 'CREATE INDEX hulls_name ON hulls (name);\nCREATE INDEX hulls_kind ON hulls (kind);\n'],
    ['two indexes at once', 'DROP INDEX hulls_name, hulls_kind;\n'],
    ['a cascade', 'DROP INDEX hulls_name CASCADE;\n'],
    ['a block', 'DO $$ BEGIN ALTER TABLE hulls ADD CONSTRAINT c CHECK (kind > 0); END $$;\n'],
    ['another remedy', 'ALTER TABLE hulls ALTER COLUMN name SET NOT NULL;\n'],
  ])('is left to the reader: %s', async (_name, text) => {
    expect(await suggested(SQL, text)).toEqual([]);
  });

  test.each([
    ['a string', "'CREATE INDEX hulls_name ON hulls (name)'", ["'CREATE INDEX CONCURRENTLY hulls_name ON hulls (name)'"]],
    ['a sum', "'ALTER TABLE hulls ADD CONSTRAINT c ' +\n      'CHECK (kind > 0)'", ["'ALTER TABLE hulls ADD CONSTRAINT c ' +\n      'CHECK (kind > 0) NOT VALID'"]],
    ['escapes', '"ALTER TABLE \\"hulls\\" ADD CONSTRAINT c CHECK (kind > 0)"', []],
    ['a hole', '`ALTER TABLE hulls ADD CONSTRAINT c CHECK (kind > ${Number(1)})`', []],
  ])('in code: %s', async (_name, sql, expected) => {
    expect(await suggested('src/migrations/1700000000000-hull.ts', inClass(sql))).toEqual(expected.map(inClass));
  });
});
