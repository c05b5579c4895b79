import { describe, expect, test } from 'vitest';
import { adapters } from '@assay/frameworks';
import { checkModelCase, readFixtures } from './support/fixture.js';

const fixtures = readFixtures('frameworks');

/** Adapters that are rows share a file a kind and have a case each; what registers, reads or migrates has a file of its own. */
const SHARED = new Set(['auth', 'runtime', 'jobs', 'tests']);

test('every adapter has its cases', () => {
  const missing = adapters.flatMap(({ name, kind }) => {
    const file = `frameworks/${SHARED.has(kind) ? kind : name}.md`;
    const cases = fixtures.find((fixture) => fixture.path === file)?.cases ?? [];
    const own = SHARED.has(kind) ? cases.filter((one) => one.name.startsWith(`${name}: `)) : cases;
    return own.length > 0 ? [] : [SHARED.has(kind) ? `${file}: ## ${name}: ..` : file];
  });
  expect(missing).toEqual([]);
});

for (const fixture of fixtures) {
  describe(fixture.path, () => {
    test.each(fixture.cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
      const difference = checkModelCase(one);
      if (difference) expect.fail(difference);
    });
  });
}
