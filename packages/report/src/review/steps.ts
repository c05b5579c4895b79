import type { BackendModel, Category, Coverage, RunResult } from '@assay/contract';
import type { MatrixRow, Measure, ReviewFinding, RuleEvidence, Share, StepEvidence, TestSection } from './model.js';
import { rate, WEIGHTS } from './rating.js';
import { resolvedShare, testInventory } from './tests.js';

type CoverageShare = 'files' | 'endpoints' | 'dataCalls' | 'testRequests';

interface StepPlan {
  readonly step: number;
  readonly title: string;
  /** Rules of these categories are the step's measures. */
  readonly categories: readonly Category[];
  /** What must have been understood for the measures to speak for the whole. */
  readonly shares: readonly CoverageShare[];
  inventory(given: StepInput): readonly (readonly [label: string, value: string | number])[];
}

export interface StepInput {
  readonly result: RunResult;
  readonly model: Pick<BackendModel, 'jobs' | 'migrations' | 'transactions' | 'errorProducers' | 'loops'>;
  readonly rules: readonly RuleEvidence[];
  readonly findings: readonly ReviewFinding[];
  readonly matrix: readonly MatrixRow[];
  readonly tables: number;
  readonly tests: TestSection | undefined;
}

const hasInput = ({ missingContext }: RunResult, name: string) => (missingContext.some(sentence => sentence.startsWith(`${name}:`)) ? 'not found' : 'found');

const PLANS: readonly StepPlan[] = [
  {
    step: 2, title: 'Backend architecture and system design', categories: ['api'], shares: ['files', 'endpoints'],
    inventory: ({ result, model, matrix }) => [
      ['frameworks', result.coverage.frameworks.join(', ') || 'none found'], ['entry points', matrix.length], ['jobs, schedules and event handlers', model.jobs.length],
      ['kinds of error answers', model.errorProducers.length], ['API contract (OpenAPI or SDL)', hasInput(result, 'APIContract')],
    ],
  },
  {
    step: 4, title: 'Data architecture and persistence', categories: ['data'], shares: ['files', 'dataCalls'],
    inventory: ({ result, model, tables }) => [
      ['data layers', result.coverage.dataLayers.join(', ') || 'none found'], ['tables', tables], ['migrations', model.migrations.length],
      ['migrations with a written down', model.migrations.filter(({ down }) => down.kind === 'present').length], ['destructive migrations', model.migrations.filter(({ destructive }) => destructive).length],
    ],
  },
  {
    step: 5, title: 'Performance, scalability and efficiency', categories: ['performance'], shares: ['files', 'dataCalls'],
    inventory: ({ result, model }) => [['loops that reach the data store', model.loops.length], ['data accesses', result.coverage.dataCalls.yes], ['performance targets', hasInput(result, 'PerfTargets')]],
  },
  {
    step: 6, title: 'Security and compliance engineering', categories: ['security'], shares: ['files', 'endpoints', 'dataCalls'],
    inventory: ({ result, matrix }) => [
      ...(['none', 'opaque', 'principal', 'role', 'owner'] as const).map(level => [`entry points, guard: ${level}`, matrix.filter(({ guard }) => guard === level).length] as const),
      ['security policy', hasInput(result, 'SecurityPolicy')],
    ],
  },
  {
    step: 7, title: 'Code quality, testing and standards', categories: ['testing', 'docs', 'change'], shares: ['files', 'testRequests'],
    inventory: ({ result, tests }) => [['findings let through by a directive', result.suppressed.length], ['files that could not be read', unread(result)], ...testInventory(tests)],
  },
  {
    step: 8, title: 'Reliability, observability and operations', categories: ['reliability', 'observability'], shares: ['files', 'dataCalls'],
    inventory: ({ result, model }) => [['transactions opened by hand', model.transactions.length], ['runbooks', hasInput(result, 'OpsGuides')], ['performance targets', hasInput(result, 'PerfTargets')]],
  },
];

const UNSEEN: readonly (readonly [step: number, title: string, why: string])[] = [
  [3, 'Framework and tech stack mastery', 'no static evidence: code shows what was chosen, not who mastered it'],
  [9, 'Cross-team collaboration and technical leadership', 'no static evidence: collaboration leaves no trace in code'],
  [10, 'Business impact and outcomes', 'no static evidence: outcomes are measured in production'],
];

/** The evidence for each step of a review, in order. Steps that code cannot show are named and never rated. */
export function stepsOf(given: StepInput): readonly StepEvidence[] {
  const unseen = UNSEEN.map(([step, title, unrated]): StepEvidence => ({ step, title, unrated, measures: [], shares: [], caps: [], inventory: [], findings: [] }));
  return [...PLANS.map(plan => stepOf(plan, given)), ...unseen].sort((a, b) => a.step - b.step);
}

function stepOf({ step, title, categories, shares: wanted, inventory }: StepPlan, given: StepInput): StepEvidence {
  const measures = given.rules.filter(rule => categories.includes(rule.category)).map(measureOf);
  const open = given.findings.filter(({ outcome, category }) => outcome === 'violation' && categories.includes(category));
  const shares = [decidedShare(measures), ...wanted.flatMap(name => (name === 'testRequests' ? resolvedShare(given.tests) : coverageShare(name, given.result)) ?? [])];
  const rated = rate(measures, shares, open.map(({ severity }) => severity));
  const facts = inventory(given).map(([label, value]) => ({ label, value: String(value) }));
  const common = { step, title, measures, inventory: facts, findings: open.map(({ id }) => id) };
  if (!rated) return { ...common, shares: [], caps: [], unrated: 'no static evidence: no rule of this step found anything to decide' };
  return { ...common, shares, ...rated };
}

function measureOf({ rule, gravest, pass, violation, review, accepted }: RuleEvidence): Measure {
  const decided = pass + violation;
  return { rule, weight: WEIGHTS[gravest], pass, violation, review, accepted, ...(decided === 0 ? {} : { ratio: pass / decided }) };
}

function decidedShare(measures: readonly Measure[]): Share {
  const decided = measures.reduce((sum, { pass, violation }) => sum + pass + violation, 0);
  const review = measures.reduce((sum, measure) => sum + measure.review, 0);
  return { what: 'subjects decided', value: decided + review === 0 ? 0 : decided / (decided + review) };
}

function coverageShare(name: Exclude<CoverageShare, 'testRequests'>, result: RunResult): Share | undefined {
  const [what, known, unknown] = partsOf(name, result);
  return known + unknown === 0 ? undefined : { what, value: known / (known + unknown) };
}

function partsOf(name: Exclude<CoverageShare, 'testRequests'>, result: RunResult): readonly [what: string, known: number, unknown: number] {
  const { files, endpoints, dataCalls }: Coverage = result.coverage;
  if (name === 'files') return ['files read', files, unread(result)];
  if (name === 'dataCalls') return ['data accesses classified', dataCalls.yes + dataCalls.no, dataCalls.unknown];
  const unclear = Math.min(endpoints.total, endpoints.unresolvedHandlers + endpoints.unmounted);
  return ['entry points resolved', endpoints.total - unclear, unclear];
}

function unread({ problems }: RunResult): number {
  return new Set(problems.filter(({ level, path }) => level === 'problem' && path !== '').map(({ path }) => path)).size;
}
