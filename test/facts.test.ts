import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFacts } from '@assay/facts';
import type { FileFacts, SourceFile } from '@assay/contract';
import { describe, expect, test } from 'vitest';
import { filesBelow } from './support/code.js';
import { readFixtures } from './support/fixture.js';
import { REPOSITORY } from './support/repository.js';
import { showExpr, showStatements, showType } from './support/show-facts.js';

const source = (text: string, path = 'a.ts'): SourceFile => ({ path, text, kind: 'code', role: 'product' });
const read = (text: string, path?: string): FileFacts => extractFacts(source(text, path));

describe('on any text', () => {
  const CODE = /\.[cm]?[jt]sx?$/;
  /** Real code: this repository's own, its demo backend's and the cases of its fixtures. */
  const corpus: readonly SourceFile[] = [
    ...filesBelow('').filter((path) => CODE.test(path)).map((path) => source(readFileSync(join(REPOSITORY, path), 'utf8'), path)),
    ...['rules', 'frameworks'].flatMap(readFixtures).flatMap(({ cases }) => cases.flatMap(({ files }) => files)).filter(({ path }) => CODE.test(path)).map(({ path, text }) => source(text, path)),
  ];
  /** The same on every machine; SEED tries others. */
  const settings = { seed: Number(process.env['SEED'] ?? 20_260), numRuns: Number(process.env['RUNS'] ?? 150) };

  test('the corpus is there', () => expect(corpus.length).toBeGreaterThan(300));

  test('real files have sound facts and no internal problem', () => {
    const unsound = corpus.flatMap((file) => {
      const facts = extractFacts(file);
      return [...faultsOf(facts, file.text), ...facts.problems.filter(({ code }) => code === 'internal').map(({ message }) => message)].slice(0, 3).map((fault) => `${file.path}: ${fault}`);
    });
    expect(unsound).toEqual([]);
  });

  const file = fc.constantFrom(...corpus);
  const position = fc.double({ min: 0, max: 1, noNaN: true });
  const scraps = fc.constantFrom('(', ')', '{', '}', '[', ']', '`', '${', '"', "'", '/*', '//', '=>', '...', '?.', '@', '#', 'class ', 'enum ', 'export ', 'import ', 'await ', 'yield ', 'new ', 'return ', 'case ', 'default',
    '<', '>', '=', ',', ';', ':', '\0', '\uFEFF', '\r', '\u2028', '\uD800', '1e999', '0n', '/(/', 'constructor', '__proto__', 'super(', 'satisfies X', 'using x = ');

  const sound = (one: SourceFile): void => expect(faultsOf(extractFacts(one), one.text)).toEqual([]);
  const cut = (one: SourceFile, at: number): number => Math.floor(at * one.text.length);

  test('truncated', () => {
    fc.assert(fc.property(file, position, (one, at) => sound({ ...one, text: one.text.slice(0, cut(one, at)) })), settings);
  });

  test('with its beginning missing', () => {
    fc.assert(fc.property(file, position, (one, at) => sound({ ...one, text: one.text.slice(cut(one, at)) })), settings);
  });

  test('mutated: pieces taken out, doubled, put in', () => {
    const change = fc.tuple(position, fc.integer({ min: 0, max: 60 }), fc.oneof(scraps, fc.constant('')), fc.boolean());
    fc.assert(fc.property(file, fc.array(change, { minLength: 1, maxLength: 6 }), (one, changes) => {
      const text = changes.reduce((before, [at, length, scrap, doubled]) => {
        const start = Math.floor(at * before.length);
        const piece = before.slice(start, start + length);
        return before.slice(0, start) + scrap + (doubled ? piece + piece : '') + before.slice(start + length);
      }, one.text);
      sound({ ...one, text });
    }), settings);
  });

  test('one file under the extension of another', () => {
    fc.assert(fc.property(file, fc.constantFrom('ts', 'js', 'tsx', 'jsx', 'mts', 'cjs', 'd.ts'), (one, ext) => sound({ ...one, path: `x.${ext}` })), settings);
  });

  test('no code at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => sound(source(text))), settings);
    fc.assert(fc.property(fc.array(scraps, { maxLength: 60 }), (parts) => sound(source(parts.join(' ')))), settings);
  });

  test('the same text gives the same facts, whatever was read before', () => {
    fc.assert(fc.property(file, file, (one, other) => {
      const first = extractFacts(one);
      extractFacts(other);
      return isDeepStrictEqual(extractFacts(one), first);
    }), settings);
  });

  test.each([
    ['parentheses', `const x = ${'('.repeat(5_000)}1${')'.repeat(5_000)};`],
    ['concatenation', `const x = ${Array.from({ length: 3_000 }, () => "'a'").join(' + ')};`],
    ['arrays', `const x = ${'['.repeat(5_000)}${']'.repeat(5_000)};`],
    ['blocks', '{'.repeat(5_000) + '}'.repeat(5_000)],
    ['a chain of calls', `a${'.b()'.repeat(5_000)}`],
    ['else if', `${'if (a) {} else '.repeat(3_000)} {}`],
    ['functions', `const x = ${'() => '.repeat(3_000)} 1;`],
    ['templates', `const x = ${'`${'.repeat(1_500)}1${'}`'.repeat(1_500)};`],
    ['types', `let x: ${'('.repeat(5_000)}A${')'.repeat(5_000)};`],
  ])('nested %s are a problem line, no crash', (_name, text) => {
    const facts = read(text);
    expect(faultsOf(facts, text)).toEqual([]);
    expect(facts.problems.map(({ code, level }) => `${code} ${level}`)).toEqual(['budget problem']);
  });

  test('what stands around deep nesting is read', () => {
    const facts = read(`export const before = 1;\nconst x = ${Array.from({ length: 3_000 }, () => "'a'").join(' + ')};\nexport function after() {}\n`);
    expect(facts.exports.map(({ name }) => name)).toEqual(['before', 'after']);
    expect(facts.problems[0]?.line).toBe(2);
  });
});

/** What is wrong with facts: ids and places out of range, or more than JSON can hold. */
function faultsOf(facts: FileFacts, text: string): string[] {
  const faults: string[] = [];
  const sizes: Readonly<Record<string, number>> = { binding: facts.bindings.length, param: facts.bindings.length, fn: facts.functions.length, parent: facts.functions.length, cls: facts.classes.length, type: facts.types.length };
  const visit = (value: unknown, at: string): void => {
    if (Array.isArray(value)) return value.forEach((item, index) => visit(item, `${at}[${index}]`));
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const here = `${at}.${key}`;
      const size = sizes[key];
      if (typeof inner === 'number' && size !== undefined && !(Number.isInteger(inner) && inner >= 0 && inner < size)) faults.push(`${here}: ${inner} of ${size}`);
      if ((key === 'at' || key === 'nameAt') && !isRange(inner, text.length)) faults.push(`${here}: ${JSON.stringify(inner)} of ${text.length}`);
      // An enum's own names and values.
      if (key !== 'members' || Array.isArray(inner)) visit(inner, here);
    }
  };
  visit({ ...facts, lineStarts: [] }, 'facts');
  if (facts.functions[0]?.kind !== 'module') faults.push('no module body');
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(facts)), facts)) faults.push('JSON does not hold it');
  return faults;
}

function isRange(value: unknown, length: number): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [start, end] = value as unknown[];
  return Number.isInteger(start) && Number.isInteger(end) && Number(start) >= 0 && Number(start) <= Number(end) && Number(end) <= length;
}
