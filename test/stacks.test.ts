import { describe, expect, test } from 'vitest';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { analyzeFolder, inFolder, readFixtures } from './support/fixture.js';
import type { FixtureCase } from './support/markdown.js';

/** What the first release judges at run time: each rule must work on every stack that has entry points. */
const LAUNCH = [
  'guard-order-bypass', 'idempotency-key-ignored', 'internal-error-exposed', 'io-inside-transaction', 'mutation-without-authorization', 'mutation-without-idempotency-key', 'n-plus-one-query', 'n-plus-one-resolver',
  'n-plus-one-write', 'nonstandard-error-envelope', 'transaction-handle-bypassed', 'transaction-without-rollback', 'unguarded-mutation', 'unkeyed-retry', 'writes-without-transaction',
];

/** Where a step covers what is registered after it. Elsewhere a step covers its whole scope, or names what it covers. */
const ORDERED = ['elysia', 'express', 'hono', 'koa', 'overnight', 'routing-controllers', 'ts-rest'];
const WITH_FIELDS = ['graphql', 'nestjs'];
const ONE_TRANSACTION = 'a mutation is one transaction, and an action has none';

/** Pairs that cannot occur, each with its reason. */
const IMPOSSIBLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  convex: {
    'writes-without-transaction': ONE_TRANSACTION, 'transaction-handle-bypassed': ONE_TRANSACTION, 'transaction-without-rollback': ONE_TRANSACTION, 'io-inside-transaction': 'a mutation cannot reach the network',
  },
  finale: { 'idempotency-key-ignored': 'a milestone comes before the effect, which is the library\'s own' },
  keystone: { 'idempotency-key-ignored': 'a hook stands beside the effect, which is the library\'s own' },
};

/** Why this stack needs no case of this rule. */
function excused(stack: string, rule: string): string | undefined {
  if (rule === 'guard-order-bypass' && !ORDERED.includes(stack)) return 'the order of registration decides nothing';
  if (rule === 'n-plus-one-resolver' && !WITH_FIELDS.includes(stack)) return 'no field is resolved for each element of a list';
  return IMPOSSIBLE[stack]?.[rule];
}

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
  const missing = LAUNCH.filter((rule) => !shown.has(rule) && excused(stack, rule) === undefined);
  expect(LAUNCH.filter((rule) => shown.has(rule) && excused(stack, rule) !== undefined), 'said to be impossible, and shown').toEqual([]);
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
