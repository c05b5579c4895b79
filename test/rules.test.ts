import { describe, expect, test } from 'vitest';
import { ALL_RULES, analyzeFolder, checkRuleCase, expectationKinds, inFolder, readFixtures } from './support/fixture.js';

const fixtures = readFixtures('rules');

describe('every rule has its cases', () => {
  test.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const path = `rules/${rule.meta.standard}/${id}.md`;
    const fixture = fixtures.find((candidate) => candidate.path === path);
    expect(fixture, `fixtures/${path} is missing`).toBeDefined();
    const kinds = new Set(fixture?.cases.flatMap((one) => [...expectationKinds(one)]));
    expect(kinds, 'at least one case states an error').toContain('error');
    expect(kinds, 'at least one case states an ok').toContain('ok');
  });

  test('every file of cases belongs to a rule', () => {
    const known = ALL_RULES.map((rule) => `rules/${rule.meta.standard}/${rule.id}.md`);
    expect(fixtures.map((fixture) => fixture.path).filter((path) => !known.includes(path))).toEqual([]);
  });
});

for (const fixture of fixtures) {
  const id = fixture.path.replace(/^.*\//, '').replace(/\.md$/, '');
  describe(fixture.path, () => {
    test.each(fixture.cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
      const rule = ALL_RULES.find((candidate) => candidate.id === id);
      if (!rule) throw new Error(`there is no rule "${id}"`);
      const difference = checkRuleCase(rule, one);
      if (difference) expect.fail(difference);
    });
  });
}

describe('what is told of a migration names tables, and no identity of the replay', () => {
  const cases = fixtures.filter(({ path }) => /^rules\/(?:migrations|rollback)\//.test(path)).flatMap(({ path, cases: own }) => own.map((one) => [`${path}: ${one.name}`, one] as const));

  test.each(cases)('%s', (_name, one) => inFolder(one.files, (root) => {
    const told = analyzeFolder(root, ALL_RULES, false).result.findings.flatMap(({ title, evidence, trace }) => [title, evidence, ...trace.map(({ message }) => message)]);
    expect(told.filter((text) => /\b(?:table|column|index|constraint|object|type)#\d|\?(?:table|column)¦/.test(text))).toEqual([]);
  }));
});
