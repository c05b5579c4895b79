import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '@assay/rules';
import { REPOSITORY } from './support/repository.js';

interface Label { readonly repo: string; readonly standard: string; readonly path: string; readonly start: number; readonly end: number; readonly positive: boolean; readonly tagged: boolean }
interface Judged extends Label { readonly hit: readonly unknown[] }
interface Finding { readonly rule: string; readonly outcome: string; readonly where: Place; readonly trace?: readonly { readonly where: Place }[] }
interface Place { readonly path: string; readonly lines: string }

const script = (name: string) => import(join(REPOSITORY, 'scripts/corpus', name)) as Promise<unknown>;
const { readLabels, judge, count } = (await script('labels.mjs')) as { readLabels(text?: string): Label[]; judge(labels: readonly Label[], findings: readonly Finding[]): Judged[]; count(judged: readonly Judged[]): unknown };
const { accuracyPage } = (await script('accuracy-page.mjs')) as { accuracyPage(page: string, folder: string): string };
const { lowerBound } = (await script('triage-section.mjs')) as { lowerBound(hits: number, all: number): number };
const read = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');

test('the sections of docs/accuracy.md are made from the stored figures', () => {
  const page = read('docs/accuracy.md');
  expect(accuracyPage(page, join(REPOSITORY, 'fixtures/corpus'))).toBe(page);
});

test("the lower bound is that of Wilson's interval", () => {
  expect(lowerBound(90, 91)).toBeCloseTo(0.9522, 4);
  expect(lowerBound(5, 5)).toBeCloseTo(0.6488, 4);
});

test('every verdict of a reader is about a rule, a claim and a reading that there are', () => {
  const readings = (JSON.parse(read('fixtures/corpus/readings.json')) as { id: string }[]).map(({ id }) => id);
  const rows = read('fixtures/corpus/triage.tsv').trimEnd().split('\n').slice(1).map((line) => line.split('\t'));
  const strange = rows.filter(([reading, claim, , , rule, , verdict, why]) => !readings.includes(reading ?? '') || !['violation', 'pass'].includes(claim ?? '') || !rules.some(({ id }) => id === rule) || !['right', 'wrong', 'undecided'].includes(verdict ?? '') || !why);
  expect(strange).toEqual([]);
});

test('labels are about repositories that are pinned, and each place has one label of a kind', () => {
  const labels = readLabels();
  const pinned = new Set((JSON.parse(read('fixtures/corpus.json')) as { name: string }[]).map((pin) => pin.name));
  expect([...new Set(labels.map((label) => label.repo))].filter((repo) => !pinned.has(repo))).toEqual([]);
  const places = labels.map(({ repo, standard, path, start, end }) => [repo, standard, path, start, end].join(' '));
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
});

