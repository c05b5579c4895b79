import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { tableKey } from '@assay/contract';
import { reviewMarkdown, type ReviewReport } from '@assay/report';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from './support/cli.js';
import { endpoint, migration, quietModel, report, schemaTable, tableUse, wholeReport } from './support/review.js';

const validate = new Ajv({ allErrors: true }).compile(createRequire(import.meta.url)('@assay/report/schemas/review-report.schema.json') as object);

describe('the data section', () => {
  const data = (changes: Partial<ReturnType<typeof quietModel>>) => report({ model: { ...quietModel([endpoint('PUT /a', 'src/a.ts')]), ...changes } }).data;

  test('a model, its table and its repository are one table, with those who write and read it', () => {
    const uses = [tableUse('OrderLine', { op: 'create', entries: ['PUT /a', 'PUT /elsewhere'], jobs: ['nightly'] }), tableUse('order_lines', { functions: ['audit'] }), tableUse('order_lines', { op: 'raw', entries: ['PUT /a'] })];
    expect(data({ tables: [schemaTable('order_lines')], tableUses: () => uses }).tables).toMatchObject([{ name: 'order_lines', writtenBy: ['PUT /a', 'job nightly'], readBy: ['function audit'], accesses: { all: 3, conditions: 0 } }]);
    expect(data({ tableUses: () => uses }).tables).toMatchObject([{ name: 'OrderLine', schemas: [] }]);
  });

  test('what the plural of a name is does not matter', () => {
    for (const [one, many] of [['address', 'addresses'], ['License', 'licenses'], ['status', 'statuses'], ['Entry', 'entries'], ['box', 'boxes'], ['OrderLine', 'shop.order_lines']]) expect([many, tableKey(many ?? '')]).toEqual([many, tableKey(one ?? '')]);
    expect(tableKey('orders')).not.toBe(tableKey('order_lines'));
  });

  test('a query is shown at an index when its conditions name the first column, however it is written, and not a column of another table', () => {
    const at = (columns: readonly string[], label: string) => tableUse('orders', { columns, label });
    const uses = [at(['ownerId'], 'a'), at(['orders.owner_id', 'x'], 'b'), at(['made_at'], 'c'), at(['lines.owner_id'], 'd'), at(['id'], 'e')];
    const [table] = data({ tables: [schemaTable('orders')], tableUses: () => uses }).tables;
    expect(table?.schemas[0]?.indexes.map(({ kind, columns, partial, queries }) => [kind, columns.join(), partial, queries.map(({ label }) => label)])).toEqual([
      ['index', 'owner_id,made_at', true, ['a', 'b']], ['primary-key', 'id', false, ['e']],
    ]);
    expect(table?.schemas[0]?.references).toEqual(['owner_id to owners']);
  });

  test('what taking a migration back does', () => {
    const present = { kind: 'present', at: { path: 'a', start: 0, end: 1 } } as const;
    const units = [
      migration('a', present), migration('b', present), migration('c', present), migration('d', present), migration('e', { kind: 'absent' }), migration('f', { kind: 'empty', at: present.at }), migration('g', { kind: 'forward-only' }),
      migration('h', { kind: 'inferred' }), migration('i', { kind: 'irreversible', at: present.at }), migration('j', { kind: 'absent' }, { noop: true }), migration('k', { kind: 'unknown', reason: 'expression' }),
    ];
    const reversal = (index: number, restores: 'yes' | 'no' | 'unknown') => units.slice(index, index + 1).map((unit) => ({
      unit, restores, because: [], differences: restores === 'no' ? [{ what: 'left' as const, part: 'column' as const, name: 'a.b', detail: 'the down leaves it', at: present.at }] : [],
    }));
    const { migrations } = data({ migrations: units, reversals: [...reversal(0, 'yes'), ...reversal(1, 'no'), ...reversal(2, 'unknown')] });
    expect(migrations.map(({ rollback }) => rollback)).toEqual(['restores', 'differs', 'unknown', 'unknown', 'none', 'none', 'forward-only', 'derived', 'irreversible', 'nothing-to-undo', 'unknown']);
    expect(migrations[1]?.differences).toEqual(['left column a.b: the down leaves it']);
  });

  test('a report with something in every section fits the schema, and the Markdown has them all', () => {
    validate(JSON.parse(JSON.stringify(wholeReport())));
    expect(validate.errors ?? []).toEqual([]);
    expect(reviewMarkdown(wholeReport()).match(/^## .*/gm)).toEqual([
      'Summary', 'Definition of done: the change since main', 'Evidence for the steps of the review', 'What was analysed, and what was not', 'Standards by entry point', 'Standards in detail', 'Data model and migrations', 'By owner', 'Trend',
      'Results of other tools', 'All findings',
    ].map((title) => `## ${title}`));
  });
});

describe('conditions and users of a backend', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'assay-data-')));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  let data: ReviewReport['data'];

  beforeAll(async () => {
    put('package.json', '{ "name": "depot", "dependencies": { "express": "^5.0.0", "@prisma/client": "^6.0.0", "bullmq": "^5.0.0" } }');
    put('prisma/schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n\nmodel Crate { id String @id\n ownerId String @map("owner_id")\n state String\n}\n');
    put('prisma/migrations/20240101000000_init/migration.sql', 'CREATE TABLE "Crate" ("id" TEXT NOT NULL, "owner_id" TEXT NOT NULL, "state" TEXT NOT NULL, CONSTRAINT "Crate_pkey" PRIMARY KEY ("id"));\nCREATE INDEX "Crate_owner_id_idx" ON "Crate"("owner_id");\nCREATE INDEX "Crate_state_idx" ON "Crate"("state");\n');
    put('src/app.ts', [
      "import express from 'express';", "import { PrismaClient } from '@prisma/client';", "import { Worker } from 'bullmq';", 'const prisma = new PrismaClient();', 'export const app = express();',
      "app.get('/crates', async (req, res) => { const where = { ownerId: String(req.query.owner), NOT: { state: 'gone' } }; res.json(await prisma.crate.findMany({ where })); });",
      "app.delete('/crates/:id', async (req, res) => { await prisma.crate.delete({ where: { id_state: { id: req.params.id, state: 'new' } } }); res.end(); });",
      "new Worker('sweep', async () => { await prisma.crate.updateMany({ where: { AND: [{ id: { in: [] } }] }, data: { state: 'gone' } }); });", '',
    ].join('\n'));
    ({ data } = JSON.parse((await runHere(['report', '-f', 'json'], root)).stdout) as ReviewReport);
  });
  afterAll(() => { rmSync(root, { recursive: true, force: true }); });

  test('entry points and jobs are the writers; conditions are read through variables, and a NOT is none', () => {
    expect(data.tables).toHaveLength(1);
    const [table] = data.tables;
    expect([table?.readBy, table?.writtenBy, table?.accesses]).toEqual([['GET /crates'], ['DELETE /crates/{id}', 'job sweep'], { all: 3, conditions: 3 }]);
    expect(table?.schemas[0]?.indexes.map(({ columns, queries }) => [columns.join(), queries.map(({ lines }) => lines)])).toEqual([['owner_id', ['6']], ['id', ['7', '8']], ['state', ['7']]]);
    expect(table?.declared).toEqual([{ path: 'prisma/schema.prisma', lines: '5', by: 'Prisma schema' }]);
    expect(data.migrations).toMatchObject([{ rollback: 'forward-only', destructive: false }]);
  });
});
