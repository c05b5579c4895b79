import type { Value } from '@assay/contract';

const TESTING = /^tests?$|^testing$/i;
/** Variables that are switched on for tests: `TEST_MODE`, `IN_TEST`. */
const SWITCH = /^process\.env\.(?:(?:IS|IN|RUN|UNDER)_)?TEST(?:S|ING|_?MODE|_?ENV|_?RUN)?$/i;
const ON: ReadonlySet<unknown> = new Set(['true', '1', 'yes', 'on']);

/**
 * The truth of a comparison that only a run of the tests makes true, `process.env.NODE_ENV === 'test'`: false, as what is judged is what runs in production.
 * Undefined for any other. Which of several kinds of production there is stays open.
 */
export function testRun(op: string, left: Value, right: Value): boolean | undefined {
  if (!/^[!=]==?$/.test(op) || !(asksForTests(left, right) || asksForTests(right, left))) return undefined;
  return op.startsWith('!');
}

function asksForTests(variable: Value, word: Value): boolean {
  if (variable.kind !== 'path' || variable.root !== '#global' || !/^process\.env\.\w+$/.test(variable.path) || word.kind !== 'const') return false;
  return (typeof word.value === 'string' && TESTING.test(word.value)) || (SWITCH.test(variable.path) && ON.has(word.value));
}
