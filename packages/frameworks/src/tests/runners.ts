import { defineAdapter, type BlockMark, type BlockMeaning, type Linked, type PathValue } from '@assay/contract';
import { stepsOf } from './shared.js';

const CASES: ReadonlySet<string> = new Set(['it', 'test', 'specify', 'fit', 'xit', 'xtest', 'xspecify']);
const SUITES: ReadonlySet<string> = new Set(['describe', 'context', 'suite', 'group', 'fdescribe', 'xdescribe', 'xcontext', 'xsuite']);
const HOOKS: ReadonlySet<string> = new Set([
  'before', 'after', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'setup', 'teardown', 'suiteSetup', 'suiteTeardown', 'onTestFinished',
]);
const MARKS: Readonly<Record<string, BlockMark>> = {
  skip: 'skip', fixme: 'skip', xit: 'skip', xtest: 'skip', xspecify: 'skip', xdescribe: 'skip', xcontext: 'skip', xsuite: 'skip', only: 'only', fit: 'only', fdescribe: 'only',
  todo: 'todo', skipIf: 'conditional', runIf: 'conditional', if: 'conditional',
};
const PLAYWRIGHT = '@playwright/test';
/** Ways to say more of a block, between its name and its call. */
const MORE: ReadonlySet<string> = new Set(['concurrent', 'sequential', 'serial', 'parallel', 'failing', 'fails', 'each', 'for', 'extend', 'default', 'shuffle', ...Object.keys(MARKS)]);

/** `it.skip(..)`, `describe.each(rows)(..)`, `test.describe.only(..)`: the last of the names says what is told, the others how it is marked. */
function blockOf(path: PathValue, project: Linked): BlockMeaning | undefined {
  const steps = stepsOf(path);
  if (steps.at(-1)?.step !== '()') return undefined;
  const names = steps.flatMap(({ step }) => (step === undefined || step === '()' ? [] : [step]));
  const kinds = names.filter((name) => !MORE.has(name) || name.startsWith('x') || name.startsWith('f'));
  const kind = kinds.length === 0 && names.every((name) => MORE.has(name)) ? 'case' : kindOf(kinds.at(-1));
  if (kind === undefined || !kinds.every((name) => kindOf(name) !== undefined)) return undefined;
  const called = steps.filter(({ step }) => step === '()');
  const isRow = (name: string | undefined) => name === 'each' || name === 'for';
  const rows = called.find(({ parent }) => isRow(parent?.step));
  const last = called.at(-1)?.parent?.step;
  if (isRow(last) || last === 'extend' || (last !== undefined && MARKS[last] === 'conditional')) return undefined;
  const mark = names.map((name) => MARKS[name]).find((one) => one !== undefined);
  // `test.skip(!isReady, 'why')` in a running case of Playwright speaks of that case: https://playwright.dev/docs/test-annotations
  if (mark === 'skip' && path.root === PLAYWRIGHT && !project.args(path).some(({ value }) => value.kind === 'function')) return undefined;
  return { kind, ...(mark === undefined ? {} : { mark }), ...(rows === undefined ? {} : { rows }) };
}

function kindOf(name: string | undefined): BlockMeaning['kind'] | undefined {
  if (name === undefined) return undefined;
  return CASES.has(name) ? 'case' : SUITES.has(name) ? 'suite' : HOOKS.has(name) ? 'hook' : undefined;
}

/** Names that test runners give to cases, suites and hooks, as globals and as imports. */
export const runners = defineAdapter({
  name: 'test-runners',
  kind: 'tests',
  packages: ['vitest', 'jest', '@jest/globals', 'mocha', 'ava', 'tap', '@playwright/test', '@japa/runner', 'uvu', 'tape', 'jasmine'],
  docs: 'https://vitest.dev/api/',
  tests: [{
    package: ['#global', 'vitest', '@jest/globals', 'jest', 'mocha', 'node:test', 'bun:test', 'ava', 'tap', '@playwright/test', '@japa/runner', 'uvu', 'tape', '@effect/vitest', '@std/testing/bdd'],
    path: '**', is: blockOf,
  }],
});
