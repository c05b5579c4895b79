import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runHere, runProcess } from './support/cli.js';

/** A small backend in a git repository of its own, judged by the whole command. */
const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "depot", "private": true, "workspaces": ["apps/*"], "dependencies": { "express": "^5.0.0", "pg": "^8.0.0" } }\n',
  'apps/api/package.json': '{ "name": "@depot/api", "dependencies": { "express": "^5.0.0", "pg": "^8.0.0" } }\n',
  'apps/ops/package.json': '{ "name": "@depot/ops", "dependencies": { "express": "^5.0.0", "pg": "^8.0.0" } }\n',
  'apps/api/src/parcels.ts': backend('parcels'),
  'apps/api/src/pallets.ts': backend('pallets'),
  'apps/ops/src/lorries.ts': backend('lorries'),
};

function backend(table: string): string {
  return [
    "import express from 'express';", "import { Pool } from 'pg';", 'const db = new Pool();', 'export const app = express();',
    `app.delete('/${table}/:id', async (req, res) => {`, `  await db.query('DELETE FROM ${table} WHERE id = $1', [req.params.id]);`, '  res.status(204).end();', '});',
    `app.get('/${table}/:id', async (req, res) => {`, `  if (!req.params.id) return res.status(404).json({ ${table}: true });`, '  res.end();', '});', '',
  ].join('\n');
}

let root = '';
const made: string[] = [];
const folder = () => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'assay-gate-')));
  made.push(path);
  return path;
};
const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: root, encoding: 'utf8' });
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const edit = (path: string, change: (text: string) => string) => put(path, change(readFileSync(join(root, path), 'utf8')));
const assay = (...argv: string[]) => runHere(argv, root);
const commit = (message: string) => {
  git('add', '-A');
  git('commit', '-qm', message);
};

let template = '';
beforeAll(() => {
  root = template = folder();
  for (const [path, text] of Object.entries(FILES)) put(path, text);
  git('init', '-q', '-b', 'trunk');
  commit('first');
});
beforeEach(() => {
  root = folder();
  cpSync(template, root, { recursive: true });
});
afterAll(() => { for (const path of made) rmSync(path, { recursive: true, force: true }); });

async function findings(...argv: string[]): Promise<readonly { readonly subject: string; readonly rule: string; readonly where: { readonly path: string } }[]> {
  const { stdout } = await assay('check', '-f', 'json-full', '--no-rollup', ...argv);
  return (JSON.parse(stdout) as { findings: { subject: string; rule: string; where: { path: string }; outcome: string }[] }).findings.filter(finding => finding.outcome === 'violation');
}
const subjects = async (...argv: string[]) => (await findings(...argv)).map(({ subject, where }) => `${subject} ${where.path}`);

