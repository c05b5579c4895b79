import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
// By their places: the lists are the model's own and no part of what it exports.
import { ROUTE_CALL_NAMES } from '../packages/model/dist/answers/route-vocabulary.js';
import { DATA_CALL_NAMES } from '../packages/model/dist/answers/vocabulary.js';
import { FIXTURES } from './support/repository.js';

test('the frozen list of data-access names is the one that coverage is measured with', () => {
  const frozen = JSON.parse(readFileSync(join(FIXTURES, 'corpus/vocabulary.json'), 'utf8')) as { readonly names: readonly string[] };
  expect([...DATA_CALL_NAMES].sort()).toEqual([...frozen.names].sort());
  expect(new Set(frozen.names).size).toBe(frozen.names.length);
});

test('the frozen shapes of route-like calls are those that coverage is measured with', () => {
  const frozen = JSON.parse(readFileSync(join(FIXTURES, 'corpus/route-vocabulary.json'), 'utf8')) as { readonly names: Readonly<Record<string, readonly string[]>>; readonly shapes: Readonly<Record<string, string>> };
  const used = Object.fromEntries(Object.entries(ROUTE_CALL_NAMES).map(([shape, names]) => [shape, [...names].sort()]));
  expect(used).toEqual(frozen.names);
  expect(Object.keys(frozen.shapes)).toEqual(Object.keys(frozen.names));
});
