import { describe, expect, test } from 'vitest';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { analyzeFolder, inFolder, readFixtures } from './support/fixture.js';
import type { FixtureCase } from './support/markdown.js';

/** Rules about entry points that the preset `recommended` has on: each must work on every stack that has entry points. */
const LAUNCH = ['internal-error-exposed', 'mutation-without-idempotency-key', 'n-plus-one-query', 'nonstandard-error-envelope', 'unguarded-mutation', 'writes-without-transaction'];

/** Pairs that cannot occur, each with its reason. */
const IMPOSSIBLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  convex: { 'writes-without-transaction': 'a mutation is one transaction' },
};

const stacks = adapters.filter(({ kind }) => kind === 'http').map(({ name }) => name);
const fixtures = new Map(readFixtures('stacks').map((fixture) => [fixture.path.replace(/^.*\/|\.md$/g, ''), fixture]));

/** `// finds: <rule>, <rule>` (`#` in YAML) at the end of a line. */
function stated(fixture: FixtureCase): string[] {
  return fixture.files.flatMap(({ path, text }) => text.split('\n').flatMap((line, index) => {
    const [, list] = /(?:\/\/|#) finds: (.+)$/.exec(line) ?? [];
    return list === undefined ? [] : list.split(', ').map((rule) => `${path}:${index + 1} ${rule}`);
  }));
}

test('every stack has its cases, and every file of cases belongs to a stack', () => {
  expect([...fixtures.keys()].sort()).toEqual([...stacks].sort());
});

test.each([...fixtures])('%s: every launch rule that can find something has a case', (stack, fixture) => {
  const shown = new Set(fixture.cases.flatMap(stated).map((line) => line.replace(/^\S+ /, '')));
  const missing = LAUNCH.filter((rule) => !shown.has(rule) && IMPOSSIBLE[stack]?.[rule] === undefined);
  expect(Object.keys(IMPOSSIBLE[stack] ?? {}).filter((rule) => shown.has(rule)), 'said to be impossible, and shown').toEqual([]);
  expect(missing.map((rule) => `${stack} x ${rule} has no case in fixtures/stacks/${stack}.md`)).toEqual([]);
});

for (const [stack, fixture] of fixtures) {
  describe(`stacks/${stack}.md`, () => {
    test.each(fixture.cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
      const found = inFolder(one.files, (root) => {
        const { result } = analyzeFolder(root, rules.filter(({ id }) => LAUNCH.includes(id)), false);
        expect(result.problems.filter(({ level }) => level === 'problem')).toEqual([]);
        return result.findings.filter(({ outcome }) => outcome === 'violation').map(({ rule, where }) => `${where.path}:${where.lines.first} ${rule}`);
      });
      expect(found.sort()).toEqual(stated(one).sort());
    });
  });
}
