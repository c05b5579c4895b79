import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adapters } from '@assay/frameworks';
import { readFixtures } from './support/fixture.js';
import { frameworksPage } from './support/framework-page.js';
import { REPOSITORY } from './support/repository.js';

const fixtures = readFixtures('frameworks');

test('docs/frameworks.md lists what the adapters understand', () => {
  const path = join(REPOSITORY, 'docs/frameworks.md');
  const text = frameworksPage(adapters, fixtures);
  if (process.env['UPDATE'] === '1') writeFileSync(path, text);
  expect(existsSync(path), 'docs/frameworks.md is missing; npm run generate writes it').toBe(true);
  expect(readFileSync(path, 'utf8'), 'docs/frameworks.md is stale; npm run generate writes it').toBe(text);
});

test('every fixture proves an adapter of the page', () => {
  const page = frameworksPage(adapters, fixtures);
  expect(fixtures.map(({ path }) => path).filter((path) => !page.includes(`(../fixtures/${path})`))).toEqual([]);
});

test('an adapter without a fixture is refused', () => {
  expect(() => frameworksPage(adapters, [])).toThrow('no fixture proves');
});
