import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Finding, RunResult } from '@assay/contract';
import { coverageTable, formatLines, json, jsonFull, sarif, stylish } from '@assay/report';
import { Ajv } from 'ajv';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { finding, place, result, ruleOf } from './hand-made.js';
import { large, LARGE_VIOLATIONS } from './support/large-report.js';

const require = createRequire(import.meta.url);
const schemas = {
  json: require('@assay/report/schemas/review-findings.schema.json'),
  full: require('@assay/report/schemas/review-findings-full.schema.json'),
  sarif: schemaNamed('sarif-2.1.0-github.json'),
};
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
const draft4 = new AjvDraft4.default({ allErrors: true });
addFormats.default(draft4);
const isSarif = draft4.compile(schemaNamed('sarif-2.1.0-oasis.json'));

function schemaNamed(name: string): object {
  return JSON.parse(readFileSync(new URL(`../fixtures/schemas/${name}`, import.meta.url), 'utf8')) as object;
}

function expectValid(schema: keyof typeof schemas, text: string): unknown {
  const value: unknown = JSON.parse(text);
  const validate = ajv.compile(schemas[schema]);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
  return value;
}

const RULES = [ruleOf([]), ruleOf([], { category: 'performance', standard: 'n-plus-one', lifecycle: 'experimental', variants: { loop: { severity: 'minor', title: 'N+1 in {subject}' } } }, 'n-plus-one-query')];

const traced = finding({
  where: place('src/übung/ファイル [id] 100%.ts', 5),
  trace: [{ where: place('src/app.ts', 31), message: 'router [v1] mounted here' }, { where: place('src/übung/svc.ts', 7, 9), message: 'writes `user`' }],
});
const reviewed = finding({ outcome: 'review', reason: 'opaque-guard', where: place('src/users.ts', 3), fingerprint: 'abcdefabcdefabcdef01' });
const rolled = finding({ count: 2, subject: 'mutating endpoints', title: 'Missing authN on 2 of 2 mutating endpoints', trace: [{ where: place('a.ts', 1), message: 'POST /a' }, { where: place('b.ts', 2), message: 'POST /b' }] });

const CASES: Readonly<Record<string, RunResult>> = {
  'no findings': result(),
  'one of each outcome, non-ASCII paths': result({
    findings: [traced, reviewed], status: 'partial', missingContext: ['APIContract: no OpenAPI document or SDL found'],
    checked: [{ rule: 'unguarded-mutation', subjects: 'mutating endpoints', pass: 1, violation: 1, review: 1, reasons: { 'opaque-guard': 1 } }],
    problems: [{ path: 'src/kaputt.ts', line: 3, code: 'syntax', message: 'Unexpected token', level: 'problem' }, { path: '', code: 'internal', message: 'The rule x failed', level: 'problem' }],
    suppressed: [{ finding: finding(), reason: 'behind a VPN' }, { finding: finding(), reason: '' }],
  }),
  'more than a thousand findings': large,
  'a rolled-up finding': result({ findings: [rolled] }),
  'a finding of a rule that is not listed': result({ findings: [finding({ rule: 'other-rule', category: 'docs', severity: 'info' })] }),
  'half a surrogate pair in a path': result({ findings: [finding({ where: place('src/\ud800.ts') })] }),
};

describe('lines', () => {
  it('prints a range, or one number', () => {
    expect(formatLines({ first: 88, last: 129 })).toBe('88-129');
    expect(formatLines({ first: 88, last: 88 })).toBe('88');
  });
});

describe.each(Object.entries(CASES))('machine formats: %s', (_, run) => {
  it('json fits its schema', () => { expectValid('json', json(run)); });
  it('json-full fits its schema', () => { expectValid('full', jsonFull(run)); });
  it('sarif fits the part of its schema that GitHub reads', () => { expectValid('sarif', sarif(run, { rules: RULES })); });
  it('sarif fits the schema of the standard', () => {
    isSarif(JSON.parse(sarif(run, { rules: RULES })));
    expect(isSarif.errors ?? []).toEqual([]);
  });
  it('gives the same bytes twice', () => {
    expect([json(run), jsonFull(run), sarif(run, { rules: RULES }), stylish(run)]).toEqual([json(run), jsonFull(run), sarif(run, { rules: RULES }), stylish(run)]);
  });
});

