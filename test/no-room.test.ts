import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ran } from './support/cli.js';
import { REPOSITORY } from './support/repository.js';

const MAIN = join(REPOSITORY, 'packages/cli/dist/main.js');
/** Every write past so many blocks of a file fails half-way, for every user, as it does on a disk that fills up. Node.js ignores the signal and gets EFBIG. */
const BLOCKS = 1;
const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "depot", "private": true, "dependencies": { "express": "^5.0.0", "pg": "^8.0.0" } }\n',
  'src/depot.ts': [
    "import express from 'express';", "import { Pool } from 'pg';", 'const db = new Pool();', 'export const app = express();',
    ...['parcels', 'pallets', 'crates', 'lorries', 'docks', 'gates', 'ramps'].map(table => `app.delete('/${table}/:id', async (req, res) => { await db.query('DELETE FROM ${table} WHERE id = $1', [req.params.id]); res.status(204).end(); });`), '',
  ].join('\n'),
};
const NO_ROOM = /E(?:FBIG|NOSPC)/;

let home = '';
let root = '';
let temporary = '';
beforeAll(() => { home = realpathSync(mkdtempSync(join(tmpdir(), 'assay-no-room-'))); });
beforeEach(() => {
  root = join(home, 'shop');
  temporary = join(home, 'tmp');
  for (const folder of [root, temporary]) rmSync(folder, { recursive: true, force: true });
  for (const folder of [temporary, join(root, 'src')]) mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(FILES)) writeFileSync(join(root, path), text);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs the command as a shell does, after `before`, with `redirected` output. */
function shell(argv: readonly string[], { before = '', redirected = '' } = {}): Ran {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `${before} exec "$0" "$@" ${redirected}`, process.execPath, MAIN, ...argv], { cwd: root, encoding: 'utf8', timeout: 50_000, env: { ...process.env, TMPDIR: temporary } });
  return { code: status ?? -1, stdout, stderr };
}
const full = (...argv: string[]) => shell(argv, { before: `ulimit -f ${BLOCKS};` });
const assay = (...argv: string[]) => shell(argv);
const drafts = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.tmp'));

describe.skipIf(process.platform === 'win32')('on a disk that fills up', () => {
  it('a report is written as a whole or not at all', () => {
    expect(assay('check', '-f', 'json=report.json', '--no-cache').code).toBe(1);
    const before = readFileSync(join(root, 'report.json'), 'utf8');
    for (const file of ['report.json', 'another.json']) {
      expect(full('check', '-f', `json-full=${file}`, '--no-cache')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(new RegExp(`Cannot write the json-full report to .*${file}: ${NO_ROOM.source}`)) });
    }
    expect(readFileSync(join(root, 'report.json'), 'utf8')).toBe(before);
    expect([existsSync(join(root, 'another.json')), drafts(root)]).toEqual([false, []]);
  });

  it('what analyze stored before can still be gated', () => {
    expect(assay('analyze', '-o', 'run.report', '--no-cache').code).toBe(0);
    expect(full('analyze', '-o', 'run.report', '--no-cache')).toMatchObject({ code: 2, stderr: expect.stringMatching(NO_ROOM) });
    expect(assay('gate', 'run.report').code).toBe(1);
  });

  it('the baseline stays as it was', () => {
    expect(assay('baseline', 'create').code).toBe(0);
    const before = readFileSync(join(root, '.assay-baseline.json'), 'utf8');
    cpSync(join(root, 'src/depot.ts'), join(root, 'src/more.ts'));
    const { code, stderr } = full('baseline', 'update');
    expect([code, NO_ROOM.test(stderr), stderr.includes('What was there is unchanged')]).toEqual([2, true, true]);
    expect([readFileSync(join(root, '.assay-baseline.json'), 'utf8'), drafts(root)]).toEqual([before, []]);
  });

  it('the cache stays as it was, and the result is whole', () => {
    const whole = assay('check', '-f', 'json-full', '--no-cache');
    expect(full('check', '-f', 'json-full')).toMatchObject({ code: whole.code, stdout: whole.stdout, stderr: expect.stringMatching(/^warning: The cache could not be written \(EFBIG/) });
    expect(existsSync(join(root, '.assay-cache/facts.pack'))).toBe(false);
    assay('check');
    const before = readFileSync(join(root, '.assay-cache/facts.pack'));
    writeFileSync(join(root, 'src/one-more.ts'), 'export const one = 1;\n');
    expect(full('check').stderr).toMatch(NO_ROOM);
    expect(readFileSync(join(root, '.assay-cache/facts.pack')).equals(before)).toBe(true);
    expect(drafts(root)).toEqual([]);
  });

  it('a comparison says which folder is full, and leaves nothing in it', () => {
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: root });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'first');
    writeFileSync(join(root, 'src/one-more.ts'), 'export const one = 1;\n');
    const { code, stderr } = full('check', '--since', 'HEAD', '--no-cache');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^assay: The earlier revision cannot be written to .*E(?:FBIG|NOSPC).*TMPDIR/)]);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe.skipIf(!existsSync('/dev/full'))('where output goes nowhere', () => {
  it.each([['check', '--no-cache'], ['rules'], ['--help']])('%s %s: it is said, with 2', (...argv) => {
    expect(shell(argv, { redirected: '> /dev/full' })).toMatchObject({ code: 2, stderr: expect.stringMatching(/^assay: Cannot write to standard output: ENOSPC/) });
  });

  it('is 2 as well when not even that can be said', () => {
    expect(shell(['check', '--no-cache'], { redirected: '2> /dev/full' }).code).toBe(2);
  });
});

describe('a cache folder that takes nothing', () => {
  const refusing: readonly [string, string][] = [['a file stands in its place', 'taken']];
  it.each(process.platform === 'linux' ? [...refusing, ['the system refuses it to every user', '/sys/assay']] : refusing)('is a warning, and the verdict stands: %s', (_, folder) => {
    writeFileSync(join(root, 'taken'), 'mine');
    const whole = assay('check', '-f', 'json-full', '--no-cache');
    expect(assay('check', '-f', 'json-full', '--cache-location', folder)).toMatchObject({
      code: whole.code, stdout: whole.stdout, stderr: expect.stringMatching(/^warning: The cache could not be written \([^]*--cache-location, or turn the cache off with --no-cache\./),
    });
    expect(readFileSync(join(root, 'taken'), 'utf8')).toBe('mine');
  });
});

describe('a report that is no ordinary file', () => {
  it.skipIf(!existsSync('/dev/stdout'))('is written to as it is', () => {
    expect(JSON.parse(shell(['check', '-f', 'json=/dev/stdout', '--no-cache', '--quiet'], { redirected: '| cat' }).stdout)).toMatchObject({ tool: 'assay' });
  });

  it('a link stays one, and what it leads to is written', () => {
    execFileSync('ln', ['-s', '../kept.json', join(root, 'link.json')]);
    writeFileSync(join(home, 'kept.json'), 'old');
    expect(assay('check', '-f', 'json=link.json', '--no-cache').code).toBe(1);
    expect(execFileSync('readlink', [join(root, 'link.json')], { encoding: 'utf8' }).trim()).toBe('../kept.json');
    expect(JSON.parse(readFileSync(join(home, 'kept.json'), 'utf8'))).toMatchObject({ tool: 'assay' });
  });
});
