import { describe, expect, test } from 'vitest';
import {
  MODEL_KINDS, RULE_KINDS, difference, matchesModelLine, matchesVerdict, readExpectations, readModelLine,
} from './support/expectations.js';
import type { Observation } from './support/expectations.js';
import { readExpectedFindings } from './support/expected.js';
import { parseFixture } from './support/markdown.js';

const lines = (...parts: string[]) => parts.join('\n');

describe('parseFixture', () => {
  const two = lines(
    '# a rule', '', '```json package.json', '{"name":"shared"}', '```', '', '```ts', 'no path: prose', '```', '',
    '## first', 'Why.', '```ts src/app.ts', 'one();', '', 'two();', '```', '```sql db/1.sql', 'select 1;', '```', '',
    '## second', '```json package.json', '{"name":"own"}', '```', '~~~~js src/app.js', '```', '## not a heading', '```', '~~~~', '',
  );

  test('a heading is a project of its fences, after the shared ones', () => {
    const [first] = parseFixture(two);
    expect(first?.name).toBe('first');
    expect(first?.line).toBe(11);
    expect(first?.files).toEqual([
      { path: 'package.json', text: '{"name":"shared"}\n', line: 3 },
      { path: 'src/app.ts', text: 'one();\n\ntwo();\n', line: 13 },
      { path: 'db/1.sql', text: 'select 1;\n', line: 18 },
    ]);
  });

  test('a case overrides a shared file, and does not see files of another case', () => {
    const second = parseFixture(two)[1];
    expect(second?.files.map((file) => file.path)).toEqual(['package.json', 'src/app.js']);
    expect(second?.files[0]?.text).toBe('{"name":"own"}\n');
  });

  test('a fence inside a longer fence, and a heading inside a fence, are text', () => {
    expect(parseFixture(two).map((one) => one.name)).toEqual(['first', 'second']);
    expect(parseFixture(two)[1]?.files[1]?.text).toBe('```\n## not a heading\n```\n');
  });

  test('line ends of Windows are read', () => {
    expect(parseFixture('## a\r\n```ts a.ts\r\nx();\r\n```\r\n')[0]?.files[0]?.text).toBe('x();\n');
  });

  test.each([
    ['an open fence', '## a\n```ts a.ts\nx();\n', 'line 2: this fence is never closed'],
    ['a case without files', '## a\n```ts\nx();\n```\n', 'line 1: case "a" has no file'],
    ['two cases of one name', '## a\n```ts a.ts\n```\n## a\n```ts a.ts\n```\n', 'case "a" exists twice'],
    ['a file given twice', '## a\n```ts a.ts\n```\n```ts a.ts\n```\n', 'line 4: a.ts is given twice'],
    ['a path out of the project', '## a\n```ts ../a.ts\n```\n', 'is not a path inside the project'],
    ['an absolute path', '## a\n```ts /a.ts\n```\n', 'is not a path inside the project'],
    ['words after the path', '## a\n```ts a.ts hidden\n```\n', 'takes a language and one path'],
  ])('%s is an error', (_name, markdown, message) => {
    expect(() => parseFixture(markdown)).toThrow(message);
  });
});

describe('readExpectations', () => {
  const read = (path: string, text: string, kinds: readonly string[] = RULE_KINDS) =>
    readExpectations([{ path, text, line: 1 }], kinds).map(({ kind, text: title, line }) => `${line} ${kind} ${title}`.trim());

  test('error with its title, review with and without a part, ok', () => {
    expect(read('a.ts', 'a(); // error: Missing guard on POST /a\nb();\nc(); // review\nd(); // review: opaque\ne(); // ok\n')).toEqual([
      '1 error Missing guard on POST /a', '3 review', '4 review opaque', '5 ok',
    ]);
  });

  test('several on one line', () => {
    expect(read('a.ts', 'a(); // error: One // error: Two // ok // review\n')).toEqual(['1 error One', '1 error Two', '1 ok', '1 review']);
  });

  test('the marker follows the language of the file', () => {
    expect(read('a.sql', 'drop table a; -- error: Gone\n-- ok\nx // ok\n')).toEqual(['1 error Gone', '2 ok']);
    expect(read('a.yaml', 'a: 1 # ok\n')).toEqual(['1 ok']);
    expect(read('a.ts', 'a -- ok\n')).toEqual([]);
  });

  test('other comments, URLs and longer words are no expectations', () => {
    expect(read('a.ts', "f('http://ok'); // fine\ng(); // errors happen\nh(); // okay\nconst url = 'x//ok';\n")).toEqual([]);
  });

  test.each(['a(); // error', 'a(); // error:', 'a(); // error without colon', 'a(); // ok because', 'a(); // review:'])('%s is rejected', (text) => {
    expect(() => read('a.ts', `x();\n${text}\n`)).toThrow('a.ts:2');
  });

  test('model lines', () => {
    const text = "app.post('/a', auth, h); // endpoint: POST /a chain: [auth] // endpoint: POST /v1/a\n";
    expect(read('a.ts', text, MODEL_KINDS)).toEqual(['1 endpoint POST /a chain: [auth]', '1 endpoint POST /v1/a']);
  });
});

