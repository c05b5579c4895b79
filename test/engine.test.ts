import { createRequire } from 'node:module';
import { FACT_FORMAT, type FileFacts, type Rule, type SourceFile, type Span, type Verdict } from '@assay/contract';
import { directiveRules, judge, type Built, type JudgeOptions } from '@assay/engine';
import { jsonFull } from '@assay/report';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { file, model, repository, ruleOf } from './hand-made.js';

const BUILT: Built = { model: model(), problems: [], dataCalls: [], routeCalls: () => [] };
const USERS = file('src/users.ts', 'const a = 1;\r\nconst ü = 2;\n\nexport {};\n');

/** The facts that the engine reads: where lines start, and the comments. */
function facts({ path, text }: SourceFile): FileFacts {
  const lineStarts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), match => match.index + match[0].length)];
  const comments = Array.from(text.matchAll(/\/\/[^\n\r]*|\/\*[^]*?\*\//g), match => ({ text: match[0].replace(/^\/[/*]|\*\/$/g, '').trim(), at: [match.index, match.index + match[0].length] as const }));
  return { path, hash: '', format: FACT_FORMAT, lineStarts, functions: [], bindings: [], classes: [], types: [], imports: [], exports: [], writes: [], comments, problems: [] };
}

function run(files: readonly SourceFile[], rules: readonly Rule[], options: Partial<JudgeOptions> = {}, built: Built = BUILT) {
  return judge(repository(files), files.filter(each => each.kind === 'code').map(facts), built, { rules, ...options });
}

function spanOfText({ path, text }: SourceFile, part: string): Span {
  const start = text.indexOf(part);
  if (start === -1) throw new Error(`${path} does not contain ${part}`);
  return { path, start, end: start + part.length };
}

function violation(at: Span, changes: Partial<Extract<Verdict, { outcome: 'violation' }>> = {}): Verdict {
  return { outcome: 'violation', variant: 'open', at, subject: 'POST /users', evidence: 'Nothing rejects the caller', ...changes };
}

const review = (at: Span): Verdict => ({ outcome: 'review', variant: 'open', at, subject: 'PUT /users', reason: 'opaque-guard', evidence: 'The guard is a black box' });
const pass = (at: Span, subject = 'GET /users'): Verdict => ({ outcome: 'pass', at, subject, because: [{ at, message: 'guarded here' }] });
const AT = spanOfText(USERS, 'ü = 2');

describe('findings', () => {
  it('takes severity and title from the variant, the place from the facts and the recommendation from the verdict or the rule', () => {
    const [first, second] = run([USERS], [ruleOf([violation(AT), violation(AT, { variant: 'weak', recommendation: 'Use requireAuth' })])]).result.findings;
    expect(first).toMatchObject({
      rule: 'unguarded-mutation', variant: 'open', severity: 'critical', category: 'security', title: 'Missing authN on POST /users', recommendation: 'Add a guard.',
      where: { path: 'src/users.ts', lines: { first: 2, last: 2 }, columns: { first: 7, last: 12 } },
    });
    expect(second).toMatchObject({ severity: 'minor', title: 'Weak guard', recommendation: 'Use requireAuth' });
  });

  it('keeps a subject with replacement patterns as it is', () => {
    expect(run([USERS], [ruleOf([violation(AT, { subject: 'GET /$&/{subject}' })])]).result.findings[0]?.title).toBe('Missing authN on GET /$&/{subject}');
  });

  it('finds places in SQL by its text, over several lines, and cuts spans to the file', () => {
    const sql = file('db/1.sql', 'select 1;\ndrop\n  table x;\n', 'sql');
    const found = run([sql], [ruleOf([violation(spanOfText(sql, 'drop\n  table x;')), violation({ path: 'db/1.sql', start: 999, end: 9999 }), violation({ path: 'gone.sql', start: 5, end: 6 })])]).result.findings;
    expect(found.map(({ where }) => [where.path, where.lines.first, where.lines.last, where.columns.first, where.columns.last])).toEqual([['db/1.sql', 2, 3, 1, 11], ['db/1.sql', 4, 4, 1, 1], ['gone.sql', 1, 1, 1, 1]]);
  });

  it('sorts by path, place and rule whatever the order of verdicts', () => {
    const a = file('a.ts', 'one two');
    const rules = [ruleOf([violation(AT), violation(spanOfText(a, 'two'))], {}, 'z-rule'), ruleOf([violation(spanOfText(a, 'two')), violation(spanOfText(a, 'one'))], {}, 'a-rule')];
    const order = (list: readonly Rule[]) => run([USERS, a], list).result.findings.map(({ where, rule }) => `${where.path} ${where.columns.first} ${rule}`);
    expect(order(rules)).toEqual(['a.ts 1 a-rule', 'a.ts 5 a-rule', 'a.ts 5 z-rule', 'src/users.ts 7 z-rule']);
    expect(order(rules.toReversed())).toEqual(order(rules));
  });
});

describe('fingerprints', () => {
  const print = (verdicts: readonly Verdict[], files: readonly SourceFile[] = [USERS]) => run(files, [ruleOf(verdicts)]).result.findings.map(finding => finding.fingerprint);

  it('have no path, line or prose in them', () => {
    const moved = file('lib/people.ts', `\n\n\n${USERS.text}`);
    expect(print([violation(spanOfText(moved, 'ü = 2'), { evidence: 'Other words' })], [moved])).toEqual(print([violation(AT)]));
    expect(print([violation(AT)])[0]).toMatch(/^[0-9a-f]{20}$/);
  });

  it('differ by subject, variant and key, and count up for equals', () => {
    const all = print([violation(AT), violation(AT), violation(AT, { subject: 'x' }), violation(AT, { variant: 'weak' }), violation(AT, { key: 'user' })]);
    expect(new Set(all).size).toBe(5);
  });

  it('do not change when a directive or the paths hide an equal one', () => {
    const other = file('a.ts', 'x; // eslint-disable-line assay/unguarded-mutation -- reason');
    const both = [violation(spanOfText(other, 'x')), violation(AT)];
    const [, second] = print(both, [file('a.ts', 'x;'), USERS]);
    expect(print(both, [other, USERS])).toEqual([second]);
    expect(run([file('a.ts', 'x;'), USERS], [ruleOf(both)], { paths: ['src'] }).result.findings.map(each => each.fingerprint)).toEqual([second]);
  });
});

describe('rules', () => {
  it('go on when one throws, which is one problem, and the run counts as crashed', () => {
    const broken = ruleOf(function* () { yield violation(AT); throw new Error('no such thing in /hand-made/root/src'); }, {}, 'broken');
    const { result, crashed } = run([USERS], [broken, ruleOf([violation(AT)])]);
    expect(crashed).toBe(true);
    expect(result.status).toBe('partial');
    expect(result.findings.map(finding => finding.rule)).toEqual(['broken', 'unguarded-mutation']);
    expect(result.problems).toEqual([expect.objectContaining({ code: 'internal', level: 'problem', message: expect.stringContaining('The rule broken failed (no such thing in ./src)') })]);
  });

  it('that give a variant they do not have crash', () => {
    const { crashed, result } = run([USERS], [ruleOf([violation(AT, { variant: 'toString' })])]);
    expect([crashed, result.findings]).toEqual([true, []]);
  });

  it('get their default options', () => {
    const seen: unknown[] = [];
    const rule: Rule = { ...ruleOf([], { defaults: { envelope: 'assay' } }), check: ({ options }) => { seen.push(options); return []; } };
    run([USERS], [rule]);
    expect(seen).toEqual([{ envelope: 'assay' }]);
  });

  it('are counted by outcome, with the reasons of reviews', () => {
    const { result, passes, judged } = run([USERS], [ruleOf([violation(AT), pass(AT), pass(AT), review(AT)]), ruleOf([], {}, 'silent')]);
    expect(result.checked.filter(count => count.rule !== 'silent' && !count.rule.includes('directive'))).toEqual([
      { rule: 'unguarded-mutation', subjects: 'mutating endpoints', pass: 2, violation: 1, review: 1, reasons: { 'opaque-guard': 1 } },
    ]);
    expect(result.checked.map(count => count.rule)).toEqual(['directive-without-reason', 'silent', 'unguarded-mutation', 'unused-directive']);
    expect(passes.map(({ subject, where, trace }) => [subject, where.lines.first, trace[0]?.message])).toEqual([['GET /users', 2, 'guarded here'], ['GET /users', 2, 'guarded here']]);
    expect(judged).toBe(4);
  });
});

describe('status', () => {
  it('is blocked with nothing to judge, partial with a problem, ready with notes only', () => {
    const problem = (level: 'problem' | 'note') => ({ ...BUILT, problems: [{ path: 'a', code: 'syntax', message: 'm', level } as const] });
    const status = (verdicts: readonly Verdict[], built: Built) => run([USERS], [ruleOf(verdicts)], {}, built).result.status;
    expect([status([], problem('problem')), status([pass(AT)], problem('problem')), status([pass(AT)], problem('note'))]).toEqual(['blocked', 'partial', 'ready']);
  });

  it('lists problems of every stage once, sorted', () => {
    const problem = { path: 'b.ts', code: 'syntax', message: 'm', level: 'problem' } as const;
    const { result } = judge(repository([USERS], { problems: [problem] }), [{ ...facts(USERS), problems: [{ ...problem, path: 'a.ts' }] }], { ...BUILT, problems: [problem] }, { rules: [] });
    expect(result.problems.map(each => each.path)).toEqual(['a.ts', 'b.ts']);
  });
});

describe('paths', () => {
  it('limit findings, passes and counts to what lies under them, not what is judged', () => {
    const other = file('src/users.ts.d/x.ts', 'x');
    const { result, passes, judged } = run([USERS, other], [ruleOf([violation(AT), pass(AT), violation(spanOfText(other, 'x'))])], { paths: ['src/users.ts'] });
    expect([result.findings.length, passes.length, judged]).toEqual([1, 1, 3]);
    expect(result.checked.find(count => count.rule === 'unguarded-mutation')).toMatchObject({ pass: 1, violation: 1 });
    expect(run([USERS, other], [ruleOf([violation(AT)])], { paths: ['.'] }).result.findings).toHaveLength(1);
  });
});

describe('directives', () => {
  const RULE = 'unguarded-mutation';
  const judged = (text: string, options: Partial<JudgeOptions> = {}, path = 'a.ts', kind: SourceFile['kind'] = 'code') => {
    const source = file(path, text, kind);
    const at = Array.from(text.matchAll(/BAD/g), ({ index }) => ({ path, start: index, end: index + 3 }));
    const { result } = run([source], [ruleOf(at.map(span => violation(span)))], { rollup: false, ...options });
    return {
      open: result.findings.filter(finding => finding.rule === RULE).map(finding => finding.where.lines.first),
      silenced: result.suppressed.map(({ finding, reason }) => `${finding.where.lines.first}: ${reason}`),
      said: result.findings.filter(finding => finding.rule !== RULE).map(finding => `${finding.where.lines.first} ${finding.title}`),
    };
  };

  it.each<[string, string, ReturnType<typeof judged>]>([
    ['next line', `// eslint-disable-next-line assay/${RULE} -- behind a VPN\nBAD\nBAD`, { open: [3], silenced: ['2: behind a VPN'], said: [] }],
    ['next line after a block comment of two lines', `/* eslint-disable-next-line\n assay/${RULE} -- why */\nBAD`, { open: [], silenced: ['3: why'], said: [] }],
    ['same line', `BAD // eslint-disable-line no-console, assay/${RULE} -- why -- really\nBAD`, { open: [2], silenced: ['1: why -- really'], said: [] }],
    ['stretch', `BAD\n/* eslint-disable assay/${RULE} -- old code */\nBAD\n/* eslint-enable assay/${RULE} */\nBAD`, { open: [1, 5], silenced: ['3: old code'], said: [] }],
    ['stretch to the end', `/* eslint-disable assay/${RULE} -- old code */\nBAD\nBAD`, { open: [], silenced: ['2: old code', '3: old code'], said: [] }],
    ['stretch of every rule', '/* eslint-disable */\nBAD\n/* eslint-enable */\nBAD', { open: [4], silenced: ['2: '], said: [] }],
    ['a line comment opens no stretch, as in ESLint', `// eslint-disable assay/${RULE} -- x\nBAD`, { open: [2], silenced: [], said: [] }],
    ['rules of others', '// eslint-disable-next-line no-console\nBAD', { open: [2], silenced: [], said: [] }],
    ['no reason', `BAD // eslint-disable-line assay/${RULE}`, { open: [], silenced: ['1: '], said: [`1 No reason given in eslint-disable-line assay/${RULE}`] }],
    ['no reason after the dashes', `BAD // eslint-disable-line assay/${RULE} --`, { open: [], silenced: ['1: '], said: [`1 No reason given in eslint-disable-line assay/${RULE}`] }],
    ['unused', `// eslint-disable-next-line assay/${RULE} -- x\nfine`, { open: [], silenced: [], said: [`1 Unused eslint-disable-next-line assay/${RULE}`] }],
    ['no such rule', 'BAD // eslint-disable-line assay/unguarded -- x', { open: [1], silenced: [], said: ['1 Unused eslint-disable-line assay/unguarded'] }],
  ])('%s', (_, text, expected) => {
    expect(judged(text)).toEqual(expected);
  });

  it('in SQL stand in -- comments, not in strings', () => {
    const text = `-- eslint-disable-next-line assay/${RULE} -- empty table\nBAD;\nselect '-- eslint-disable-line assay/${RULE} -- x', $f$ -- eslint-disable-line assay/${RULE} -- x $f$, BAD;\n-- eslint-disable assay/${RULE} -- rest\nBAD`;
    expect(judged(text, {}, 'm.sql', 'sql')).toEqual({ open: [3], silenced: ['2: empty table', '5: rest'], said: [] });
  });

  it('are not obeyed without inline config; useless ones are reported all the same', () => {
    const text = `BAD // eslint-disable-line assay/${RULE} -- x\nfine // eslint-disable-line assay/${RULE} -- x`;
    expect(judged(text, { inlineConfig: false })).toEqual({ open: [1], silenced: [], said: [`2 Unused eslint-disable-line assay/${RULE}`] });
  });

  it('for a rule that failed are not called unused', () => {
    const source = file('a.ts', `fine // eslint-disable-line assay/${RULE} -- x`);
    expect(run([source], [ruleOf(() => { throw new Error('x'); })]).result.findings).toEqual([]);
  });

  it('have rules with complete texts, minor and of category docs', () => {
    for (const { meta } of directiveRules) expect([meta.category, ...Object.values(meta.variants).map(variant => variant.severity)]).toEqual(['docs', 'minor']);
  });
});

describe('roll-up', () => {
  const source = file('src/a.ts', 'x'.repeat(40));
  const at = (start: number): Span => ({ path: 'src/a.ts', start, end: start + 1 });
  const failing = (count: number) => Array.from({ length: count }, (_, index) => violation(at(20 - index), { subject: `POST /${index}`, because: [{ at: at(0), message: 'm' }] }));
  const passing = (count: number) => Array.from({ length: count }, (_, index) => pass(at(30 + index)));
  const findings = (verdicts: readonly Verdict[], options: Partial<JudgeOptions> = {}, files = [source]) => run(files, [ruleOf(verdicts)], options).result.findings;

  it('states once what nine of ten subjects have, with every place, at the first', () => {
    const [only, ...rest] = findings([...failing(9), ...passing(1)]);
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ count: 9, subject: 'mutating endpoints', title: 'Missing authN on 9 of 10 mutating endpoints', severity: 'critical', where: { columns: { first: 13 } } });
    expect(only?.trace.map(step => step.message)).toEqual(['POST /8', 'POST /7', 'POST /6', 'POST /5', 'POST /4', 'POST /3', 'POST /2', 'POST /1', 'POST /0']);
    expect(only?.evidence).toContain('POST /8: Nothing rejects the caller');
  });

  it.each<[string, readonly Verdict[], number]>([
    ['fewer than eight subjects', failing(7), 7],
    ['exactly eight', failing(8), 1],
    ['under nine in ten', [...failing(8), ...passing(1)], 8],
    ['reviews among the subjects', [...failing(8), review(at(30))], 9],
    ['two variants', [...failing(6), ...failing(6).map(verdict => ({ ...verdict, variant: 'weak' }) as Verdict)], 12],
  ])('%s', (_, verdicts, expected) => {
    expect(findings(verdicts)).toHaveLength(expected);
  });

  it('is off when asked, and its fingerprint does not depend on the numbers', () => {
    expect(findings(failing(9), { rollup: false })).toHaveLength(9);
    expect(findings(failing(9))[0]?.fingerprint).toBe(findings(failing(12))[0]?.fingerprint);
  });

  it('leaves silenced findings out of both numbers', () => {
    const silenced = file('src/a.ts', `/* eslint-disable-next-line assay/unguarded-mutation -- public */\n${source.text}\n${'x'.repeat(20)}`);
    const verdicts = [violation(spanOfText(silenced, 'xx')), ...Array.from({ length: 8 }, (_, index) => violation({ path: 'src/a.ts', start: silenced.text.length - 1 - index, end: silenced.text.length - index }, { subject: `POST /${index}` }))];
    expect(findings(verdicts, {}, [silenced])[0]?.title).toBe('Missing authN on 8 of 8 mutating endpoints');
  });
});

