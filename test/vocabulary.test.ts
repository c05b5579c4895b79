import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
// By its place: the list is the model's own and no part of what it exports.
import { DATA_CALL_NAMES } from '../packages/model/dist/answers/vocabulary.js';
import { FIXTURES } from './support/repository.js';

test('the frozen list of data-access names is the one that coverage is measured with', () => {
  const frozen = JSON.parse(readFileSync(join(FIXTURES, 'corpus/vocabulary.json'), 'utf8')) as { readonly names: readonly string[] };
  expect([...DATA_CALL_NAMES].sort()).toEqual([...frozen.names].sort());
  expect(new Set(frozen.names).size).toBe(frozen.names.length);
});
