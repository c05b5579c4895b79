import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { differencesOf } from '../packages/cli/src/migrations/difference.js';
import { optional } from '../packages/cli/src/migrations/optional.js';
import { runHere } from './support/cli.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function projectOf(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'assay-verify-')));
  made.push(root);
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function verify(files: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  const cwd = projectOf(files);
  return runHere(['migrations', 'verify', '--no-cache', ...argv], cwd);
}

interface Row { readonly name: string; readonly verdict: string; readonly line: number; readonly message?: string; readonly differences?: readonly { readonly what: string; readonly kind: string; readonly name: string }[] }
const rowsIn = (stdout: string): readonly Row[] => (JSON.parse(stdout) as { histories: readonly { migrations: readonly Row[] }[] }).histories.flatMap(({ migrations }) => migrations);

const CANALS = {
  'migrations/postgres/0001_canals.up.sql': 'CREATE TYPE water AS ENUM (\'salt\', \'sweet\');\nCREATE TABLE canals (id serial PRIMARY KEY, name varchar(40) NOT NULL, kind water);\n',
  'migrations/postgres/0001_canals.down.sql': 'DROP TABLE canals;\nDROP TYPE water;\n',
  'migrations/postgres/0002_name.up.sql': 'CREATE INDEX CONCURRENTLY canals_name ON canals (name);\nALTER TABLE canals DROP COLUMN kind;\n',
  'migrations/postgres/0002_name.down.sql': 'DROP INDEX CONCURRENTLY canals_name;\nALTER TABLE canals ADD COLUMN kind text;\n',
  'migrations/postgres/0003_locks.up.sql': 'CREATE TABLE locks (canal integer REFERENCES canals (id));\n',
  'migrations/postgres/0003_locks.down.sql': '-- the wrong one\nDROP TABLE canals;\n',
  'migrations/postgres/0004_gates.up.sql': 'CREATE TABLE gates (id int);\n',
};

