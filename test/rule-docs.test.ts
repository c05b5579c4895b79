import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import assay from 'eslint-plugin-assay';
import { describe, expect, test } from 'vitest';
import { compareText } from '@assay/contract';
import type { Rule } from '@assay/contract';
import { firstSights } from './support/first-sight.js';
import { ALL_RULES, readFixtures } from './support/fixture.js';
import { REPOSITORY } from './support/repository.js';
import { rulePage, rulesPage } from './support/rule-page.js';

const PAGES = join(REPOSITORY, 'docs/rules');
const fixtures = readFixtures('rules');
const seen = firstSights();
const rules = ALL_RULES.toSorted((a, b) => compareText(a.id, b.id));

function levelsOf({ id }: Rule) {
  const level = (name: string) => (assay.configs?.[name] as Linter.Config[]).map((block) => block.rules?.[`assay/${id}`]).find((found) => found !== undefined);
  const text = (name: string) => String(level(name) ?? 'off');
  return { recommended: text('recommended'), strict: text('strict') };
}

function isFresh(name: string, text: string): void {
  const path = join(PAGES, name);
  if (process.env['UPDATE'] === '1') {
    mkdirSync(PAGES, { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path), `docs/rules/${name} is missing; npm run generate writes it`).toBe(true);
  expect(readFileSync(path, 'utf8'), `docs/rules/${name} is stale; npm run generate writes it`).toBe(text);
}

describe('every rule has its page', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const fixture = fixtures.find(({ path }) => path === `rules/${rule.meta.standard}/${id}.md`);
    if (!fixture) throw new Error(`${id} has no fixture`);
    isFresh(`${id}.md`, rulePage(rule, fixture, levelsOf(rule), seen(id)));
  });

  test('the list of them', () => isFresh('README.md', rulesPage(rules, levelsOf, seen)));

  test('no page without a rule', () => {
    expect(readdirSync(PAGES).sort()).toEqual(['README.md', ...rules.map(({ id }) => `${id}.md`)].sort());
  });
});

/** Views are made by one function, which a linter of plugins cannot see through: it reads each as if it were written out. */
describe('eslint-plugin-eslint-plugin passes', () => {
  const linter = new Linter();
  const lint = (meta: unknown) => linter.verify(
    `export default { meta: ${JSON.stringify(meta)}, create(context) { return { Program(node) { context.report({ node, messageId: 'finding', data: { title: '', evidence: '' }, suggest: [{ messageId: 'suggestion', data: { order: '' }, fix: (fixer) => fixer.remove(node) }] }); context.report({ node, messageId: 'failure', data: { failure: '' } }); } }; } };`,
    [eslintPlugin.configs.recommended, { rules: { 'eslint-plugin/require-meta-docs-description': ['error', { pattern: '^[A-Z].*\\.$' }], 'eslint-plugin/require-meta-docs-url': 'error', 'eslint-plugin/require-meta-docs-recommended': 'error', 'eslint-plugin/prefer-message-ids': 'error' } }] as Linter.Config[],
  ).map(({ ruleId, message }) => `${ruleId ?? ''}: ${message}`);

  test.each(Object.entries(assay.rules ?? {}))('%s', (_id, rule) => {
    expect(lint((rule as { meta?: unknown }).meta)).toEqual([]);
  });

  test('it can fail', () => {
    expect(lint({ type: 'whatever', messages: { finding: '{{title}}: {{evidence}}', unused: 'x' }, schema: [] })).not.toEqual([]);
  });
});
