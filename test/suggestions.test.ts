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
        expect(findingsOf(root).map(nameOf).sort()).toEqual(findings.filter((other) => other !== finding).map(nameOf).sort());
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