describe('a label is judged by the violations of its standard', () => {
  const rows = (...lines: string[]) => readLabels(['repo\tstandard\tlocation\tpolarity\twhy', ...lines].join('\n'));
  const finding = (rule: string, path: string, lines: string, more: Partial<Finding> = {}): Finding => ({ rule, outcome: 'violation', where: { path, lines }, ...more });
  const score = (label: string, ...findings: Finding[]) => count(judge(rows(label), findings));
  const positive = 'mill\tn-plus-one\tsrc/mill.ts:20-24\tpositive\tone query an ear';
  const negative = 'mill\tn-plus-one\tsrc/mill.ts:20-24\tnegative\tone query for all';
  const found = { found: 1, missed: 0, alarms: 0, kept: 0, rules: { 'n-plus-one-query': 1 }, alarmRules: {} };
  const missed = { found: 0, missed: 1, alarms: 0, kept: 0, rules: {}, alarmRules: {} };
  const kept = { found: 0, missed: 0, alarms: 0, kept: 1, rules: {}, alarmRules: {} };

  test('a positive within three lines', () => expect(score(positive, finding('n-plus-one-query', 'src/mill.ts', '27-30'))).toEqual(found));
  test('a positive four lines away', () => expect(score(positive, finding('n-plus-one-query', 'src/mill.ts', '28'))).toEqual(missed));
  test('a positive in the trace', () => expect(score(positive, finding('n-plus-one-query', 'src/store.ts', '2', { trace: [{ where: { path: 'src/mill.ts', lines: '21' } }] }))).toEqual(found));
  test('a rule of another standard', () => expect(score(positive, finding('unkeyed-retry', 'src/mill.ts', '20-24'))).toEqual(missed));
  test('a review', () => expect(score(positive, finding('n-plus-one-query', 'src/mill.ts', '20', { outcome: 'review' }))).toEqual(missed));
  test('a negative that is met', () => expect(score(negative, finding('n-plus-one-query', 'src/mill.ts', '24'))).toEqual({ ...missed, missed: 0, alarms: 1, alarmRules: { 'n-plus-one-query': 1 } }));
  test('a negative beside the finding, or in its trace', () => expect(score(negative, finding('n-plus-one-query', 'src/mill.ts', '25', { trace: [{ where: { path: 'src/mill.ts', lines: '21' } }] }))).toEqual(kept));
  test('a migration is one place', () => {
    const label = 'mill\tmissing-rollback\tmigrations/1_ears.sql:7-9\tpositive\t[forward-only] drops ears';
    expect(score(label, finding('migration-without-rollback', 'migrations/1_ears.sql', '1'))).toEqual({ ...found, rules: { 'migration-without-rollback': 1 } });
  });
  test('tags that decide nothing', () => expect(rows(`${positive} [low]`, `${negative} [forward-only]`).map((label) => label.tagged)).toEqual([true, false]));
});

describe('a listed place is judged by the findings of its rule', async () => {
  type Row = Pick<Label, 'path' | 'start' | 'end'> & { readonly rule: string; readonly expected: string; readonly method?: string };
  const { verdictOn, readLists } = (await script('lists.mjs')) as { verdictOn(row: Row, findings: readonly (Finding & { subject?: string })[]): string; readLists(): { rows: Row[] }[] };
  const violation: Row = { rule: 'n-plus-one-write', expected: 'violation', path: 'src/mill.ts', start: 20, end: 20 };
  const clean: Row = { ...violation, expected: 'clean' };
  const finding = (lines: string, more: Partial<Finding & { subject: string }> = {}) => ({ rule: 'n-plus-one-write', outcome: 'violation', where: { path: 'src/mill.ts', lines }, ...more });

  test('a violation in the loop that is reported', () => expect(verdictOn(violation, [finding('15-60')])).toBe('found'));
  test('a violation in the trace', () => expect(verdictOn(violation, [finding('90-95', { trace: [{ where: { path: 'src/mill.ts', lines: '21' } }] })])).toBe('found'));
  test('a violation somewhere else, or of another rule', () => expect(verdictOn(violation, [finding('40'), finding('20', { rule: 'n-plus-one-query' })])).toBe('missed'));
  test('a violation that is left to a person', () => expect(verdictOn(violation, [finding('20', { outcome: 'review' })])).toBe('review'));
  test('a clean place in a long loop that is reported for something else', () => expect(verdictOn(clean, [finding('15-60')])).toBe('clean'));
  test('a clean place that a finding names', () => expect(verdictOn(clean, [finding('15-60', { trace: [{ where: { path: 'src/mill.ts', lines: '20' } }] })])).toBe('accused'));
  test('a pass is no finding', () => expect(verdictOn(violation, [finding('20', { outcome: 'pass' })])).toBe('missed'));
  test('an entry point of a file that is one', () => {
    const row: Row = { rule: 'unguarded-mutation', expected: 'violation', path: 'pages/api/mill.ts', start: 1, end: 1, method: 'PUT' };
    const at = (subject: string) => [{ rule: row.rule, outcome: 'violation', subject, where: { path: row.path, lines: '30' } }];
    expect(['PUT /api/mill', 'ALL /api/mill', 'POST /api/mill'].map((subject) => verdictOn(row, at(subject)))).toEqual(['found', 'found', 'missed']);
  });
  test('every list names rules that there are', () => {
    const named = new Set(readLists().flatMap((list) => list.rows.map((row) => row.rule)));
    expect([...named].filter((name) => !rules.some(({ id }) => id === name))).toEqual([]);
  });
});
