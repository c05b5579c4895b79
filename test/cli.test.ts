import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, PassRecord, RunResult } from '@assay/contract';
import * as engine from '@assay/engine';
import type { Analysis, AnalyzeOptions } from '@assay/engine';
import { run, type Host } from 'assay';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COVERAGE, finding, model, place, result, ruleOf } from './hand-made.js';

const RULES = [ruleOf([]), ruleOf([], { category: 'performance', standard: 'n-plus-one', variants: { loop: { severity: 'minor', title: 'N+1' } } }, 'n-plus-one-query')];

let root = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'assay-cli-')));
  mkdirSync(join(root, 'src/http'), { recursive: true });
  mkdirSync(join(root, 'dist'));
  writeFileSync(join(root, 'src/users.ts'), 'const a = 1;\n'.repeat(200));
  symlinkSync(join(root, 'src'), join(root, 'link'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface World {
  readonly result?: Partial<RunResult>;
  readonly analysis?: Partial<Analysis>;
  readonly cwd?: string;
  readonly tty?: boolean;
  readonly env?: Record<string, string>;
  readonly roots?: (start: string) => string;
  readonly analyze?: (options: AnalyzeOptions) => Analysis;
}

/** Runs the CLI over an analysis made by hand. */
async function assay(argv: readonly string[], world: World = {}) {
  const out = { stdout: '', stderr: '', asked: undefined as AnalyzeOptions | undefined };
  const stream = (name: 'stdout' | 'stderr') => ({ isTTY: world.tty ?? false, write: async (text: string) => { out[name] += text; } });
  const analysis: Analysis = {
    result: result(world.result), passes: [], model: model(), endpoints: [], dataCalls: [], routeCalls: () => [], sources: new Map([['src/users.ts', readFileSync(join(root, 'src/users.ts'), 'utf8')]]), warnings: [], crashed: false, judged: 1, ...world.analysis,
  };
  const host: Host = {
    rules: RULES, allRules: RULES, adapters: [], engine, findRoot: world.roots ?? (() => root),
    analyze: options => { out.asked = options; return world.analyze ? world.analyze(options) : analysis; },
  };
  const code = await run(argv, { cwd: world.cwd ?? root, env: world.env ?? {}, stdout: stream('stdout'), stderr: stream('stderr') }, async () => host);
  return { code, ...out };
}

const violations = (...severities: Finding['severity'][]) => ({ findings: severities.map(severity => finding({ severity })) });

describe('exit code of check', () => {
  it.each<[string, readonly string[], World, number]>([
    ['clean', [], {}, 0],
    ['a major finding, by default', [], { result: violations('major') }, 1],
    ['a minor finding, by default', [], { result: violations('minor', 'info') }, 0],
    ['a minor finding with --fail-on minor', ['--fail-on', 'minor'], { result: violations('minor') }, 1],
    ['an info finding with --fail-on info', ['--fail-on', 'info'], { result: violations('info') }, 1],
    ['a major finding with --fail-on critical', ['--fail-on', 'critical'], { result: violations('major') }, 0],
    ['a critical finding with --fail-on never', ['--fail-on', 'never'], { result: violations('critical') }, 0],
    ['a critical review', ['--fail-on', 'info'], { result: { findings: [finding({ outcome: 'review', reason: 'budget' })] } }, 0],
    ['256 findings', [], { result: violations(...Array.from({ length: 256 }, () => 'major' as const)) }, 1],
    ['a crashed rule, findings or not', ['--fail-on', 'never'], { analysis: { crashed: true } }, 2],
    ['nothing to judge', [], { analysis: { judged: 0 }, result: { status: 'blocked' } }, 2],
    ['nothing to judge, allowed', ['--allow-empty'], { analysis: { judged: 0 } }, 0],
    ['a path under which nothing was read', ['dist'], {}, 2],
    ['a path under which nothing was read, allowed', ['dist', '--allow-empty'], {}, 0],
    ['unread files', [], { result: { problems: [{ path: 'a', code: 'unreadable', message: 'm', level: 'problem' }] } }, 0],
    ['unread files with --strict', ['--strict'], { result: { problems: [{ path: 'a', code: 'unreadable', message: 'm', level: 'problem' }] } }, 2],
    ['notes with --strict', ['--strict'], { result: { problems: [{ path: 'a', code: 'generated', message: 'm', level: 'note' }] } }, 0],
    ['an internal error', [], { analyze: () => { throw new TypeError('x is not a function'); } }, 2],
  ])('%s', async (_, argv, world, expected) => {
    expect((await assay(['check', ...argv], world)).code).toBe(expected);
  });
});

describe('usage errors exit with 2 and name the next step', () => {
  it.each<[string, readonly string[], string]>([
    ['no command', [], 'Usage: assay'],
    ['unknown command', ['chek'], 'Did you mean check?'],
    ['unknown option', ['check', '--fromat', 'json'], 'Did you mean --format?'],
    ['unknown format', ['check', '-f', 'jsn'], "Unknown format 'jsn'. Did you mean json? Formats: stylish, json, json-full, sarif, github,"],
    ['format without file name', ['check', '-f', 'json='], '--format json= names no file'],
    ['two reports on standard output', ['check', '-f', 'json', '-f', 'sarif'], 'Both json and sarif would go to standard output'],
    ['two reports in one file', ['check', '-f', 'json=x', '-f', 'sarif=./x'], 'Two formats would be written to'],
    ['folder that does not exist', ['check', '-f', 'json=no/such/report.json'], 'Cannot write no/such/report.json: the folder no/such does not exist'],
    ['folder as report', ['check', '-f', 'json=src'], 'Cannot write src: it is a folder'],
    ['unknown severity', ['check', '--fail-on', 'mayor'], "--fail-on does not know 'mayor'. Did you mean major?"],
    ['missing path', ['check', 'nowhere'], 'No such file or folder: nowhere'],
    ['unknown rule', ['why', 'POST /users', 'n-plus-one'], "There is no rule 'n-plus-one'. Did you mean n-plus-one-query?"],
    ['missing argument', ['why'], "missing required argument 'endpoint or path:line'"],
  ])('%s', async (_, argv, message) => {
    const { code, stdout, stderr } = await assay(argv);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('paths of two projects', async () => {
    const { code, stderr } = await assay(['check', 'src', 'dist'], { roots: start => start });
    expect([code, stderr.includes('src and dist belong to different projects')]).toEqual([2, true]);
  });

  it.each([['--help'], ['check', '--help'], ['--version']])('%s is none', async (...argv) => {
    const { code, stdout, stderr } = await assay(argv);
    expect([code, stdout === '', stderr]).toEqual([0, false, '']);
  });
});

describe('check', () => {
  it('prints the report on stdout and everything else on stderr', async () => {
    const { stdout, stderr } = await assay(['check'], { result: { findings: [finding()], problems: [{ path: 'a.ts', line: 3, code: 'syntax', message: 'Odd', level: 'problem' }] } });
    expect(stdout).toContain('critical  Missing authN on PATCH /users/{id}');
    expect(stderr.split('\n').slice(0, 2)).toEqual(['problem: a.ts:3: Odd (syntax)', 'files read: 3']);
    // eslint-disable-next-line no-control-regex -- escape sequences are what the test looks for
    expect(stdout + stderr).not.toMatch(/\u001b|\r/);
  });

  it('writes each format to its file, without colour, and nothing to stdout', async () => {
    const { code, stdout } = await assay(['check', '--color', '-f', 'json=r.json', '-f', 'stylish=src/r.txt', '--format', `sarif=${join(root, 'r=1.sarif')}`], { result: violations('minor') });
    expect([code, stdout]).toEqual([0, '']);
    expect(JSON.parse(readFileSync(join(root, 'r.json'), 'utf8')).findings).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(root, 'r=1.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(readFileSync(join(root, 'src/r.txt'), 'utf8')).not.toContain('\u001b');
  });

  it.each<[string, readonly string[], World, boolean]>([
    ['a pipe', [], {}, false], ['a terminal', [], { tty: true }, true], ['NO_COLOR', [], { tty: true, env: { NO_COLOR: '1' } }, false], ['FORCE_COLOR', [], { env: { FORCE_COLOR: '1' } }, true],
    ['--color', ['--color'], { env: { NO_COLOR: '1' } }, true], ['--no-color', ['--no-color'], { tty: true }, false], ['a dumb terminal', [], { tty: true, env: { TERM: 'dumb' } }, false],
  ])('colours by %s', async (_, argv, world, expected) => {
    expect((await assay(['check', ...argv], { ...world, result: violations('major') })).stdout.includes('\u001b')).toBe(expected);
  });

  it('shows progress on a terminal only, and not in CI', async () => {
    const analyze = (options: AnalyzeOptions): Analysis => {
      options.onProgress?.('extracting facts', 1, 2);
      return { result: result(), passes: [], model: model(), endpoints: [], dataCalls: [], routeCalls: () => [], sources: new Map(), warnings: [], crashed: false, judged: 1 };
    };
    expect((await assay(['check'], { analyze, tty: true })).stderr).toContain('\r\u001b[Kextracting facts: 50 %\r\u001b[K');
    expect((await assay(['check'], { analyze })).stderr).not.toContain('extracting');
    expect((await assay(['check'], { analyze, tty: true, env: { CI: 'true' } })).stderr).not.toContain('extracting');
  });

  it('hands the options on', async () => {
    expect((await assay(['check'])).asked).toMatchObject({ root, rollup: false, inlineConfig: true, rules: RULES, tool: { name: 'assay', version: expect.stringMatching(/^\d+\.\d+\.\d+/) } });
    expect((await assay(['check', '--no-inline-config'])).asked).toMatchObject({ inlineConfig: false });
  });

  it.each<[string, readonly string[], string, readonly string[] | undefined]>([
    ['the root', ['.'], '', undefined], ['none, from below the root: the whole root', [], '', undefined], ['a folder', ['src'], '', ['src']],
    ['a folder from elsewhere', ['../src/users.ts'], 'dist', ['src/users.ts']], ['the current folder below the root', ['.'], 'src/http', ['src/http']],
    ['the root among others', ['src', '.'], '', undefined], ['a link', ['link'], '', ['link']],
  ])('limits the report to paths: %s', async (_, argv, below, expected) => {
    expect((await assay(['check', ...argv, '--allow-empty'], { cwd: join(root, below) })).asked?.paths).toEqual(expected);
  });

  it('finds given paths under the root also through a link to it', async () => {
    const alias = `${root}-alias`;
    symlinkSync(root, alias);
    const { asked } = await assay(['check', 'src'], { cwd: alias });
    rmSync(alias);
    expect(asked?.paths).toEqual(['src']);
  });

  it('shows the code around findings on a terminal', async () => {
    expect((await assay(['check'], { tty: true, env: { NO_COLOR: '1' }, result: violations('major') })).stdout).toContain('> 88 | const a = 1;');
  });
});

describe('why', () => {
  const pass: PassRecord = { rule: 'unguarded-mutation', subject: 'DELETE /users/{id}', where: place('src/users.ts', 140, 150), trace: [{ where: place('src/app.ts', 12), message: 'requireAuth runs before' }] };
  const at = (start: number) => ({ path: 'src/users.ts', start, end: start + 1 });
  const step = { value: { kind: 'unknown', key: '', reason: 'global' }, protocol: { name: 'express', params: [], continues: 'next' }, at: at(13), label: 'requireAuth' } as const;
  const endpoint = {
    id: 'GET /health', method: 'GET', path: '/health', mounted: true, placed: true, at: at(26), framework: 'express', chain: [step], handler: { ...step, label: 'health' }, handlerAt: at(39), errorHandlers: [], around: [], missed: [],
    route: { protocol: 'http', method: 'GET', at: at(26), steps: [], framework: 'express' },
  } as const;
  const world: World = {
    result: {
      findings: [finding({ trace: [{ where: place('src/app.ts', 31), message: 'router mounted without a guard' }] }), finding({ outcome: 'review', reason: 'opaque-effect', rule: 'n-plus-one-query', title: 'N+1', where: place('src/users.ts', 100) })],
      suppressed: [{ finding: finding({ subject: 'POST /login', where: place('src/login.ts', 4) }), reason: 'it is the login' }],
    },
    analysis: { passes: [pass], model: model({ coverage: COVERAGE, endpoints: [endpoint] }) },
  };
  const heads = (text: string) => text.split('\n').filter(line => /^\S/.test(line));

  it('prints each verdict on an endpoint with its steps and their places', async () => {
    const { code, stdout } = await assay(['why', 'patch /users/:userId'], world);
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      'violation unguarded-mutation (critical): Missing authN on PATCH /users/{id}', '  subject: PATCH /users/{id}', '  place: src/users.ts:88-129', '  why: No check before the mutation',
      '  step 1: src/app.ts:31: router mounted without a guard', '  fix: Add the guard',
    ]);
    expect(heads(stdout)[1]).toBe('review n-plus-one-query (undecided: opaque-effect): N+1');
  });

  it('shows passes, with why they pass', async () => {
    expect((await assay(['why', 'DELETE /users/{id}', 'assay/unguarded-mutation'], world)).stdout).toBe('pass unguarded-mutation: DELETE /users/{id}\n  subject: DELETE /users/{id}\n  place: src/users.ts:140-150\n  step 1: src/app.ts:12: requireAuth runs before\n');
  });

  it('shows silenced findings with the reason', async () => {
    expect((await assay(['why', '/login'], world)).stdout).toContain('silenced: by a directive: it is the login');
  });

  it('shows what runs before an endpoint that no rule judges', async () => {
    expect((await assay(['why', 'GET /health'], world)).stdout).toBe('endpoint GET /health\n  declared: src/users.ts:3 (express)\n  before 1: src/users.ts:2: requireAuth\n  handler: src/users.ts:4: health\n\nNo rule judges it: nothing that it does is a subject of a rule.\n');
  });

  it('finds verdicts by place, from any folder, else by a step at the place', async () => {
    expect(heads((await assay(['why', 'src/users.ts:100'], world)).stdout)).toHaveLength(2);
    expect(heads((await assay(['why', '../users.ts:145:3'], { ...world, cwd: join(root, 'src/http') })).stdout)).toEqual(['pass unguarded-mutation: DELETE /users/{id}']);
    writeFileSync(join(root, 'src/app.ts'), '');
    expect(heads((await assay(['why', 'src/app.ts:12'], world)).stdout)).toEqual(['pass unguarded-mutation: DELETE /users/{id}']);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['an endpoint', ['PATCH /user/{id}'], ['Nothing here is called PATCH /user/{id}', 'PATCH /users/{id}']],
    ['a line', ['src/users.ts:60'], ['No rule judged anything at src/users.ts:60', 'src/users.ts:88 (PATCH /users/{id})']],
    ['a file', ['src/nope.ts:3'], ['No such file: src/nope.ts']],
    ['a file that was not read', ['r.json:1'], ['r.json was not read']],
    ['a rule that says nothing of it', ['DELETE /users/{id}', 'n-plus-one-query'], ['n-plus-one-query gave no verdict on DELETE /users/{id}. Rules that did: unguarded-mutation.']],
  ])('names the nearest candidates when nothing matches %s', async (_, argv, messages) => {
    const { code, stdout, stderr } = await assay(['why', ...argv], world);
    for (const message of messages) expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, '']);
  });
});

describe('rules', () => {
  it('lists them label first, or as JSON', async () => {
    expect((await assay(['rules'])).stdout).toBe('unguarded-mutation (authorization; security; critical or minor): A mutation that nobody guards.\nn-plus-one-query (n-plus-one; performance; minor): A mutation that nobody guards.\n');
    expect(JSON.parse((await assay(['rules', '--json'])).stdout)[1]).toMatchObject({ id: 'n-plus-one-query', standard: 'n-plus-one', variants: { loop: { severity: 'minor' } } });
  });
});

describe('the process', () => {
  const main = join(createRequire(import.meta.url).resolve('assay'), '../main.js');
  const spawn = (argv: readonly string[]) => spawnSync(process.execPath, [main, ...argv], { cwd: root, encoding: 'utf8' });

  it('passes the exit code on and keeps the streams apart', () => {
    expect(existsSync(main)).toBe(true);
    const { status, stdout, stderr } = spawn(['check', '-f', 'xml']);
    expect([status, stdout, stderr.startsWith("assay: Unknown format 'xml'.")]).toEqual([2, '', true]);
  });

  it.each<[string, string, string]>([
    ['writes all of a long report into a slow pipe', '(sleep 0.2; wc -c)', '1000000'], ['does not mind a reader that leaves', 'head -c 3', 'xxx'],
  ])('%s', (_, reader, expected) => {
    const script = "const { processIo } = await import(process.argv[1]); await processIo().stdout.write('x'.repeat(1_000_000)); process.exitCode = 1;";
    const piped = spawnSync('bash', ['-c', `"$0" --input-type=module -e "$1" "$2" | ${reader}; exit "\${PIPESTATUS[0]}"`, process.execPath, script, pathToFileURL(join(main, '../io.js')).href], { encoding: 'utf8' });
    expect([piped.status, piped.stdout.trim(), piped.stderr]).toEqual([1, expected, '']);
  });
});
