// npm run migrations -- [<folder> [names...] [--update]]
//
// Measures how the migrations of checkouts are read (each in a process of its own): how many units, how many of their statements, and how often the replay of a rollback agrees with a
// database in memory. Prints what could not be read and what differs from the stored figures. With --update they are stored in fixtures/corpus/migrations.json, and the sections of
// docs/migrations.md are written from them. Without a folder only the page is written. Exit code 1 where less is read than must be.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { grouped } from './corpus/page-section.mjs';
import { MORE } from './migrations/more.mjs';
import { countedBy } from './migrations/patterns.mjs';
import { totals, withSections } from './migrations/section.mjs';

const REPOSITORY = join(import.meta.dirname, '..');
const STORED = join(REPOSITORY, 'fixtures', 'corpus', 'migrations.json');
const PAGE = join(REPOSITORY, 'docs', 'migrations.md');
const MEGABYTES = 4500;
/** The least share of statements that must be read. */
const BARS = { postgres: 0.995, sqlite: 0.995, mysql: 0.97 };

const [given, ...names] = process.argv.slice(2).filter((arg) => arg !== '--update');
const isUpdate = process.argv.includes('--update') || given === undefined;
const runs = existsSync(STORED) ? JSON.parse(readFileSync(STORED, 'utf8')) : {};
if (given !== undefined) {
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), given);
  const pins = [...JSON.parse(readFileSync(join(REPOSITORY, 'fixtures', 'corpus.json'), 'utf8')), ...MORE];
  for (const { name, commit } of pins.filter((pin) => (names.length === 0 || names.includes(pin.name)) && existsSync(join(folder, pin.name)))) {
    const run = measured(name, folder, commit);
    if (!run || run.units === 0) continue;
    if (JSON.stringify(run) !== JSON.stringify(runs[name])) console.log(`${name}: ${run.units} units, ${JSON.stringify(run.statements)}`);
    runs[name] = run;
    if (isUpdate) writeFileSync(STORED, `${JSON.stringify(Object.fromEntries(Object.entries(runs).sort(([a], [b]) => (a < b ? -1 : 1))), null, 1)}\n`);
  }
}
if (isUpdate) writeFileSync(PAGE, withSections(readFileSync(PAGE, 'utf8'), runs));
for (const { dialect, all, unparsed, share } of totals(Object.entries(runs))) {
  console.log(`${dialect}: ${all - unparsed} of ${all} statements read, ${(share * 100).toFixed(2)} %`);
  if (share < (BARS[dialect] ?? 0)) process.exitCode = 1;
}

function measured(name, folder, commit) {
  const root = join(folder, name);
  const child = spawnSync(process.execPath, [`--max-old-space-size=${MEGABYTES}`, join(import.meta.dirname, 'migrations', 'measure.mjs'), root], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (child.status !== 0) {
    console.error(`${name}: ${child.stderr.trim().split('\n').at(-1) ?? 'failed'}`);
    process.exitCode = 1;
    return undefined;
  }
  const { units, statements, refused, reversals, executed } = JSON.parse(child.stdout);
  for (const { path, line, dialect, problem, text } of refused) console.log(`${name} ${path}:${line} ${dialect}: ${problem}\n${text.trim().replaceAll(/^/gm, '    ')}`);
  const counted = countedBy({ name, units }, folder);
  return {
    commit, units: units.length, downs: Object.fromEntries(grouped(units, ({ down }) => down).map(([down, own]) => [down, own.length])),
    statements, refused: grouped(refused, ({ dialect, problem }) => `${dialect} ${problem}`).map(([, own]) => ({ dialect: own[0].dialect, problem: own[0].problem, count: own.length })),
    reversals, executed, ...(counted ? { counted } : {}),
  };
}