describe('json', () => {
  it('has exactly the keys of ReviewFindingsJSON and violations only', () => {
    expect(JSON.parse(json(result({ findings: [finding(), reviewed] })))).toEqual({
      tool: 'assay', version: '0.1.0', status: 'ready',
      findings: [{
        type: 'evidence', category: 'security', severity: 'critical', title: 'Missing authN on PATCH /users/{id}', where: { path: 'src/users.ts', lines: '88-129' },
        evidence: 'No check before the mutation', recommendation: 'Add the guard',
      }],
    });
  });

  it.each(['json', 'full'] as const)('the %s schema refuses a key that is not in it', name => {
    const report = JSON.parse(name === 'json' ? json(result()) : jsonFull(result()));
    expect(ajv.compile(schemas[name])({ ...report, more: 1 })).toBe(false);
  });

  it('json-full keeps reviews with their reason, and the rate of classified calls', () => {
    const report = JSON.parse(jsonFull(result({ findings: [reviewed] })));
    expect(report.findings[0]).toMatchObject({ outcome: 'review', reason: 'opaque-guard', rule: 'unguarded-mutation', suggestions: [] });
    expect(report.coverage.dataCalls.rate).toBe(0.9);
  });

  it('json-full gives the edits that a rule suggests, as its schema has them', () => {
    const suggest = [{ message: 'Let the down fail', edits: [{ at: { path: 'migrations/1.ts', start: 40, end: 42 }, text: 'throw' }] }];
    const report = JSON.parse(jsonFull(result({ findings: [finding({ suggest })] })));
    expect(report.findings[0].suggestions).toEqual([{ message: 'Let the down fail', edits: [{ path: 'migrations/1.ts', start: 40, end: 42, text: 'throw' }] }]);
    const validate = ajv.compile(schemas.full);
    expect(validate(report)).toBe(true);
    delete report.findings[0].suggestions[0].edits[0].text;
    expect(validate(report)).toBe(false);
  });

  it('the full schema wants a reason for a review and none for a violation', () => {
    const validate = ajv.compile(schemas.full);
    const report = (changes: Partial<Finding>): unknown => JSON.parse(jsonFull(result({ findings: [finding(changes)] })));
    expect(validate(report({ outcome: 'review' }))).toBe(false);
    expect(validate(report({ reason: 'budget' }))).toBe(false);
  });
});

describe('sarif', () => {
  const read = (run: RunResult) => (JSON.parse(sarif(run, { rules: RULES })) as Log).runs[0]!;

  it('has every violation of a large report, and its words as they are', () => {
    const { results } = read(large);
    expect(results).toHaveLength(LARGE_VIOLATIONS);
    expect(results?.[8]?.message.text).toContain('Vor der Änderung „update“ fragt niemand, 誰も確認しない 🙈 <7>');
  });

  it('is refused by the standard\'s schema where it is no SARIF', () => {
    const log = JSON.parse(sarif(result({ findings: [finding()] }), { rules: RULES })) as Log;
    expect(isSarif({ ...log, version: '2.0.0' })).toBe(false);
    expect(isSarif({ ...log, runs: [{ ...log.runs[0], results: [{}] }] })).toBe(false);
  });

  it('points at 1-based regions under an encoded relative path', () => {
    const [first] = read(CASES['one of each outcome, non-ASCII paths']!).results!;
    expect(first?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'src/%C3%BCbung/%E3%83%95%E3%82%A1%E3%82%A4%E3%83%AB%20%5Bid%5D%20100%25.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 5, startColumn: 3, endLine: 5, endColumn: 9 },
    });
    expect(decodeURIComponent(first?.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '')).toBe(traced.where.path);
  });

  it('leaves reviews out, links the trace from the message and ends the code flow at the finding', () => {
    const { results } = read(result({ findings: [traced, reviewed] }));
    expect(results).toHaveLength(1);
    expect(results?.[0]?.message.text).toContain('[router \\[v1\\] mounted here](1), [writes `user`](2)');
    expect(results?.[0]?.relatedLocations?.map(location => location.id)).toEqual([1, 2]);
    const steps = results?.[0]?.codeFlows?.[0]?.threadFlows[0]?.locations.map(step => step.location?.message?.text);
    expect(steps).toEqual(['router [v1] mounted here', 'writes `user`', traced.title]);
  });

  it('maps severities, and gives a security severity to security rules only', () => {
    const { tool, results } = read(result({ findings: [finding(), finding({ severity: 'minor', variant: 'weak' }), finding({ severity: 'info' })] }));
    expect(results?.map(each => each.level)).toEqual(['error', 'warning', 'note']);
    const properties = Object.fromEntries(tool.driver.rules!.map(rule => [rule.id, rule.properties]));
    expect(properties['unguarded-mutation']).toEqual({ tags: ['security', 'authorization', 'backend'], precision: 'high', 'problem.severity': 'error', 'security-severity': '9.1' });
    expect(properties['n-plus-one-query']).toEqual({ tags: ['performance', 'n-plus-one', 'backend'], precision: 'medium', 'problem.severity': 'warning' });
  });

  it('tells results with one fingerprint apart, and refers to rules by index', () => {
    const { results, tool } = read(result({ findings: [finding(), finding()] }));
    expect(results?.map(each => each.partialFingerprints?.['primaryLocationLineHash'])).toEqual(['0123456789abcdef0123:1', '0123456789abcdef0123:2']);
    for (const each of results ?? []) expect(tool.driver.rules?.[each.ruleIndex!]?.id).toBe(each.ruleId);
  });

  it('keeps the gravest 25,000 and says so', () => {
    const minor = Array.from({ length: 25_000 }, () => finding({ severity: 'minor' }));
    const run = read(result({ findings: [...minor, finding()] }));
    expect(run.results).toHaveLength(25_000);
    expect(run.results?.at(-1)?.level).toBe('error');
    expect(run.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('1 findings of the lowest severities were left out');
  });
});

