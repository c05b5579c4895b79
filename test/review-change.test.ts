import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReviewReport } from '@assay/report';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from './support/cli.js';
import { FIXTURES } from './support/repository.js';

const validate = new Ajv({ allErrors: true }).compile(createRequire(import.meta.url)('@assay/report/schemas/review-report.schema.json') as object);

/** A change of the demo application: an entry point that charges nobody and asks nobody, a migration without a way back, a variable that no document names. */
const ROUTE = `import { Router } from 'express';
import { knex } from '@/db.js';

export const wishes = Router();

wishes.post('/', async (req, res) => {
  const [row] = await knex('wishes').insert({ title: req.body.title, region: process.env.WISH_REGION }).returning('*');
  res.status(201).json({ wish: row });
});
`;
const MIGRATION = `import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('wishes', (table) => { table.increments('id'); table.text('title').notNullable(); table.text('region'); });
}
`;
const DOWN = "\nexport async function down(knex: Knex): Promise<void> {\n  await knex.schema.dropTable('wishes');\n}\n";
const TEST = `import request from 'supertest';
import { it } from 'node:test';
import { createApp } from '@/app.js';

it('keeps a wish', async () => { await request(createApp()).post('/v1/wishes').send({ title: 'a' }).expect(201); });
`;

describe('assay report --since', () => {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'assay-done-')));
  const root = join(parent, 'shop');
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: root });
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '-qm', message);
  };
  const put = (path: string, text: string) => writeFileSync(join(root, path), text);
  const report = async (...more: string[]) => JSON.parse((await runHere(['report', '-f', 'json', '--since', 'trunk', ...more], root)).stdout) as ReviewReport;
  const states = ({ change }: ReviewReport, subject: RegExp) => Object.fromEntries((change?.obligations ?? []).filter((each) => subject.test(each.subject)).map(({ what, state }) => [what, state]));
  let first: ReviewReport;

  beforeAll(async () => {
    cpSync(join(FIXTURES, 'apps/express-knex-shop'), root, { recursive: true });
    git('init', '-q', '-b', 'trunk');
    put('src/payment-url.ts', 'export const url = process.env.PAYMENT_API_URL;\n');
    commit('first');
    git('checkout', '-qb', 'wishes');
    put('src/http/routes/wishes.ts', ROUTE);
    put('migrations/20240501100000_create_wishes.ts', MIGRATION);
    const app = readFileSync(join(root, 'src/app.ts'), 'utf8');
    put('src/app.ts', `import { wishes } from '@/http/routes/wishes.js';\n${app.replace("v1.use('/health'", "v1.use('/wishes', wishes);\n  v1.use('/health'")}`);
    commit('wishes');
    first = await report();
  });
  afterAll(() => { rmSync(parent, { recursive: true, force: true }); });

  test('counts what is new, and says of each obligation whether it is met, with the finding that says so', () => {
    expect(first.change).toMatchObject({ against: 'trunk', files: 3, commits: 1, newEndpoints: 1, newMigrations: 1, newVariables: 1 });
    expect(states(first, /^POST .*wishes$/)).toEqual({ guard: 'not-met', 'error envelope': 'not-applicable', idempotency: 'not-met', transaction: 'not-applicable', queries: 'not-applicable', test: 'not-met', 'contract entry': 'not-applicable' });
    expect(states(first, /^migration .*wishes$/)).toMatchObject({ rollback: 'not-met' });
    expect(states(first, /WISH_REGION/)).toEqual({ documentation: 'not-met' });
    expect(states(first, /^the change/)).toEqual({ size: 'met' });
    const ids = new Map(first.findings.map(({ id, rule }) => [id, rule]));
    for (const { state, findings, evidence } of first.change?.obligations ?? []) {
      if (state === 'not-met') expect(findings.map((id) => ids.get(id))).toEqual(findings.map(() => evidence.split(':')[0]));
      expect(findings.length > 0).toBe(state === 'not-met' || state === 'to-review');
    }
  });

  test('fits the schema; the page and the Markdown hold every obligation', async () => {
    validate(first);
    expect(validate.errors ?? []).toEqual([]);
    for (const format of ['html', 'markdown']) {
      const { stdout } = await runHere(['report', '-f', format, '--since', 'trunk'], root);
      for (const text of ['Definition of done: the change since trunk', 'contract entry', 'safe for a database in use', 'a review after the launch is scheduled']) expect(stdout).toContain(text);
    }
  });

  test('a rule that is not in force judges nothing, and an obligation outside of the reported paths is not listed', async () => {
    put('off.json', '{ "rules": { "oversized-change": "off", "code-before-migration": "off" } }');
    const given = await report('migrations', '--config', 'off.json');
    rmSync(join(root, 'off.json'));
    expect(given.change).toMatchObject({ newEndpoints: 0, newMigrations: 1, newVariables: 0 });
    expect(states(given, /^the change/)).toEqual({ size: 'not-applicable' });
    expect(given.change?.obligations.at(-1)?.evidence).toBe('not judged: the rules about it are not in force');
  });

  test('what is made good is met', async () => {
    put('migrations/20240501100000_create_wishes.ts', MIGRATION + DOWN);
    put('test/wishes.test.ts', TEST);
    put('README.md', readFileSync(join(root, 'README.md'), 'utf8').replace('| `JWT_SECRET`', '| `WISH_REGION` | Where wishes go |\n| `JWT_SECRET`'));
    const given = await report();
    expect(states(given, /^POST .*wishes$/)).toMatchObject({ guard: 'not-met', test: 'met' });
    expect(states(given, /^migration .*wishes$/)).toMatchObject({ rollback: 'met' });
    expect(states(given, /WISH_REGION/)).toEqual({ documentation: 'met' });
  });

  test('without a difference nothing is owed; a ref that git does not know is an error', async () => {
    const { change } = JSON.parse((await runHere(['report', '-f', 'json', '--since', 'HEAD', 'migrations'], join(parent, 'shop'))).stdout) as ReviewReport;
    expect(change).toMatchObject({ files: 3 });
    expect(await runHere(['report', '--since', 'nope'], root)).toMatchObject({ code: 2, stderr: expect.stringContaining("git knows no commit 'nope'") });
  });
});
