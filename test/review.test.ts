import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOwners } from '@assay/engine';
import { briefOf, reviewHtml, reviewJson, reviewMarkdown, validateRatings, type ReviewReport, type StepEvidence } from '@assay/report';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COVERAGE, finding, place, result } from './hand-made.js';
import { runHere } from './support/cli.js';
import { FIXTURES } from './support/repository.js';
import { bigReport, endpoint, quietModel, report } from './support/review.js';

const schema = createRequire(import.meta.url)('@assay/report/schemas/review-report.schema.json') as object;
const validate = new Ajv({ allErrors: true }).compile(schema);

/** The formula of docs/report.md, written a second time from its words. */
function recomputed({ measures, shares, findings }: StepEvidence, all: ReviewReport['findings']): number | undefined {
  const decided = measures.filter(({ pass, violation }) => pass + violation > 0);
  if (decided.length === 0) return undefined;
  const weights = decided.reduce((sum, { weight }) => sum + weight, 0);
  const mean = decided.reduce((sum, { pass, violation, weight }) => sum + (weight * pass) / (pass + violation), 0) / weights;
  const severities = findings.map((id) => all.find((each) => each.id === id)?.severity);
  const worst = severities.includes('critical') ? 0.4 : severities.includes('major') ? 0.9 : 1;
  const confidence = Math.min(...shares.map(({ value }) => value));
  return Math.floor(Math.min(mean, worst, (1 + confidence) / 2) * 100 + 1e-9) / 100;
}

const rating = ({ steps }: ReviewReport, step: number) => steps.find((each) => each.step === step)?.rating;

describe('ratings', () => {
  const pass = { rule: 'unguarded-mutation', subject: 'PUT /a', where: place('src/a.ts'), trace: [] };
  const certain = { ...COVERAGE, endpoints: { ...COVERAGE.endpoints, unresolvedHandlers: 0 }, dataCalls: { yes: 6, no: 4, unknown: 0, reasons: {} } };

  test('steps that code cannot show are never rated, and a step without subjects is not either', () => {
    const { steps } = report({ passes: [pass] });
    expect(steps.map(({ step, rating: given, unrated }) => [step, given !== undefined, unrated?.startsWith('no static evidence') ?? false])).toEqual([
      [2, false, true], [3, false, true], [4, false, true], [5, false, true], [6, true, false], [7, false, true], [8, false, true], [9, false, true], [10, false, true],
    ]);
  });

  test('all pass and all is known: 1.00; an open critical finding: at most 0.40; an accepted one does not count', () => {
    expect(rating(report({ result: result({ coverage: certain }), passes: [pass] }), 6)).toBe(1);
    const nine = Array.from({ length: 9 }, (_, index) => ({ ...pass, subject: `PUT /${index}` }));
    expect(rating(report({ result: result({ coverage: certain, findings: [finding()] }), passes: nine }), 6)).toBe(0.4);
    expect(rating(report({ result: result({ coverage: certain, suppressed: [{ finding: finding(), reason: 'behind a VPN' }] }), passes: nine }), 6)).toBe(1);
  });

  test('what is not decided or not resolved caps the rating', () => {
    expect(rating(report({ result: result({ coverage: certain, findings: [finding({ outcome: 'review', reason: 'expression' })] }), passes: [pass] }), 6)).toBe(0.75);
    expect(rating(report({ result: result({ coverage: { ...certain, dataCalls: { yes: 4, no: 1, unknown: 5, reasons: { parameter: 5 } } } }), passes: [pass] }), 6)).toBe(0.75);
  });

  test('a reviewer\'s ratings are held against the evidence', () => {
    const given = report({ result: result({ coverage: certain, findings: [finding()] }), passes: [pass] });
    const remarks = validateRatings(given, [{ step: 9, rating: 0.9, justification: 'mentored two' }, { step: 6, rating: 1 }, { step: 3, rating: 0.5 }]);
    expect(remarks.map(({ step, kind }) => [step, kind])).toEqual([[3, 'without-evidence'], [6, 'inconsistent'], [9, 'without-evidence']]);
    expect(remarks[1]?.message).toBe('1.00 is over 0.40, the most that the evidence allows for an open critical finding (findings: 1)');
    expect(validateRatings(given, [{ step: 6, rating: 0.3 }])[0]?.kind).toBe('consistent');
  });
});

