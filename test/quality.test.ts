import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pipelineChecks, readCoverage, readQuality, strictnessOf } from '../packages/sources/dist/index.js';
import { inFolder } from './support/fixture.js';
import { FIXTURES, REPOSITORY } from './support/repository.js';

const SCRIPTS = {
  at: (folder: string): Readonly<Record<string, string>> => (folder === 'packages/api' ? { test: 'vitest run', lint: 'eslint .' } : { test: 'turbo run test lint --continue', check: 'npm run types && npm run -s lint', types: 'tsc --noEmit', lint: 'oxlint', pretest: 'knex migrate:latest' }),
  everywhere: (name: string) => [SCRIPTS.at('')[name], SCRIPTS.at('packages/api')[name]].flatMap((text) => text ?? []),
};
const checks = (path: string, text: string, files: Readonly<Record<string, string>> = {}) => pipelineChecks(path, text, SCRIPTS, (file) => files[file]).map(({ kind, job, blocks, onChange }) => `${kind} ${job}${blocks ? '' : ' may fail'}${onChange ? '' : ' later'}`);

test('coverage reports of three tools say how many lines were run; what is none says nothing', () => {
  expect(readCoverage('coverage/coverage-summary.json', '{"total":{"lines":{"total":40,"covered":30,"pct":75},"branches":{"total":8,"covered":2}}}')).toEqual({ path: 'coverage/coverage-summary.json', format: 'istanbul', lines: { covered: 30, total: 40 }, branches: { covered: 2, total: 8 } });
  expect(readCoverage('lcov.info', 'SF:a.ts\nLF:10\nLH:4\nend_of_record\nSF:b.ts\nLF:5\nLH:5\nBRF:2\nBRH:1\n')).toMatchObject({ format: 'lcov', lines: { covered: 9, total: 15 }, branches: { covered: 1, total: 2 } });
  expect(readCoverage('cobertura.xml', '<?xml version="1.0"?><coverage lines-covered="7" lines-valid="9" line-rate="0.77"><packages/></coverage>')).toEqual({ path: 'cobertura.xml', format: 'cobertura', lines: { covered: 7, total: 9 } });
  expect([readCoverage('coverage-summary.json', '{"total": 1'), readCoverage('lcov.info', ''), readCoverage('coverage.xml', '<coverage>')]).toEqual([undefined, undefined, undefined]);
});

test('a workflow is followed into scripts, folders and local actions; what may fail or comes later is told apart', () => {
  const workflow = `
on: { pull_request: {}, push: { branches: [main] } }
jobs:
  verify:
    steps:
      - run: npm ci
      - run: npm run check
      - uses: ./.github/actions/prepare
      - { run: npm test, working-directory: ./packages/api }
      - { run: npm run lint, continue-on-error: true }
      - { run: npx vitest, if: false }
  all:
    steps: [{ run: npm test }]
`;
  const action = 'runs: { using: composite, steps: [{ run: npx prisma migrate deploy, shell: bash }] }';
  expect(checks('.github/workflows/ci.yml', workflow, { '.github/actions/prepare/action.yml': action })).toEqual([
    'lint verify', 'types verify', 'migrations verify', 'tests verify', 'lint verify may fail', 'lint all', 'migrations all', 'tests all',
  ]);
  expect(checks('.github/workflows/nightly.yml', 'on: { schedule: [] }\njobs: { night: { steps: [{ run: npx playwright test }, { run: npx playwright install }] } }')).toEqual(['tests night later']);
});

test('jobs of GitLab CI with what they extend; a pipeline that cannot be read has none', () => {
  const pipeline = 'stages: [a]\n.base: { script: [npm run lint] }\nverify: { extends: .base }\nload: { script: k6 run load.js, allow_failure: true }\n';
  expect(checks('.gitlab-ci.yml', pipeline)).toEqual(['lint verify', 'tests load may fail']);
  expect(checks('.gitlab-ci.yml', 'a: [')).toEqual([]);
});

test('a tsconfig is as strict as what it extends, unless that is not in the repository', () => {
  const files: Readonly<Record<string, string>> = {
    'tsconfig.json': '{ "extends": "./base.json", "compilerOptions": { "noImplicitAny": false } }', 'base.json': '{ "compilerOptions": { "strict": true, "noImplicitReturns": true } } // base',
    'a/tsconfig.json': '{ "extends": "@company/ts/base.json" }', 'b/tsconfig.json': '{}', 'c/tsconfig.json': '{ "extends": "@tsconfig/node22/tsconfig.json" }',
  };
  const of = (path: string) => strictnessOf(path, (file) => files[file]);
  expect(of('tsconfig.json')).toEqual({ path: 'tsconfig.json', strict: true, off: ['noImplicitAny'], more: ['noImplicitReturns'] });
  expect(['a', 'b', 'c'].map((folder) => of(`${folder}/tsconfig.json`)?.strict)).toEqual(['unknown', false, true]);
});

test('a repository with nothing of it gives empty lists; suppressions are counted by their word', () => {
  const texts = new Map([['a.ts', '// @ts-ignore\n// eslint-disable-next-line x\n/* eslint-disable */'], ['b.ts', '// @ts-ignore']]);
  const quality = inFolder([{ path: 'package.json', text: '{ "devDependencies": { "dredd": "1" }, "eslintConfig": {} }' }], (root) => readQuality(root, texts));
  expect(quality).toEqual({
    coverage: [], pipelines: [], checks: [], types: [], linters: [{ tool: 'ESLint', path: 'package.json' }], contracts: [], contractTests: ['dredd'],
    suppressions: [{ word: 'eslint-disable', count: 2, files: 1 }, { word: '@ts-ignore', count: 2, files: 2 }],
  });
});

test('the matrix that was read by hand: at least 95 % of its cells are right, and the page says how many', () => {
  const rows = readFileSync(join(FIXTURES, 'corpus/test-matrix.tsv'), 'utf8').trim().split('\n').filter((line) => !line.startsWith('#')).slice(1).map((line) => line.split('\t'));
  const cells = rows.flatMap((row) => row.slice(2, 5)).filter((cell) => cell !== '-').length;
  const wrong = rows.flatMap((row) => (row[5] ?? '').split(', ')).filter((cell) => cell !== '').length;
  expect(new Set(rows.map(([repository]) => repository)).size).toBe(3);
  expect(rows.length).toBe(90);
  expect((cells - wrong) / cells).toBeGreaterThanOrEqual(0.95);
  expect(readFileSync(join(REPOSITORY, 'docs/report.md'), 'utf8')).toContain(`${cells - wrong} of ${cells} cells agree`);
});