describe('difference', () => {
  const at = (kind: string, text: string, line = 1, path = 'a.ts') => ({ kind, text, line, path });

  test('is empty when everything expected was seen and nothing else', () => {
    expect(difference([at('error', 'One'), at('review', '')], [at('review', 'Two'), at('error', 'One')], matchesVerdict)).toBe('');
  });

  test('a missing expectation fails', () => {
    expect(difference([at('error', 'One')], [], matchesVerdict)).toBe('a.ts:1\n    expected  error: One\n    got       nothing');
  });

  test('an unexpected observation fails', () => {
    expect(difference([], [at('error', 'One', 3)], matchesVerdict)).toBe('a.ts:3\n    expected  nothing\n    got       error: One');
  });

  test('an error needs its whole title; a review and an ok a part', () => {
    expect(difference([at('error', 'One')], [at('error', 'One more')], matchesVerdict)).not.toBe('');
    expect(difference([at('review', 'ne m')], [at('review', 'One more')], matchesVerdict)).toBe('');
    expect(difference([at('ok', 'POST /b')], [at('ok', 'POST /a')], matchesVerdict)).not.toBe('');
  });

  test('another line, file or kind does not count', () => {
    expect(difference([at('error', 'One')], [at('error', 'One', 2)], matchesVerdict)).toContain('a.ts:2');
    expect(difference([at('error', 'One')], [at('error', 'One', 1, 'b.ts')], matchesVerdict)).toContain('b.ts:1');
    expect(difference([at('error', 'One')], [at('review', 'One')], matchesVerdict)).toContain('got       review: One');
  });

  test('two of the same need two', () => {
    expect(difference([at('error', 'One')], [at('error', 'One'), at('error', 'One')], matchesVerdict)).toContain('expected  nothing');
    expect(difference([at('error', 'One'), at('error', 'One')], [at('error', 'One')], matchesVerdict)).toContain('got       nothing');
  });

  test('a bare review leaves the precise one its observation', () => {
    expect(difference([at('review', ''), at('review', 'B')], [at('review', 'B'), at('review', 'A')], matchesVerdict)).toBe('');
  });

  test('a pass is asserted by ok, and needs no ok', () => {
    const pass: Observation = { ...at('ok', 'POST /a'), optional: true };
    expect(difference([], [pass], matchesVerdict)).toBe('');
    expect(difference([at('ok', '')], [pass], matchesVerdict)).toBe('');
    expect(difference([at('ok', '')], [], matchesVerdict)).toContain('expected  ok');
  });
});

describe('model lines', () => {
  const got = (text: string): Observation => ({ kind: 'endpoint', text, path: 'a.ts', line: 1 });
  const seen = got("POST /v1/orders chain: [authenticate, requireRole('admin', 'ops')] guard: role handler: create mounted: yes");
  const same = (text: string) => matchesModelLine(got(text), seen);

  test('a key that is left out is not compared', () => {
    expect(same('POST /v1/orders')).toBe(true);
    expect(same('POST /v1/orders guard: role')).toBe(true);
    expect(same("POST /v1/orders handler: create chain: [ authenticate,requireRole('admin', 'ops') ]")).toBe(true);
  });

  test('a key that is stated must be equal', () => {
    expect(same('POST /v1/orders guard: principal')).toBe(false);
    expect(same('POST /v1/orders chain: [authenticate]')).toBe(false);
    expect(same('POST /v1/order')).toBe(false);
    expect(same('POST /v1/orders tool: knex')).toBe(false);
  });

  test('keys are words followed by a colon', () => {
    expect(readModelLine('Mutation.create guard: none').head).toBe('Mutation.create');
    expect(readModelLine('write users').pairs.size).toBe(0);
  });
});

test('readExpectedFindings takes the rows of the first table only', () => {
  const markdown = lines(
    '| Rule | Place | Why |', '| --- | --- | --- |', '| `n-plus-one-query` | `src/a.ts:28` | text `b.ts:1` |', '',
    '# What looks wrong and is fine', '| `unguarded-mutation` | `src/c.ts:1` | fine |',
  );
  expect(readExpectedFindings(markdown)).toEqual([{ rule: 'n-plus-one-query', path: 'src/a.ts', line: 28 }]);
});
