import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSarif, reviewHtml, reviewMarkdown, sarif, type ReviewReport } from '@assay/report';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finding, result, ruleOf } from './hand-made.js';
import { runHere } from './support/cli.js';
import { report } from './support/review.js';

const log = (run: object) => JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Lupe', version: '3.1', rules: [{ id: 'L1', defaultConfiguration: { level: 'error' }, messageStrings: { late: { text: 'comes {0} too late' } } }] } }, ...run }] });
const at = (uri: string, startLine?: number) => [{ physicalLocation: { artifactLocation: { uri }, ...(startLine === undefined ? {} : { region: { startLine } }) } }];

describe('reading SARIF', () => {
  test('the level is the result\'s, its rule\'s, or a warning; messages may be named by their rule', () => {
    const [run] = readSarif(log({
      results: [
        { ruleIndex: 0, message: { id: 'late', arguments: ['twice'] }, locations: at('src/b%20c.ts', 7) }, { ruleId: 'L1', level: 'note', message: { text: 'own level' }, locations: at('./src/a.ts') },
        { rule: { id: 'L9' }, message: { markdown: 'no level' } },
      ],
    }), 'lupe.sarif');
    expect(run).toEqual({
      tool: 'Lupe', version: '3.1', file: 'lupe.sarif', left: 0, results: [
        { rule: 'L1', level: 'error', message: 'comes twice too late', path: 'src/b c.ts', line: 7 }, { rule: 'L9', level: 'warning', message: 'no level' }, { rule: 'L1', level: 'note', message: 'own level', path: 'src/a.ts' },
      ],
    });
  });

  test('what the file calls suppressed, passed or gone is counted and left out', () => {
    const message = { text: 'x' };
    const [run] = readSarif(log({ results: [{ message, kind: 'pass' }, { message, suppressions: [{ kind: 'inSource' }] }, { message, suppressions: [{ kind: 'external', status: 'rejected' }] }, { message, baselineState: 'absent' }] }), 'a');
    expect([run?.results.length, run?.left]).toEqual([1, 3]);
  });

  test('places of a machine are not shown: below the project they are relative, elsewhere only their last name', () => {
    const [run] = readSarif(log({ results: [{ message: { text: 'a' }, locations: at('file:///srv/build/app/src/a.ts', 1) }, { message: { text: 'b' }, locations: at('/opt/elsewhere/lib/b.ts', 1) }] }), 'a', '/srv/build/app');
    expect(run?.results.map(({ path }) => path)).toEqual(['b.ts', 'src/a.ts']);
  });

  test('reads what Assay writes', () => {
    const [run] = readSarif(sarif(result({ findings: [finding()] }), { rules: [ruleOf([])] }), 'own.sarif');
    expect(run).toMatchObject({ tool: 'assay', results: [{ rule: 'unguarded-mutation', level: 'error', path: 'src/users.ts', line: 88 }] });
  });

  test.each([
    ['no JSON', '{"version": "2.1.0", "ru', /^it is no JSON \(/], ['another version', '{"version": "2.0.0", "runs": []}', /^it is SARIF 2\.0\.0, and only 2\.1\.0 is read$/], ['no SARIF', '[]', /^it has no "version"/],
    ['no runs', '{"version": "2.1.0"}', /^it has no list "runs"$/], ['no tool', '{"version": "2.1.0", "runs": [{}]}', /^its run 1 names no tool/], ['results that are no list', log({ results: 3 }), /^the "results" of its run 1 are no list$/],
  ])('%s is an error that says so', (_, text, message) => { expect(() => readSarif(text, 'a')).toThrow(message); });

  test('is shown under its tool\'s name, and its text is never markup', () => {
    const imports = readSarif(log({ results: [{ message: { text: '<img src=x> | b' } }] }), 'a.sarif');
    const given = report({ imports });
    expect(reviewHtml(given)).toContain('&lt;img src=x&gt;');
    expect(reviewMarkdown(given)).toContain('### Lupe 3.1: 1 result');
    expect(reviewMarkdown(given)).toContain('\\<img src=x\\> \\| b');
  });
});

describe('assay report --import', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'assay-import-')));
  const json = async (...more: string[]) => JSON.parse((await runHere(['report', '-f', 'json', ...more], root)).stdout) as ReviewReport;

  beforeAll(() => {
    writeFileSync(join(root, 'package.json'), '{ "name": "depot", "dependencies": { "express": "^5.0.0", "pg": "^8.0.0" } }');
    writeFileSync(join(root, 'app.ts'), "import express from 'express';\nimport { Pool } from 'pg';\nconst db = new Pool();\nconst app = express();\napp.delete('/crates/:id', async (req, res) => { await db.query('DELETE FROM crates WHERE id = $1', [req.params.id]); res.end(); });\n");
    writeFileSync(join(root, 'lupe.sarif'), log({ results: [{ ruleId: 'L1', message: { text: 'first' }, locations: at('app.ts', 5) }] }));
    writeFileSync(join(root, 'other.sarif'), JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Sieve' } }, results: [] }] }));
    writeFileSync(join(root, 'broken.sarif'), '{"version": "1.0.0"}');
  });
  afterAll(() => { rmSync(root, { recursive: true, force: true }); });

  test('changes nothing but its own section', async () => {
    const { imports, ...rest } = await json('--import', 'lupe.sarif', '--import', join(root, 'other.sarif'));
    expect(imports?.map(({ tool, file, results }) => [tool, file, results.length])).toEqual([['Lupe', 'lupe.sarif', 1], ['Sieve', 'other.sarif', 0]]);
    expect(rest).toEqual(await json());
  });

  test('a file that is broken or missing ends the command with 2, and says why', async () => {
    expect(await runHere(['report', '--import', 'broken.sarif'], root)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--import cannot use broken.sarif: it is SARIF 1.0.0') });
    expect(await runHere(['report', '--import', 'none.sarif'], root)).toMatchObject({ code: 2, stderr: expect.stringContaining('--import finds no file none.sarif') });
  });
});
