import { compareText, type BackendModel, type EntryTests, type QualityEvidence, type TestEvidence, type UnlinkedReason } from '@assay/contract';
import type { MatrixRow, Share, TestSection } from './model.js';

/** Requests that no entry point answers are understood: these are not. */
const OPEN: ReadonlySet<UnlinkedReason> = new Set(['dynamic-path', 'dynamic-method', 'dynamic-document', 'ambiguous']);

/** Whether a test comes by the entry point in any way. */
export function isReached({ cases, direct, around }: Readonly<Record<'cases' | 'direct', number>> & Pick<EntryTests, 'around'>): boolean {
  return cases + direct > 0 || around;
}

/** What the tests do with each entry point of the matrix; undefined when they were not read. */
export function testsOf({ endpoints, tests }: Pick<BackendModel, 'endpoints' | 'tests'>, rows: readonly MatrixRow[], quality: QualityEvidence | undefined): TestSection | undefined {
  if (!tests) return undefined;
  const shown = new Set(rows.map(({ id }) => id));
  const statuses = new Map<string, Set<number>>();
  for (const request of tests.requests) for (const id of request.entries) statuses.set(id, new Set([...statuses.get(id) ?? [], ...request.statuses]));
  const cases = tests.blocks.filter(({ kind }) => kind === 'case');
  return {
    files: tests.files, cases: cases.length, skipped: tests.blocks.filter(({ mark }) => mark === 'skip').length, requests: requestCounts(tests),
    entries: endpoints.filter(({ id }) => shown.has(id)).map((entry) => {
      const found = tests.of(entry);
      return { id: entry.id, cases: found.cases.length, denied: found.denied.length, direct: found.direct.length, around: found.around, statuses: [...statuses.get(entry.id) ?? []].sort((a, b) => a - b) };
    }),
    ...(quality ? { quality } : {}),
  };
}

function requestCounts({ requests }: TestEvidence): TestSection['requests'] {
  const reasons = new Map<UnlinkedReason, number>();
  for (const { unlinked } of requests) if (unlinked !== undefined) reasons.set(unlinked, (reasons.get(unlinked) ?? 0) + 1);
  return {
    linked: requests.filter(({ unlinked }) => unlinked === undefined).length,
    unlinked: [...reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count || compareText(a.reason, b.reason)),
  };
}

/** The share of the tests' requests of which it is known what they ask for; undefined when there are none. */
export function resolvedShare(tests: TestSection | undefined): Share | undefined {
  if (!tests) return undefined;
  const open = tests.requests.unlinked.filter(({ reason }) => OPEN.has(reason)).reduce((sum, { count }) => sum + count, 0);
  const all = tests.requests.linked + tests.requests.unlinked.reduce((sum, { count }) => sum + count, 0);
  return all === 0 ? undefined : { what: 'requests of tests resolved', value: (all - open) / all };
}

/** Lines for the inventory of the step about tests and standards. */
export function testInventory(tests: TestSection | undefined): readonly (readonly [label: string, value: string | number])[] {
  if (!tests) return [['tests by entry point', 'not measured']];
  const { entries, files, cases, skipped, quality } = tests;
  const reached = entries.filter(isReached).length;
  return [
    ['files of tests', files], ['test cases', cases], ['cases and suites that are skipped', skipped],
    ['entry points that tests reach', `${reached} of ${entries.length}`], ['entry points with a test that expects to be refused', entries.filter(({ denied }) => denied > 0).length],
    ...(quality ? qualityLines(quality) : []),
  ];
}

/** What the repository shows beside its code, a line each. */
export function qualityLines({ coverage, checks, types, linters, suppressions, contracts, contractTests, pipelines }: QualityEvidence): readonly (readonly [label: string, value: string | number])[] {
  const share = ({ covered, total }: { readonly covered: number; readonly total: number }) => `${covered} of ${total}`;
  const run = (kind: string) => {
    const found = [...new Set(checks.filter((check) => check.kind === kind && check.onChange && check.blocks).map(({ path, job }) => `${path} (${job})`))];
    return pipelines.length === 0 ? 'no workflow of GitHub Actions or GitLab CI was found' : found.length === 0 ? 'not seen in a pipeline' : found.slice(0, 4).join(', ') + (found.length > 4 ? ` and ${found.length - 4} more` : '');
  };
  return [
    ...(coverage.length === 0 ? [['coverage report', 'none in the repository'] as const] : coverage.map((one) => [`lines covered, by ${one.path}`, share(one.lines)] as const)),
    ['tests that a change must pass', run('tests')], ['lint that a change must pass', run('lint')], ['type check that a change must pass', run('types')], ['migrations run for a change', run('migrations')],
    ['compiler settings that are strict', types.length === 0 ? 'no tsconfig.json' : `${types.filter(({ strict, off }) => strict === true && off.length === 0).length} of ${types.length}`],
    ['linters', [...new Set(linters.map(({ tool }) => tool))].sort().join(', ') || 'none found'],
    ['comments that silence a tool', suppressions.map(({ word, count }) => `${word}: ${count}`).join(', ') || 'none'],
    ['API contracts in the repository', contracts.length], ['packages that test against a contract', contractTests.join(', ') || 'none'],
  ];
}