describe('the baseline', () => {
  it('lets what was there through, and only that', async () => {
    expect((await assay('check')).code).toBe(1);
    expect(await assay('baseline', 'create')).toMatchObject({ code: 0, stderr: '.assay-baseline.json: 6 findings (6 added, 0 removed). Commit it.\n' });
    expect(await assay('check')).toMatchObject({ code: 0, stdout: expect.stringContaining('Compared with the baseline: 6 remaining, 0 fixed') });
    put('apps/api/src/crates.ts', backend('crates'));
    expect((await subjects()).sort()).toEqual(['404 in anonymous function apps/api/src/crates.ts', 'DELETE /crates/{id} apps/api/src/crates.ts']);
    expect((await assay('check', '--no-baseline', '--fail-on', 'never')).stdout).not.toContain('Compared');
  });

  it('holds one line an entry, sorted, with relative paths, and is the same twice', async () => {
    await assay('baseline', 'create');
    const text = readFileSync(join(root, '.assay-baseline.json'), 'utf8');
    const lines = text.split('\n').filter(line => line.startsWith('    {'));
    expect(lines).toHaveLength(6);
    expect([...lines].sort((a, b) => (a.replace(/,$/, '') < b.replace(/,$/, '') ? -1 : 1))).toEqual(lines);
    expect(text).not.toContain(root);
    await assay('baseline', 'update');
    expect(readFileSync(join(root, '.assay-baseline.json'), 'utf8')).toBe(text);
  });

  it('survives renamed and moved files, inserted lines, another layout, and a run from a folder below', async () => {
    await assay('baseline', 'create');
    renameSync(join(root, 'apps/api/src/parcels.ts'), join(root, 'apps/api/src/aaa.ts'));
    renameSync(join(root, 'apps/ops/src/lorries.ts'), join(root, 'apps/api/lorries.ts'));
    edit('apps/api/src/pallets.ts', text => `// one\n\n// two\n${text.replaceAll("'", '"').replaceAll(';', '').replaceAll('  ', '\t')}`);
    expect(await subjects()).toEqual([]);
    const below = await runHere(['check', '-f', 'json'], join(root, 'apps/api'));
    expect([below.code, JSON.parse(below.stdout).findings]).toEqual([0, []]);
  });

  it('tells which of equal findings is new by its code, not by its number', async () => {
    await assay('baseline', 'create');
    put('apps/api/src/aaa.ts', backend('aardvarks'));
    expect((await findings()).filter(({ subject }) => subject.startsWith('404')).map(({ where }) => where.path)).toEqual(['apps/api/src/aaa.ts']);
  });

  it('lists what is gone, drops it when told to, and keeps what people wrote', async () => {
    await assay('baseline', 'create');
    edit('.assay-baseline.json', text => text.replace('"context"', '"reason":"old","owner":"ops","context"'));
    rmSync(join(root, 'apps/ops/src/lorries.ts'));
    const { code, stderr } = await assay('check');
    expect([code, stderr.match(/^baseline: gone: /gm)?.length]).toEqual([0, 2]);
    expect((await assay('check', '--strict-baseline')).code).toBe(1);
    expect(await assay('baseline', 'check')).toMatchObject({ code: 1, stdout: expect.stringContaining('6 entries, 2 gone, 0 expired. Run: assay baseline prune') });
    put('apps/api/src/crates.ts', backend('crates'));
    expect((await assay('baseline', 'prune')).stderr).toContain('4 findings (0 added, 2 removed)');
    expect((await assay('check')).code).toBe(1);
    expect((await assay('baseline', 'update')).stderr).toContain('6 findings (2 added, 0 removed)');
    expect(readFileSync(join(root, '.assay-baseline.json'), 'utf8')).toContain('"reason":"old","owner":"ops"');
    expect((await assay('baseline', 'check')).code).toBe(0);
  });

  it('does not call what lies outside the given paths gone', async () => {
    await assay('baseline', 'create');
    expect((await assay('check', 'apps/ops', '--strict-baseline')).code).toBe(0);
  });

  it('lets an entry through until it expires', async () => {
    await assay('baseline', 'create');
    edit('.assay-baseline.json', text => text.replace(/("subject":"DELETE \/parcels.*)}/, '$1,"expires":"2020-01-01"}'));
    expect(await subjects()).toEqual(['DELETE /parcels/{id} apps/api/src/parcels.ts']);
    expect(await assay('baseline', 'check')).toMatchObject({ code: 1, stdout: expect.stringMatching(/^expired: unguarded-mutation: DELETE \/parcels\/\{id\}.* on 2020-01-01/) });
  });

  it.each<[string, string, string]>([
    ['no JSON', '{', 'it is no JSON'], ['another version', '{ "version": 9, "findings": [] }', 'its version is 9'], ['no list', '{ "version": 1 }', 'it has no list "findings"'],
    ['an entry without rule', '{ "version": 1, "findings": [{ "fingerprint": "a", "anchor": "a", "context": "c" }] }', 'entry 1 has no text "rule"'], ['a merge conflict', '<<<<<<< ours\n', 'it is no JSON'],
  ])('that cannot be read is an error: %s', async (_, text, message) => {
    put('.assay-baseline.json', text);
    const { code, stdout, stderr } = await assay('check');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`The baseline .assay-baseline.json cannot be read: ${message}`);
  });

  it.each<[string, readonly string[], string]>([
    ['create over one', ['baseline', 'create'], '.assay-baseline.json is there already'], ['a named one that is not there', ['check', '--baseline', 'b.json'], 'There is no baseline b.json'],
  ])('%s', async (_, argv, message) => {
    put('.assay-baseline.json', '{ "version": 1, "findings": [] }');
    const { code, stderr } = await assay(...argv);
    expect([code, stderr.includes(message)]).toEqual([2, true]);
  });

  it.each([[['baseline', 'update']], [['baseline', 'prune']], [['baseline', 'check']], [['check', '--strict-baseline']]])('%j needs one', async argv => {
    expect(await assay(...argv)).toMatchObject({ code: 2, stderr: expect.stringContaining('assay baseline create') });
  });
});

describe('--since and --staged', () => {
  it('report what is new, fixed and remaining, by both revisions', async () => {
    git('checkout', '-qb', 'feature');
    put('apps/api/src/crates.ts', backend('crates'));
    rmSync(join(root, 'apps/ops/src/lorries.ts'));
    renameSync(join(root, 'apps/api/src/parcels.ts'), join(root, 'apps/api/src/parcel-routes.ts'));
    commit('work');
    expect((await subjects('--since', 'trunk')).sort()).toEqual(['404 in anonymous function apps/api/src/crates.ts', 'DELETE /crates/{id} apps/api/src/crates.ts']);
    const { code, stdout } = await assay('check', '--since', 'trunk', '-f', 'json-full');
    const { compared } = JSON.parse(stdout) as { compared: { against: string; remaining: number; fixed: { subject: string }[] } };
    expect([code, compared.against, compared.remaining]).toEqual([1, 'trunk', 4]);
    expect(compared.fixed.map(({ subject }) => subject).sort()).toEqual(['404 in anonymous function', 'DELETE /lorries/{id}']);
  });

  it('compares with where the branches parted, and sees what is not committed', async () => {
    git('checkout', '-qb', 'feature');
    git('checkout', '-q', 'trunk');
    rmSync(join(root, 'apps/ops/src/lorries.ts'));
    commit('trunk moves on');
    git('checkout', '-q', 'feature');
    put('apps/ops/src/untracked.ts', backend('nowhere'));
    const { stdout } = await assay('check', '--since', 'trunk', '-f', 'json-full', '--no-rollup');
    const report = JSON.parse(stdout) as { findings: { subject: string }[]; compared: { fixed: unknown[] } };
    expect(report.findings.map(({ subject }) => subject)).toContain('DELETE /nowhere/{id}');
    expect(report.compared.fixed).toEqual([]);
  });

  it('--staged looks at the index alone', async () => {
    put('apps/api/src/crates.ts', backend('crates'));
    git('add', '-A');
    put('apps/api/src/later.ts', backend('later'));
    expect((await subjects('--staged')).sort()).toEqual(['404 in anonymous function apps/api/src/crates.ts', 'DELETE /crates/{id} apps/api/src/crates.ts']);
  });

  it('--staged works before the first commit', async () => {
    rmSync(join(root, '.git'), { recursive: true });
    git('init', '-q');
    git('add', '-A');
    expect(await subjects('--staged')).toHaveLength(6);
  });

  it('works below the root of the checkout', async () => {
    const inner = root;
    root = folder();
    cpSync(inner, join(root, 'deep/er'), { recursive: true, filter: path => !path.endsWith('.git') });
    git('init', '-q');
    commit('all');
    put('deep/er/apps/api/src/crates.ts', backend('crates'));
    const { stdout } = await runHere(['check', '--since', 'HEAD', '-f', 'json', '--no-rollup'], join(root, 'deep/er'));
    expect((JSON.parse(stdout) as { findings: { where: { path: string } }[] }).findings.map(({ where }) => where.path)).toEqual(['apps/api/src/crates.ts', 'apps/api/src/crates.ts']);
  });

  it.each([['--since', 'HEAD'], ['--staged']])('no changed file is success, and the reports are there: %s', async (...argv) => {
    const { code, stderr } = await assay('check', ...argv, '-f', 'sarif=out.sarif');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^No file differs from (?:HEAD|the last commit): nothing to judge\.\n$/)]);
    expect(JSON.parse(readFileSync(join(root, 'out.sarif'), 'utf8')).runs[0].results).toEqual([]);
  });

  it('judges the change itself, at a subfolder too and only of it, and obeys a trailer that says why', async () => {
    const strict = ['--config', 'strict.json', '-f', 'json-full', '--no-rollup', '--fail-on', 'never'];
    const inner = root;
    root = folder();
    cpSync(inner, join(root, 'deep'), { recursive: true, filter: path => !path.endsWith('.git') });
    put('deep/strict.json', '{ "rules": { "oversized-change": { "level": "on", "options": { "limit": 1 } }, "change-without-test": "on" } }');
    git('init', '-q', '-b', 'trunk');
    commit('all');
    const judged = async (...argv: string[]) => {
      const { stdout } = await runHere(['check', ...argv, ...strict], join(root, 'deep'));
      const report = JSON.parse(stdout) as { findings: { rule: string; evidence: string }[]; suppressed: { reason: string }[]; problems: { message: string }[]; checked: { rule: string }[] };
      return { ...report, told: report.findings.filter(({ rule }) => /change/.test(rule)).map(({ rule, evidence }) => `${rule}: ${evidence}`) };
    };
    put('outside.ts', 'export const a = 1;');
    put('deep/apps/api/src/crates.ts', backend('crates'));
    put('deep/apps/api/src/more.ts', 'export const more = 1;');
    git('add', '-A');
    const expected = [
      'change-without-test: It is new since the last commit, and the change adds and alters no test.',
      'change-without-test: It is new since the last commit, and the change adds and alters no test.',
      'oversized-change: 2 files count (2 product), the limit is 1.',
    ];
    expect((await judged('--staged')).told.sort()).toEqual(expected);
    commit('work\n\nAssay-Allow: change-without-test -- the harness comes next\nAssay-Allow: oversized-change\nAssay-Allow: unguarded-mutation -- no');
    const { told, suppressed, problems } = await judged('--since', 'HEAD~1');
    expect(told).toEqual(['oversized-change: 2 files count (2 product), the limit is 1.']);
    expect(suppressed.map(({ reason }) => reason)).toEqual(['the harness comes next', 'the harness comes next']);
    expect(problems.map(({ message }) => message.replace(/^Commit \w+/, 'It'))).toEqual([
      'It has the trailer "Assay-Allow: oversized-change", which lets nothing through: it takes a reason (Assay-Allow: oversized-change -- why).',
      'It has the trailer "Assay-Allow: unguarded-mutation -- no", which lets nothing through: it takes a rule that judges a change (Assay-Allow: oversized-change -- why).',
    ]);
    expect((await judged()).checked.filter(({ rule }) => /change/.test(rule))).toEqual([]);
  });

  it('leaves the repository and the temporary folder as they were', async () => {
    put('apps/api/src/crates.ts', backend('crates'));
    git('add', '-A');
    const state = () => [git('status', '--porcelain'), git('count-objects'), git('worktree', 'list'), readdirSync(tmpdir()).filter(name => name.startsWith('assay-revision-')).length];
    const before = state();
    await assay('check', '--since', 'HEAD');
    await assay('check', '--staged');
    expect(state()).toEqual(before);
  });

  it('runs no program that the settings of the repository name to watch its files', async () => {
    put('watch.sh', `#!/bin/sh\ntouch '${join(root, 'ran')}'\n`);
    chmodSync(join(root, 'watch.sh'), 0o755);
    git('config', 'core.fsmonitor', join(root, 'watch.sh'));
    git('status');
    expect(existsSync(join(root, 'ran')), 'git itself runs it').toBe(true);
    rmSync(join(root, 'ran'));
    await assay('check', '--since', 'HEAD');
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  it('a ref that looks like an option is no option', async () => {
    const { code, stderr } = await assay('check', '--since=--output=stolen');
    expect([code, stderr.includes("git knows no commit '--output=stolen'"), existsSync(join(root, 'stolen'))]).toEqual([2, true, false]);
  });

  it('names what is missing: a ref, a repository, git, history', async () => {
    expect(await assay('check', '--since', 'nope')).toMatchObject({ code: 2, stderr: expect.stringContaining("git knows no commit 'nope'. See git branch -a") });
    expect(await assay('check', '--since', 'trunk', '--staged')).toMatchObject({ code: 2, stderr: expect.stringContaining('Give one of them') });
    put('x.ts', '');
    commit('second');
    const shallow = folder();
    execFileSync('git', ['clone', '-q', '--depth', '1', pathToFileURL(root).href, shallow]);
    expect(await runHere(['check', '--since', 'HEAD~1'], shallow)).toMatchObject({ code: 2, stderr: expect.stringContaining('This is a shallow clone: run git fetch --unshallow') });
    rmSync(join(root, '.git'), { recursive: true });
    expect(await assay('check', '--since', 'trunk')).toMatchObject({ code: 2, stderr: expect.stringContaining('is in no git repository') });
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      expect(await assay('check', '--since', 'trunk')).toMatchObject({ code: 2, stderr: expect.stringContaining('git was not found') });
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('analyze, gate and merge', () => {
  const formats = ['json', 'json-full', 'sarif', 'gitlab', 'rdjson', 'junit', 'checkstyle', 'sonar', 'markdown', 'stylish'];
  const shards = async (count: number) => {
    for (let index = 1; index <= count; index++) expect((await assay('analyze', '-o', `s${index}.report`, '--shard', `${index}/${count}`)).code).toBe(0);
  };

  it('exits with 0 whatever was found; gate gives the verdict', async () => {
    expect((await assay('analyze', '-o', 'run.report')).code).toBe(0);
    expect((await assay('gate', 'run.report')).code).toBe(1);
    expect((await assay('gate', 'run.report', '--fail-on', 'never')).code).toBe(0);
    await assay('baseline', 'create');
    expect((await assay('gate', 'run.report')).code).toBe(0);
  });

  it('merged shards give the bytes of one run, in every format, whatever their order', async () => {
    await shards(3);
    for (const format of formats) {
      const whole = await assay('check', '-f', format);
      const merged = await assay('merge', 's3.report', 's1.report', 's2.report', '-f', format);
      expect(merged).toEqual(whole);
    }
  });

  it('the parts divide the findings by package', async () => {
    await shards(2);
    const paths = [1, 2].map(index => (JSON.parse(readFileSync(join(root, `s${index}.report`), 'utf8')) as { result: { findings: { where: { path: string } }[] } }).result.findings.map(({ where }) => where.path.split('/')[1]));
    expect(paths.map(list => [...new Set(list)])).toEqual([['api'], ['ops']]);
  });

  it('reports on several packages are put together', async () => {
    await assay('analyze', 'apps/api', '-o', 'api.report');
    await assay('analyze', 'apps/ops', '-o', 'ops.report');
    const { stdout } = await assay('gate', 'ops.report', 'api.report', '-f', 'json', '--no-rollup');
    expect((JSON.parse(stdout) as { findings: unknown[] }).findings).toEqual((JSON.parse((await assay('check', '-f', 'json', '--no-rollup')).stdout) as { findings: unknown[] }).findings);
  });

  it('reads the shard of a CI job', async () => {
    const env = { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' };
    const silent = { isTTY: false, write: async () => {} };
    const { run } = await import('assay');
    expect(await run(['analyze', '-o', 'auto.report', '--shard', 'auto'], { cwd: root, env, stdout: silent, stderr: silent })).toBe(0);
    expect((JSON.parse(readFileSync(join(root, 'auto.report'), 'utf8')) as { shard: unknown }).shard).toEqual({ index: 2, count: 2 });
  });

  it('a part that is missing, given twice or of another state is an error', async () => {
    await shards(3);
    await assay('analyze', '-o', 'whole.report');
    const refused = async (...files: string[]) => {
      const { code, stdout, stderr } = await assay('merge', ...files);
      expect([code, stdout]).toEqual([2, '']);
      return stderr;
    };
    expect(await refused('s1.report', 's3.report')).toContain('shard 2/3 is missing');
    expect(await refused('s1.report', 's1.report', 's2.report')).toContain('shard 1/3 is given twice');
    expect(await refused('s1.report', 'whole.report')).toContain('not parts of one run');
    expect(await refused('s4.report')).toContain('There is no report s4.report');
    put('bad.report', '{}');
    expect(await refused('bad.report')).toContain('it is no report of assay analyze');
    edit('apps/api/src/pallets.ts', text => `${text}\n`);
    await assay('analyze', '-o', 's2.report', '--shard', '2/3');
    expect(await refused('s1.report', 's2.report', 's3.report')).toContain('different states of the code');
  });

  it.each(['0/3', '4/3', '1', 'x', 'auto'])('--shard %s is no part of anything', async shard => {
    expect(await assay('analyze', '-o', 'x.report', '--shard', shard)).toMatchObject({ code: 2, stderr: expect.stringContaining('--shard does not know') });
  });
});

describe('the configuration in a run', () => {
  it('severities, rules that are off, ignored files and failOn count', async () => {
    put('assay.config.json', JSON.stringify({ rules: { 'nonstandard-error-envelope': 'off', 'unguarded-mutation': 'minor' }, ignore: ['apps/ops'] }));
    const { code, stdout } = await assay('check', '-f', 'json', '--no-rollup');
    const found = (JSON.parse(stdout) as { findings: { severity: string; title: string }[] }).findings;
    expect(code).toBe(0);
    expect(found.map(({ severity, title }) => `${severity} ${title}`)).toEqual(['minor Missing authentication on DELETE /pallets/{id}', 'minor Missing authentication on DELETE /parcels/{id}']);
    expect((await assay('check', '--fail-on', 'minor')).code).toBe(1);
    put('assay.config.json', JSON.stringify({ failOn: 'never' }));
    expect((await assay('check')).code).toBe(0);
  });

  it('notes declarations that match nothing', async () => {
    put('assay.config.json', JSON.stringify({ declare: { publicEndpoints: [{ endpoint: '/parsels/**', reason: 'x' }], guards: [{ name: 'noSuchGuard' }] } }));
    const { stderr } = await assay('check');
    expect(stderr).toContain("note: declare.publicEndpoints: no endpoint matches '/parsels/**'");
    expect(stderr).toContain("note: declare.guards: nothing in the project is called 'noSuchGuard'");
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[], string]>([
    ['a broken one', { 'assay.config.json': '{' }, [], 'assay.config.json cannot be used'],
    ['an unknown rule', { 'assay.config.json': '{ "rules": { "n-plus-one": "off" } }' }, [], 'there is no such rule. Did you mean n-plus-one-'],
    ['code with --safe', { 'assay.config.mjs': 'export default {};' }, ['--safe'], '--safe runs none of the analysed repository'],
    ['another that is not there', {}, ['--config', 'no.json'], 'There is no configuration file'],
  ])('stops the run with 2: %s', async (_, files, argv, message) => {
    for (const [path, text] of Object.entries(files)) put(path, text);
    const { code, stdout, stderr } = await assay('check', ...argv);
    expect([code, stdout, stderr.includes(message)]).toEqual([2, '', true]);
  });
});

describe('where there is no room or no right to write', () => {
  it.skipIf(!existsSync('/dev/full'))('a full disk is said, with 2', async () => {
    expect(await assay('check', '-f', 'json=/dev/full')).toMatchObject({ code: 2, stderr: expect.stringContaining('Cannot write the json report to /dev/full: ENOSPC') });
  });

  it('a baseline that cannot be written stays as it was', async () => {
    await assay('baseline', 'create', '--baseline', 'kept/b.json');
    const before = readFileSync(join(root, 'kept/b.json'), 'utf8');
    put('apps/api/src/crates.ts', backend('crates'));
    // A folder stands where the new file would be made first: it fails for every user, also for root.
    mkdirSync(join(root, `kept/b.json.${process.pid}.tmp`));
    const { code, stderr } = await assay('baseline', 'update', '--baseline', 'kept/b.json');
    expect([code, stderr.includes('The baseline could not be written'), stderr.includes('What was there is unchanged')]).toEqual([2, true, true]);
    expect(readFileSync(join(root, 'kept/b.json'), 'utf8')).toBe(before);
  });

  it('a step summary that cannot be written does not spoil the run', async () => {
    const out = { stdout: '', stderr: '' };
    const stream = (name: 'stdout' | 'stderr') => ({ isTTY: false, write: async (text: string) => { out[name] += text; } });
    const { run } = await import('assay');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: root, GITHUB_WORKSPACE: dirname(root) };
    expect(await run(['check'], { cwd: root, env, stdout: stream('stdout'), stderr: stream('stderr') })).toBe(1);
    expect(out.stderr).toContain('the step summary could not be written');
    expect(out.stdout).toMatch(/^::error file=assay-gate-\w+\/apps\/api\/src\//m);
  });

  it('a read-only project can be judged', () => {
    chmodSync(root, 0o555);
    const { status } = spawnSync(process.execPath, ['-e', ''], { cwd: root });
    expect(status).toBe(0);
    expect(runProcess(['check', '--fail-on', 'never'], root).code).toBe(0);
    chmodSync(root, 0o755);
  });
});

describe('what the report shows', () => {
  it('--quiet leaves reviews and coverage out, --max-findings counts the others', async () => {
    const { stdout, stderr } = await assay('check', '--quiet', '--no-rollup', '--max-findings', '1');
    expect(stderr).toBe('');
    expect(stdout).toContain('5 more are not shown (--max-findings 1).');
    expect(stdout).toContain('6 findings: 3 critical, 3 major');
    expect(stdout.match(/critical {2}/g)).toHaveLength(1);
  });

  it('--stats prints times on standard error only, --timeout gives up', async () => {
    const { stdout, stderr } = await assay('check', '--stats', '--fail-on', 'never');
    expect(stderr).toMatch(/^stats: reading files: \d+ ms\n[^]*^stats: memory: \d+ MB$/m);
    expect(stdout).not.toContain('stats');
    expect(await assay('check', '--timeout', '0.000001')).toMatchObject({ code: 2, stderr: expect.stringContaining('Given up after --timeout 0.000001 seconds') });
    expect(await assay('check', '--timeout', 'soon')).toMatchObject({ code: 2, stderr: expect.stringContaining("--timeout needs a number above 0, not 'soon'") });
  });

  it('GitHub gets annotations next to a report for people, never inside one for machines', async () => {
    const { run } = await import('assay');
    const stdout = async (...argv: string[]) => {
      let text = '';
      await run(argv, { cwd: root, env: { GITHUB_ACTIONS: 'true' }, stdout: { isTTY: false, write: async part => { text += part; } }, stderr: { isTTY: false, write: async () => {} } });
      return text;
    };
    expect(await stdout('check')).toContain('::error file=');
    expect(await stdout('check', '-f', 'json=o.json')).toMatch(/^::error file=/);
    expect(JSON.parse(await stdout('check', '-f', 'json'))).toMatchObject({ tool: 'assay' });
  });
});

describe('asking', () => {
  it('endpoints as a table, JSON and CSV', async () => {
    put('apps/ops/test/lorries.test.ts', "import request from 'supertest';\nimport { app } from '../src/lorries';\ntest('a stranger', () => request(app).delete('/lorries/7').expect(401));\n");
    const rows = JSON.parse((await assay('endpoints', '-f', 'json', 'apps/ops')).stdout) as object[];
    expect(rows).toEqual([
      { method: 'DELETE', path: '/lorries/{id}', guard: 'none', public: '', reads: [], writes: ['lorries'], transaction: 'none', idempotency: 'yes', findings: 1, tests: 1, denied: 1, framework: 'express', handler: expect.any(String), place: 'apps/ops/src/lorries.ts:5' },
      { method: 'GET', path: '/lorries/{id}', guard: 'none', public: '', reads: [], writes: [], transaction: '', idempotency: '', findings: 0, tests: 0, denied: 0, framework: 'express', handler: expect.any(String), place: 'apps/ops/src/lorries.ts:9' },
    ]);
    expect((await assay('endpoints')).stdout.split('\n')[0]).toMatch(/^method +path +guard +public +reads +writes +transaction +idempotent +findings +tests +place$/);
    const csv = (await assay('endpoints', '--format', 'csv')).stdout.split('\r\n');
    expect(csv[0]).toBe('method,path,guard,public,reads,writes,transaction,idempotency,findings,tests,denied,framework,handler,place');
    expect(csv).toHaveLength(8);
    expect((await assay('endpoints', '-f', 'xml')).code).toBe(2);
  });

  it('explains a rule, and a finding by the beginning of its fingerprint', async () => {
    expect((await assay('explain', 'assay/unguarded-mutation')).stdout).toMatch(/^unguarded-mutation: An entry point changes state[^]*^why: /m);
    const { fingerprint } = (await findings())[0] as unknown as { fingerprint: string };
    expect((await assay('explain', fingerprint.slice(0, 10))).stdout).toContain(`fingerprint: ${fingerprint}`);
    expect(await assay('explain', 'unguarded')).toMatchObject({ code: 2, stderr: expect.stringContaining("There is no rule 'unguarded'") });
    expect(await assay('explain', 'ffffffffff')).toMatchObject({ code: 2, stderr: expect.stringContaining('No finding here has a fingerprint that begins with ffffffffff') });
  });

  it('prints the configuration in force for a file', async () => {
    put('assay.config.json', JSON.stringify({ overrides: [{ files: ['apps/ops/**'], rules: { 'unguarded-mutation': 'info' } }] }));
    const levelIn = async (...argv: string[]) => (JSON.parse((await assay('print-config', ...argv)).stdout) as { rules: Record<string, { level: string }> }).rules['unguarded-mutation']?.level;
    expect([await levelIn(), await levelIn('apps/ops/src/lorries.ts')]).toEqual(['on', 'info']);
  });

  it('lists its inputs by package, every file that it reads', async () => {
    put('assay.config.json', '{}');
    put('package-lock.json', '{}');
    const { packages } = JSON.parse((await assay('inputs', '--json')).stdout) as { packages: { folder: string; name: string; files: string[] }[] };
    expect(packages).toEqual([
      { folder: '', name: 'depot', files: ['assay.config.json', 'package-lock.json', 'package.json'] },
      { folder: 'apps/api', name: '@depot/api', files: ['apps/api/package.json', 'apps/api/src/pallets.ts', 'apps/api/src/parcels.ts'] },
      { folder: 'apps/ops', name: '@depot/ops', files: ['apps/ops/package.json', 'apps/ops/src/lorries.ts'] },
    ]);
  });

  it('doctor says what it sees, and fails where nothing can be judged', async () => {
    const { code, stdout } = await assay('doctor');
    expect([code, stdout.includes('git: ready for --since'), stdout.endsWith('verdict: Assay can judge this project\n')]).toEqual([0, true, true]);
    const empty = folder();
    expect(await runHere(['doctor'], empty)).toMatchObject({ code: 2, stdout: expect.stringContaining('verdict: no rule found anything to judge') });
  });
});

describe('init', () => {
  it('shows first, writes when told to, and touches nothing that is there', async () => {
    mkdirSync(join(root, '.github/workflows'), { recursive: true });
    const shown = await assay('init');
    expect(shown.stdout).toContain('frameworks: express');
    expect(shown.stdout).toContain('would be written: assay.config.json');
    expect(existsSync(join(root, 'assay.config.json'))).toBe(false);
    const written = await assay('init', '--yes');
    expect(written.stdout).toContain('written: assay.config.json\nwritten: .github/workflows/assay.yml\nNext: assay baseline create, to take in the 6 findings of today');
    expect((await assay('check', '--fail-on', 'never')).code).toBe(0);
    put('.github/workflows/assay.yml', 'mine');
    expect((await assay('init', '--yes')).stdout).toContain('Nothing to write');
    expect(readFileSync(join(root, '.github/workflows/assay.yml'), 'utf8')).toBe('mine');
  });

  it('names the largest unknowns and what would settle them', async () => {
    put('apps/api/src/docks.ts', [
      "import express from 'express';", "import { Pool } from 'pg';", "import { doorman } from '@elsewhere/doors';", 'const db = new Pool();', 'const app = express();',
      ...['a', 'b', 'c'].map(name => `app.delete('/docks/${name}', express.json(), doorman, async (req, res) => { await db.query('DELETE FROM docks'); res.end(); });`), '',
    ].join('\n'));
    const { stdout } = await assay('init');
    expect(stdout).not.toContain('json may turn');
    expect(stdout).toContain('  3x doorman may turn callers away; what it does is not known\n     declare.guards: [{"name":"doorman","ensures":"principal"}], if it does\n');
  });
});
