import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runHere } from './support/cli.js';
import { checkOutDemo } from './support/demo.js';
import { blocksOf, commandsIn, pageText } from './support/pages.js';

interface Step { readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>> }
interface Job { readonly 'runs-on'?: string; readonly needs?: string; readonly steps: readonly Step[]; readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> } }
interface Workflow { readonly on?: unknown; readonly permissions?: Readonly<Record<string, string>>; readonly jobs: Readonly<Record<string, Job>> }
interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly { readonly shell: string; readonly env: Readonly<Record<string, string>>; readonly run: string }[] };
}

const blocks = blocksOf('docs/ci.md');
const yaml = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => parse(text) as unknown);
const workflows = yaml.filter((value): value is Workflow => typeof value === 'object' && value !== null && 'jobs' in value);

let home = '';
beforeAll(() => { home = realpathSync(mkdtempSync(join(tmpdir(), 'assay-recipes-'))); });
afterAll(() => rmSync(home, { recursive: true, force: true }));
const demo = (name: string) => {
  const folder = join(home, name);
  checkOutDemo(folder);
  return folder;
};

describe('docs/ci.md', () => {
  test('holds JSON and YAML only as it should be', () => {
    expect(yaml.length).toBeGreaterThanOrEqual(4);
    for (const { text } of blocks.filter(({ language }) => language === 'json')) expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test.each(blocks.filter(({ title }) => title.startsWith('examples/')).map(({ title, text }) => [title, text]))('shows %s as it is', (path, text) => {
    expect(text).toBe(pageText(path));
  });

  test.each(workflows.flatMap(workflow => Object.entries(workflow.jobs).map(([name, job]) => [name, job, workflow] as const)))('the job %s of GitHub Actions is whole', (_, job, { jobs, permissions }) => {
    expect(job['runs-on']).toBe('ubuntu-latest');
    if (job.needs !== undefined) expect(Object.keys(jobs)).toContain(job.needs);
    for (const step of job.steps) {
      expect([step.uses, step.run].filter(each => each !== undefined)).toHaveLength(1);
      if (step.uses !== undefined) expect(step.uses).toMatch(/^[\w-]+\/[\w./-]+@v\d+$/);
    }
    expect(job.steps[0]?.uses).toMatch(/^actions\/checkout@/);
    const used = [...JSON.stringify(job).matchAll(/\$\{\{ matrix\.(\w+) \}\}/g)].map(([, name = '']) => name);
    expect(used.filter(name => !job.strategy?.matrix[name])).toEqual([]);
    if (job.steps.some(({ uses }) => uses?.includes('upload-sarif'))) expect(permissions).toMatchObject({ contents: 'read', 'security-events': 'write' });
  });

  test('the matrix and its merge give the report of one run', async () => {
    const { analyze, gate } = workflows.find(({ jobs }) => 'gate' in jobs)!.jobs;
    const cwd = demo('matrix');
    const commandsOf = (job: Job | undefined) => (job?.steps ?? []).flatMap(({ run = '' }) => commandsIn(run));
    for (const shard of analyze?.strategy?.matrix['shard'] ?? []) {
      for (const argv of commandsOf(analyze)) expect((await runHere(argv.join(' ').replaceAll('${{ matrix.shard }}', String(shard)).split(' '), cwd)).code).toBe(0);
    }
    const reports = [3, 1, 2].map(shard => `assay-${shard}.report`);
    const [merge = []] = commandsOf(gate);
    const merged = await runHere(merge.flatMap(word => (word === 'assay-*.report' ? reports : [word])), cwd);
    expect(merged).toEqual(await runHere(['check', '-f', 'stylish'], cwd));
    expect(existsSync(join(cwd, 'assay.sarif'))).toBe(true);
  });

  test.each([['.gitlab-ci.yml', 'gl-code-quality-report.json'], ['Jenkinsfile', 'assay.xml'], ['.github/workflows/assay.yml', 'assay.sarif']])('%s writes the report that it uploads', async (title, report) => {
    const { text } = blocks.find(block => block.title === title)!;
    const [argv = []] = commandsIn(text.replace(/' \}$/m, ''));
    expect(text.split(report).length).toBeGreaterThan(2);
    const cwd = demo(title.replaceAll('/', '-'));
    expect((await runHere(argv, cwd)).code).toBe(1);
    expect(existsSync(join(cwd, report))).toBe(true);
  });

  test('the hook before a commit judges what is staged', async () => {
    const { text } = blocks.find(({ title }) => title === '.pre-commit-config.yaml')!;
    const { repos: [{ hooks: [hook] }] } = parse(text) as { repos: [{ hooks: [{ entry: string; pass_filenames: boolean; files: string }] }] };
    expect([hook.pass_filenames, new RegExp(hook.files).test('src/a.mts'), new RegExp(hook.files).test('a.css')]).toEqual([false, true, false]);
    const [argv = []] = commandsIn(hook.entry);
    expect((await runHere(argv, demo('hook'))).code).toBe(0);
    const [published] = parse(pageText('.pre-commit-hooks.yaml')) as readonly { id: string; entry: string; language: string; pass_filenames: boolean }[];
    expect(published).toMatchObject({ id: 'assay', language: 'system', pass_filenames: false, entry: expect.stringContaining('assay check --staged') });
  });
});

describe('action.yml', () => {
  const action = parse(pageText('action.yml')) as Action;
  const [step] = action.runs.steps;
  const inputOf = (value: string) => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? '';

  test('reads every input that it has, and no other; text from outside reaches the script as variables only', () => {
    expect([action.runs.using, action.runs.steps.length, step?.shell]).toEqual(['composite', 1, 'bash']);
    expect(Object.values(step!.env).map(inputOf).sort()).toEqual(Object.keys(action.inputs).sort());
    expect(Object.values(action.outputs).map(({ value }) => inputOf(value))).toEqual(['sarif']);
    expect(step!.run).not.toContain('${{');
    for (const input of Object.values(action.inputs)) expect(input.description).not.toBe('');
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['what it is given by default', {}, ['--yes', 'assay@latest', 'check', '-f', 'stylish', '-f', 'sarif=assay.sarif']],
    ['every input', { paths: 'apps/* packages', version: '1.2.3', 'fail-on': 'minor', since: 'origin/main', safe: 'true', sarif: '' }, ['--yes', 'assay@1.2.3', 'check', '-f', 'stylish', '--fail-on', 'minor', '--since', 'origin/main', '--safe', '--', 'apps/*', 'packages']],
    ['text that a shell would run', { since: '$(touch stolen); `touch stolen`' }, ['--yes', 'assay@latest', 'check', '-f', 'stylish', '-f', 'sarif=assay.sarif', '--since', '$(touch stolen); `touch stolen`']],
  ])('calls the command with %s', (_, given, expected) => {
    const cwd = mkdtempSync(join(home, 'action-'));
    const npx = join(cwd, 'npx');
    writeFileSync(npx, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    chmodSync(npx, 0o755);
    const env = Object.fromEntries(Object.entries(step!.env).map(([name, value]) => [name, given[inputOf(value)] ?? action.inputs[inputOf(value)]!.default]));
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step!.run], { cwd, encoding: 'utf8', env: { PATH: `${cwd}:${process.env['PATH']}`, ...env } });
    expect([status, stderr, stdout.trimEnd().split('\n'), existsSync(join(cwd, 'stolen'))]).toEqual([0, '', expected, false]);
  });

  test.each([['false', 'own'], ['true', 'npx']])('with safe: %s it takes the version of %s', (safe, expected) => {
    const cwd = mkdtempSync(join(home, 'action-'));
    mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true });
    for (const [path, name] of [['npx', 'npx'], ['node_modules/.bin/assay', 'own']] as const) {
      writeFileSync(join(cwd, path), `#!/bin/sh\nprintf ${name}\n`);
      chmodSync(join(cwd, path), 0o755);
    }
    const { stdout } = spawnSync('bash', ['-eo', 'pipefail', '-c', step!.run], { cwd, encoding: 'utf8', env: { PATH: `${cwd}:${process.env['PATH']}`, PATHS: '', VERSION: 'latest', FAIL_ON: '', SINCE: '', SAFE: safe, SARIF: '' } });
    expect(stdout).toBe(expected);
  });
});