describe('content', () => {
  test('the worst verdict of an entry point stands in its cell, and its finding beside it', () => {
    const entry = endpoint('PATCH /users/{id}', 'src/users.ts');
    const { matrix, summary } = report({ result: result({ findings: [finding()] }), passes: [{ rule: 'unguarded-mutation', subject: entry.id, where: place('src/users.ts'), trace: [] }], model: quietModel([entry, endpoint('GET /a', 'src/a.ts')]) });
    expect(matrix.map(({ id, cells, findings }) => [id, cells['authorization'], cells['n-plus-one'], findings.length])).toEqual([
      ['PATCH /users/{id}', 'violation', 'not-applicable', 1], ['GET /a', 'not-applicable', 'not-applicable', 0],
    ]);
    expect(summary).toMatchObject({ violations: 1, entries: 2, clean: 1 });
  });

  test('the brief: the gravest group first, then the larger; its owner and what becomes of the standard', () => {
    const n1 = (subject: string) => finding({ rule: 'n-plus-one-query', category: 'performance', severity: 'major', subject, title: `N+1 in ${subject}`, where: place('src/users.ts', 3), evidence: 'once a row', recommendation: 'Load them together.' });
    const review = finding({ outcome: 'review', subject: 'PUT /c', reason: 'expression' });
    const given = report({ result: result({ findings: [n1('a'), n1('b'), finding(), review], missingContext: ['PerfTargets: none', 'OpsGuides: none'] }), ownersOf: () => ['@team/users'] });
    expect(briefOf(given, 'terse')).toEqual({
      summary: '0 of 0 entry points have no violation. 3 violations (1 critical, 2 major), 1 to review.',
      recommendation: 'Add the guard. Begin with: Missing authN on PATCH /users/{id} (src/users.ts:88-129).',
      rationale: ['1 critical finding of unguarded-mutation: No check before the mutation (src/users.ts:88-129)'],
      risks: ['2 major findings of n-plus-one-query, such as: N+1 in a (src/users.ts:3)'],
      nextActions: [{ title: 'Missing authN on PATCH /users/{id}', owner: '@team/users', outcome: 'Unguarded mutations: 1 of 1 conform instead of 0' }],
      missingContext: ['PerfTargets: none'],
    });
    expect(briefOf(given).nextActions[1]).toEqual({ title: 'Fix 2 findings of n-plus-one-query, first: N+1 in a', owner: '@team/users', outcome: 'N+1 queries: 2 of 2 conform instead of 0' });
    expect(briefOf(report()).recommendation).toBe('Nothing is proven wrong and nothing is left to review.');
  });

  test('text of the analysed code is never markup', () => {
    const evil = report({ result: result({ findings: [finding({ title: '<img src=x onerror=alert(1)> `a` | b', evidence: '"><script>x</script>' })] }) });
    expect(reviewHtml(evil)).not.toMatch(/<img|<script>x/);
    expect(reviewMarkdown(evil)).toContain('\\<img src=x onerror=alert(1)\\> \\`a\\` \\| b');
  });

  test('owners: the last pattern that matches decides, per section; `/*` goes no deeper', () => {
    const of = parseOwners('* @all # everything\n/docs/* @docs\n/apps/ @apps a@b.c\n/apps/free/\n[Data] @dba\n*.sql\nseed.sql @seeds\n');
    expect(['x.ts', 'docs/a.md', 'docs/deep/a.md', 'apps/a/b.ts', 'apps/free/a.ts', 'm/1.sql', 'm/seed.sql'].map(of)).toEqual([
      ['@all'], ['@docs'], ['@all'], ['@apps', 'a@b.c'], [], ['@all', '@dba'], ['@all', '@seeds'],
    ]);
  });

  test('a big report fits the schema', () => {
    validate(JSON.parse(reviewJson(bigReport(200, 20))));
    expect(validate.errors ?? []).toEqual([]);
  });
});