describe('assay migrations verify', () => {
  it('applies each migration to PostgreSQL, takes it back, and goes on whatever came of that', async () => {
    const { code, stdout } = await verify(CANALS, '-f', 'json');
    expect(rowsIn(stdout).map(({ verdict, line }) => ({ verdict, line }))).toEqual([
      { verdict: 'restores', line: 1 }, { verdict: 'differs', line: 1 }, { verdict: 'down-fails', line: 2 }, { verdict: 'no-down', line: 1 },
    ]);
    expect(rowsIn(stdout)[1]?.differences).toEqual([{ what: 'changed', kind: 'column', name: 'public.canals.kind', was: 'water', is: 'text' }]);
    expect(code).toBe(1);
  });

  it('takes the moment at which a definition was made for no part of it', async () => {
    const late = "CREATE VIEW late AS SELECT id FROM tides WHERE due < ('now'::timestamp - interval '1 month');\n";
    const { stdout } = await verify({
      'migrations/postgres/0001_tides.up.sql': `CREATE TABLE tides (id int, due timestamp);\n${late}`, 'migrations/postgres/0001_tides.down.sql': 'DROP VIEW late;\nDROP TABLE tides;\n',
      'migrations/postgres/0002_late.up.sql': 'DROP VIEW late;\nSELECT pg_sleep(0.01);\n', 'migrations/postgres/0002_late.down.sql': late,
    }, '-f', 'json');
    expect(rowsIn(stdout).map(({ verdict }) => verdict)).toEqual(['restores', 'restores']);
  });

  it('says it in words, with the place', async () => {
    const { stdout } = await verify(CANALS);
    expect(stdout).toContain('migrations/postgres (postgres): 4 migrations: 1 restore, 1 differ, 1 fail going down, 1 have no down');
    expect(stdout).toContain('migrations/postgres/0003_locks.down.sql:2  migration 0003_locks: the down fails: cannot drop table canals because other objects depend on it');
  });

  it('tries SQLite, too', async () => {
    const { code, stdout } = await verify({
      'migrations/sqlite/0001_tides.up.sql': 'CREATE TABLE tides (id integer PRIMARY KEY, height real NOT NULL);', 'migrations/sqlite/0001_tides.down.sql': 'DROP TABLE tides;',
      'migrations/sqlite/0002_height.up.sql': 'CREATE INDEX tides_height ON tides (height);', 'migrations/sqlite/0002_height.down.sql': 'SELECT count(*) FROM tides;',
    }, '-f', 'json');
    expect(rowsIn(stdout).map(({ verdict }) => verdict)).toEqual(['restores', 'differs']);
    expect(rowsIn(stdout)[1]?.differences).toMatchObject([{ what: 'left', kind: 'index', name: 'tides_height' }]);
    expect(code).toBe(1);
  });

  it('ends the transaction that a script leaves open, so that what it made outlives the trials after it', async () => {
    const { stdout } = await verify({
      'migrations/postgres/0001_quays.up.sql': 'CREATE TABLE quays (id int);\nCOMMIT;\nBEGIN;\nALTER TABLE quays ADD COLUMN depth int;\n', 'migrations/postgres/0001_quays.down.sql': 'DROP TABLE quays;\n',
      'migrations/postgres/0002_name.up.sql': 'ALTER TABLE quays ADD COLUMN name text;\n', 'migrations/postgres/0002_name.down.sql': 'ALTER TABLE quays DROP COLUMN name;\n',
    }, '-f', 'json');
    expect(rowsIn(stdout).map(({ verdict }) => verdict)).toEqual(['restores', 'restores']);
  });

  it('runs a baseline first, where a folder does not start from empty', async () => {
    const files = { 'migrations/postgres/0001_depth.up.sql': 'ALTER TABLE harbours ADD COLUMN depth int;', 'migrations/postgres/0001_depth.down.sql': 'ALTER TABLE harbours DROP COLUMN depth;' };
    const without = await verify(files, '-f', 'json');
    expect(rowsIn(without.stdout)).toMatchObject([{ verdict: 'up-fails', message: 'relation "harbours" does not exist' }]);
    const withOne = await verify({ ...files, 'schema.sql': 'CREATE TABLE harbours (id int);' }, '--baseline', 'schema.sql', '-f', 'json');
    expect(rowsIn(withOne.stdout)).toMatchObject([{ verdict: 'restores' }]);
    expect(withOne.code).toBe(0);
  });

  it('says why a folder is left out, and that there is nothing to try', async () => {
    const { code, stderr } = await verify({
      'migrations/mysql/0001_a.up.sql': 'CREATE TABLE a (id int) ENGINE=InnoDB;', 'migrations/mysql/0001_a.down.sql': 'DROP TABLE a;',
    });
    expect(stderr).toContain('note: migrations/mysql: mysql commits each schema change at once');
    expect(code).toBe(2);
  });

  it('touches no database but the one that it is given', async () => {
    const unreachable = await verify(CANALS, '--database-url', 'postgres://nobody@localhost:1/none');
    expect({ code: unreachable.code, stdout: unreachable.stdout }).toEqual({ code: 2, stdout: '' });
    expect(unreachable.stderr).toContain('The database at --database-url cannot be reached');
    const existing = await verify(CANALS, '--baseline', 'existing');
    expect(existing.stderr).toContain('--baseline existing means what a database holds: give it by --database-url.');
  });
});

describe('what verify needs', () => {
  it('names the package that is not installed', async () => {
    const name = 'no-such-database';
    await expect(optional(() => import(name) as Promise<unknown>, name, 'Migrations are tried')).rejects.toThrow('Migrations are tried by no-such-database, which is not installed. Install it beside assay: npm install --save-dev no-such-database');
  });

  it('lists what a table takes with it under the table', () => {
    const before = new Map([['table|public.a', 'r'], ['column|public.a.id', 'integer'], ['index|public.a_id', 'CREATE INDEX a_id ON public.a USING btree (id)'], ['column|public.ab.id', 'integer']]);
    expect(differencesOf(before, new Map())).toEqual([{ what: 'lost', kind: 'column', name: 'public.ab.id', was: 'integer' }, { what: 'lost', kind: 'table', name: 'public.a', was: 'r' }]);
  });
});