it('every kind of finding fits the schema of json-full', () => {
  const source = file('src/ü.ts', '// eslint-disable-next-line assay/nothing\nx // eslint-disable-line assay/unguarded-mutation -- why');
  const at = spanOfText(source, 'x /');
  const systemic = Array.from({ length: 9 }, (_, index) => violation(spanOfText(USERS, 'const a'), { subject: `POST /${index}` }));
  const { result } = run([source, USERS], [ruleOf([violation(at), ...systemic]), ruleOf([review(at), pass(at)], {}, 'other')]);
  expect(result.findings.map(finding => finding.count ?? finding.rule)).toEqual([9, 'directive-without-reason', 'unused-directive', 'other']);
  const validate = new Ajv({ allowUnionTypes: true }).compile(createRequire(import.meta.url)('@assay/report/schemas/review-findings-full.schema.json'));
  validate(JSON.parse(jsonFull(result)));
  expect(validate.errors ?? []).toEqual([]);
});

describe('missing context', () => {
  const missing = (paths: readonly string[]) => judge(repository([], { paths }), [], BUILT, { rules: [] }).result.missingContext;

  it('names each input that nothing shows', () => {
    expect(missing(['src/app.ts', 'README.md'])).toEqual([
      'APIContract: no OpenAPI document or SDL found', 'DataModel: no schema found (Prisma schema, entities, models or SQL)', 'DataModel: no migrations found',
      'SecurityPolicy: no security policy document found', 'PerfTargets: no performance targets found (SLOs, budgets)', 'OpsGuides: no runbooks found',
    ]);
  });

  it('finds them by file name', () => {
    expect(missing(['docs/openapi.v1.yaml', 'prisma/schema.prisma', 'SECURITY.md', 'docs/slo.yml', 'ops/runbooks/dead-letter.md'])).toEqual(['DataModel: no migrations found']);
    expect(missing(['api/schema.graphql', 'src/user.entity.ts', 'docs/security/policy.md', 'docs/perf-targets.md', 'docs/runbook.md'])).toEqual(['DataModel: no migrations found']);
  });

  it('is not taken in by code', () => {
    expect(missing(['src/security.ts', 'src/swagger.ts', 'src/performance.ts', 'src/slot.md', 'src/runbook.ts'])).toHaveLength(6);
  });
});