describe('the demo application', () => {
  const parent = mkdtempSync(join(tmpdir(), 'assay-review-'));
  const root = join(parent, 'shop');
  const json = async (...more: string[]) => JSON.parse((await runHere(['report', '-f', 'json', ...more], root)).stdout) as ReviewReport;
  const edit = (path: string, from: string, to: string) => {
    const text = readFileSync(join(root, path), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(root, path), text.replace(from, to));
  };
  let before: ReviewReport;

  beforeAll(async () => {
    cpSync(join(FIXTURES, 'apps/express-knex-shop'), root, { recursive: true });
    writeFileSync(join(root, 'CODEOWNERS'), '* @shop/platform\n/migrations/ @shop/data\n');
    before = await json();
    writeFileSync(join(parent, 'before.json'), JSON.stringify(before));
  });
  afterAll(() => { rmSync(parent, { recursive: true, force: true }); });

  test('fits the published schema, and names no place of this machine', () => {
    validate(before);
    expect(validate.errors ?? []).toEqual([]);
    expect(JSON.stringify(before)).not.toContain(parent);
  });

  test('every rating can be recomputed from the tables of the report', () => {
    expect(before.steps.filter((step) => step.rating !== undefined).map(({ step }) => step)).toEqual([2, 4, 5, 6, 7, 8]);
    for (const step of before.steps) expect([step.step, step.rating]).toEqual([step.step, recomputed(step, before.findings)]);
  });

  test('tests are evidence: what they reach raises step 7, a request that goes anywhere lowers what can be said of it', async () => {
    const tests = join(root, 'test/products.test.ts');
    const reached = ({ tests: found }: ReviewReport) => found?.entries.filter(({ cases }) => cases > 0).length ?? 0;
    const untested = before.tests?.entries.find(({ id, cases }) => id.startsWith('POST ') && cases === 0 && !id.includes('{'));
    const call = (how: string) => `import request from 'supertest';\nimport { elsewhere } from 'a-package-of-the-shop';\nit('asks', async () => { await request('http://localhost:3000')${how}; });\n`;
    writeFileSync(tests, call(`.post('${untested?.id.slice('POST '.length)}').expect(401)`));
    const more = await json();
    writeFileSync(tests, call('.post(elsewhere())'));
    const open = await json();
    rmSync(tests);
    expect(reached(more)).toBe(reached(before) + 1);
    expect(more.tests?.entries.find(({ id }) => id === untested?.id)).toMatchObject({ cases: 1, denied: 1, statuses: [401] });
    const step = (each: ReviewReport) => each.steps.find(({ step: number }) => number === 7);
    expect(step(more)?.base).toBeGreaterThan(step(before)?.base ?? 1);
    expect(step(open)?.confidence).toBeLessThan(step(before)?.confidence ?? 0);
    for (const each of [more, open]) expect(step(each)?.rating).toBe(recomputed(step(each) ?? expect.fail(), each.findings));
  });

  test('the numbers of the tables agree with each other and with the findings', () => {
    for (const standard of before.standards) {
      const sum = (key: 'pass' | 'violation' | 'review') => standard.rules.reduce((total, rule) => total + rule[key], 0);
      expect([sum('pass'), sum('violation'), sum('review')]).toEqual([standard.conforming, standard.applicable - standard.conforming, standard.review]);
      expect(before.findings.filter((each) => each.standard === standard.id)).toHaveLength(standard.violation + standard.review);
    }
    expect(before.owners.map(({ owner }) => owner).sort()).toEqual(['@shop/data', '@shop/platform']);
    expect(before.matrix.find(({ id }) => id === 'GET /v1/admin/reports/sales')?.cells['n-plus-one']).toBe('violation');
  });

  test('a defect that is injected lowers its step alone, and fixing defects raises it; the trend says so', async () => {
    const base = (each: ReviewReport, at: number) => each.steps.find(({ step }) => step === at)?.base ?? 0;
    edit('migrations/20240108091500_create_products.ts', 'export async function down', 'export async function undo');
    const worse = await json('--previous', join(parent, 'before.json'));
    expect(base(worse, 4)).toBeLessThan(base(before, 4));
    expect([2, 5, 6, 8].map((step) => rating(worse, step))).toEqual([2, 5, 6, 8].map((step) => rating(before, step)));
    expect(worse.trend).toMatchObject({ appeared: 1, gone: 0 });

    edit('migrations/20240108091500_create_products.ts', 'export async function undo', 'export async function down');
    edit('migrations/20240304093000_extend_products.ts', 'down(): Promise<void> {}', "down(knex: Knex): Promise<void> {\n  await knex.schema.alterTable('products', (table) => { table.dropColumns('weight_grams', 'archived_at'); });\n}");
    const better = await json('--previous', join(parent, 'before.json'));
    expect(base(better, 4)).toBeGreaterThan(base(before, 4));
    expect(better.trend).toMatchObject({ appeared: 0, gone: 1 });
  });

  test('score validate fails on a rating that the evidence contradicts', async () => {
    writeFileSync(join(parent, 'ratings.json'), JSON.stringify({ ratings: [{ step: 6, rating: 1 }, { step: 10, rating: 0.7, justification: 'cut the bill by a third' }] }));
    const ran = await runHere(['score', 'validate', join(parent, 'ratings.json'), '--report', join(parent, 'before.json')], root);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^step 6: inconsistent: .*\nstep 10: without-evidence: .*\n$/);
    writeFileSync(join(parent, 'ratings.json'), '{"ratings": [{"step": 6, "rating": 2}]}');
    expect((await runHere(['score', 'validate', join(parent, 'ratings.json'), '--report', join(parent, 'before.json')], root)).code).toBe(2);
  });

  test('the page and the Markdown hold every finding and every entry point', async () => {
    for (const format of ['html', 'markdown']) {
      const { stdout, code } = await runHere(['report', '-f', format], root);
      expect(code).toBe(0);
      for (const title of ['GET /v1/health/live', 'ReportsService.salesByDay']) expect(stdout).toContain(title);
    }
  });
});
