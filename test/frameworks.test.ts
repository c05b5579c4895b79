import { describe, expect, test } from 'vitest';
import { adapters } from '@assay/frameworks';
import { checkModelCase, readFixtures } from './support/fixture.js';

const fixtures = readFixtures('frameworks');

test('every adapter has its cases', () => {
  const files = fixtures.map((fixture) => fixture.path);
  expect(adapters.map((adapter) => `frameworks/${adapter.name}.md`).filter((path) => !files.includes(path))).toEqual([]);
});

for (const fixture of fixtures) {
  describe(fixture.path, () => {
    test.each(fixture.cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
      const difference = checkModelCase(one);
      if (difference) expect.fail(difference);
    });
  });
}