describe('stylish', () => {
  it('prints severity words without colour, the trace, and a summary', () => {
    expect(stylish(result({ findings: [traced, reviewed] }))).toBe([
      'src/übung/ファイル [id] 100%.ts',
      '  5:3  critical  Missing authN on PATCH /users/{id}  unguarded-mutation',
      '      why: No check before the mutation',
      '      at src/app.ts:31: router [v1] mounted here',
      '      at src/übung/svc.ts:7: writes `user`',
      '      fix: Add the guard',
      '',
      'src/users.ts',
      '  3:3  review    Missing authN on PATCH /users/{id} (undecided: opaque-guard)  unguarded-mutation',
      '',
      '1 finding: 1 critical; 1 to review by hand (never a failure). Status: ready.',
      '',
    ].join('\n'));
  });

  it('shows the code when it can be read', () => {
    const lines = ['one', '\ttwo', 'three'];
    const text = stylish(result({ findings: [finding({ where: place('a.ts', 2) })] }), { readLine: (_, line) => lines[line - 1] });
    expect(text).toContain('        1 | one\n      > 2 |   two\n        3 | three\n');
  });

  it('writes no escape sequence without colour, and none of the analysed code ever', () => {
    const hostile = result({ findings: [finding({ title: 'x \u001b[31m\u202e red\nline', where: place('a\u001b]8;;.ts', 1) })] });
    // eslint-disable-next-line no-control-regex -- escape sequences are what the test looks for
    expect(stylish(hostile)).not.toMatch(/[\u001b\u202e]/);
    expect(stylish(hostile)).toContain('x \\u001b[31m\\u202e red line');
    expect(stylish(hostile, { color: true })).toContain('\u001b[1m');
    expect(stylish(hostile, { color: true })).not.toContain('\u001b]8');
  });

  it('says so when there is nothing', () => {
    expect(stylish(result())).toBe('No findings. Status: ready.\n');
  });
});

describe('coverage table', () => {
  it('has one fact a line, its label first', () => {
    const text = coverageTable(result({ checked: [{ rule: 'unguarded-mutation', subjects: 'mutating endpoints', pass: 1, violation: 2, review: 3, reasons: { budget: 1, 'opaque-guard': 2 } }] }));
    expect(text.split('\n')).toEqual([
      'files read: 3', 'functions: 12', 'frameworks: express', 'data layers: prisma',
      'endpoints: 4; mutating 2, handler unresolved 1, mount unknown 0',
      'data accesses: 10 candidates; resolved 9 (access 6, other 3), unresolved 1 (parameter 1)',
      'migrations: 2 (knex)',
      'followed in part: 1 functions without the arguments of some calls, 0 not for some calls',
      'rule unguarded-mutation: 6 judged (mutating endpoints); pass 1, violation 2, review 3 (opaque-guard 2, budget 1)',
      'suppressed findings: 0', 'unread or unclear: 0 problems, 0 notes', 'status: ready', '',
    ]);
  });
});
