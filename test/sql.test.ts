import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SqlDialect, SqlOp } from '@assay/contract';
import { extractFacts, extractSqlFacts, voteDialect } from '@assay/facts';
import { split } from '../packages/facts/dist/sql/split.js';

const DIALECTS: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite', 'unknown'];

/** Pieces in which a careless splitter goes astray, in any order. */
const FRAGMENTS = [
  ';', 'SELECT 1', "'a;b'", "'it''s'", '"a;b"', '`a;b`', '-- a;b\n', '/* a; /* b; */ c; */', '$$ a; b $$', '$t$ a; $$ b; $t$', 'BEGIN', 'END', 'END IF', 'CASE', 'CREATE FUNCTION f()', 'CREATE TRIGGER t', "E'\\'; '", '\n\\connect x\n',
  '\nDELIMITER //\n', '//', '\nDELIMITER ;\n', '\n-- +goose Up\n', '\n-- migrate:down\n', '--> statement-breakpoint\n', '\nDELIMITER $$\n', 'END$$', 'COPY t (a) FROM stdin;\n', '\n\\.\n', '# a;b\n', '[a;b]', '$1', "'", '"', '/*', '$$', 'é', '😀', '\r\n', '\\',
];

function ops(text: string, dialect: SqlDialect): readonly SqlOp[] {
  return (extractSqlFacts({ path: 'a.sql', kind: 'sql', role: 'product', text }, dialect).sql ?? []).flatMap((part) => part.statements.flatMap((statement) => statement.ops));
}

function kinds(text: string, dialect: SqlDialect): string[] {
  return ops(text, dialect).map((op) => op.op);
}

describe('the splitter', () => {
  test('loses nothing: its pieces, joined, are the text', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string()), { maxLength: 30 }), fc.constantFrom(...DIALECTS), (parts, dialect) => {
      const text = parts.join(' ');
      const pieces = split(text, dialect);
      expect(pieces.map((piece) => text.slice(piece.start, piece.end)).join('')).toBe(text);
      expect(pieces.every((piece) => piece.kind === 'gap' || /\S/.test(text.slice(piece.start, piece.end)))).toBe(true);
    }));
  });

  test.each([
    ['strings and comments', "SELECT ';'; -- a;\nSELECT 2 /* ; /* ; */ */;", 'postgres', ["SELECT ';'", 'SELECT 2']],
    ['dollar bodies', 'CREATE FUNCTION f() RETURNS int AS $x$ BEGIN RETURN 1; END; $x$ LANGUAGE plpgsql; SELECT 1', 'postgres', ['CREATE FUNCTION f() RETURNS int AS $x$ BEGIN RETURN 1; END; $x$ LANGUAGE plpgsql', 'SELECT 1']],
    ['trigger bodies', 'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM c; END; SELECT 1;', 'sqlite', ['CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM c; END', 'SELECT 1']],
    ['delimiters', 'DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;\nSELECT 2;', 'mysql', ['CREATE PROCEDURE p() BEGIN SELECT 1; END', 'SELECT 2']],
    ['a delimiter of word characters', 'DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\nDELIMITER ;\nSELECT 2;', 'mysql', ['CREATE PROCEDURE p() BEGIN SELECT 1; END', 'SELECT 2']],
    ['rows of COPY', "COPY a (b) FROM stdin;\nit's; one\ntwo;\n\\.\nSELECT ';'; COPY a TO stdout; SELECT 2;", 'postgres', ['COPY a (b) FROM stdin', "SELECT ';'", 'COPY a TO stdout', 'SELECT 2']],
    ['a word that ends in e before a string', "SELECT date'\\'; SELECT E'\\''; SELECT 2", 'postgres', ["SELECT date'\\'", "SELECT E'\\''", 'SELECT 2']],
    ['sections end a statement', 'CREATE TABLE a (b int)\n-- migrate:down\nDROP TABLE a', 'postgres', ['CREATE TABLE a (b int)', 'DROP TABLE a']],
    ['lines of the client', '\\connect x\nSELECT 1;', 'postgres', ['SELECT 1']],
  ] as const)('%s', (_name, text, dialect, expected) => {
    expect(split(text, dialect).filter((piece) => piece.kind === 'statement').map((piece) => text.slice(piece.start, piece.end))).toEqual(expected);
  });
});

describe('statements of each dialect become the same Ops', () => {
  test.each([['postgres'], ['sqlite'], ['mysql']] as const)('%s', (dialect) => {
    const text = 'CREATE TABLE a (b int NOT NULL, c varchar(9)); ALTER TABLE a ADD COLUMN d int; ALTER TABLE a RENAME COLUMN d TO e; ALTER TABLE a DROP COLUMN e; ALTER TABLE a RENAME TO z; CREATE UNIQUE INDEX i ON z (b, c); DELETE FROM z; UPDATE z SET b = 1 WHERE c = 2; DROP TABLE IF EXISTS z;';
    const read = ops(text, dialect);
    expect(read.map((op) => op.op)).toEqual(['create-table', 'add-column', 'rename-column', 'drop-column', 'rename-table', 'create-index', 'delete', 'update', 'drop-table']);
    expect(read[0]).toMatchObject({ table: 'a', columns: [{ name: 'b', nullable: false }, { name: 'c', type: 'varchar(9)', nullable: true }] });
    expect(read[5]).toMatchObject({ table: 'z', index: { name: 'i', columns: ['b', 'c'], unique: true } });
    expect(read[6]).toMatchObject({ tables: ['z'], where: 'no' });
    expect(read[7]).toMatchObject({ where: 'yes', sets: ['b'] });
    expect(read[8]).toMatchObject({ table: 'z', ifExists: true });
  });

  test('one statement that cannot be read loses no other, and is noted with its line', () => {
    const facts = extractSqlFacts({ path: 'a.sql', kind: 'sql', role: 'product', text: 'DROP TABLE a;\nDROP TABEL b;\nDROP TABLE c;' }, 'postgres');
    expect(facts.sql?.[0]?.statements.map((statement) => statement.confidence)).toEqual(['exact', 'unparsed', 'exact']);
    expect(facts.problems).toMatchObject([{ code: 'sql', level: 'note', line: 2 }]);
  });

  test('a refused MySQL ALTER is read part by part', () => {
    expect(kinds('ALTER TABLE a ADD COLUMN b int, DROP PRIMARY KEY, CONVERT TO CHARACTER SET utf8mb4, RENAME INDEX x TO y;', 'mysql')).toEqual(['add-column', 'drop-constraint', 'alter-table', 'rename-index']);
  });

  test('places are those of the file, in UTF-16 units', () => {
    const text = '-- é😀\nALTER TABLE a ADD COLUMN é int, ADD COLUMN c int;';
    expect(ops(text, 'postgres').map((op) => text.slice(op.at[0]).split(' ')[0])).toEqual(['é', 'c']);
  });

  test('a block runs its statements, under a condition where they stand in one', () => {
    const [first, second, third] = ops("DO $$ BEGIN DROP TABLE a; IF true THEN DROP TABLE b; END IF; EXECUTE 'DROP ' || x; END $$;", 'postgres');
    expect([first, second, third]).toMatchObject([{ op: 'drop-table', table: 'a' }, { op: 'drop-table', table: 'b', conditional: true }, { op: 'opaque' }]);
    expect(first?.conditional).toBeUndefined();
  });

  test('statements of a block have places of their own', () => {
    const text = "DO $do$\nBEGIN\n  -- é\n  DELETE FROM a;\n  IF true THEN\n    DELETE FROM a;\n  END IF;\n  EXECUTE 'DELETE FROM b';\n  PERFORM tidy();\nEND $do$;";
    expect(ops(text, 'postgres').map((op) => [text.slice(0, op.at[0]).split('\n').length, text.slice(...op.at), op.conditional === true])).toEqual([
      [4, 'DELETE FROM a', false], [6, 'DELETE FROM a', true], [8, "'DELETE FROM b'", false], [9, 'tidy()', false],
    ]);
  });

  test('a block in quotes stands as a whole', () => {
    const text = "DO 'BEGIN DELETE FROM a WHERE b = ''c''; END';";
    expect(ops(text, 'postgres')).toMatchObject([{ op: 'delete', tables: ['a'], where: 'yes', at: [0, text.length - 1] }]);
  });

  test('names that a template fills in keep their place', () => {
    const text = 'ALTER TABLE {{ schema }}.a ADD COLUMN b int;';
    const [text0] = extractSqlFacts({ path: 'a.sql', kind: 'sql', role: 'product', text }, 'postgres').sql ?? [];
    expect(text0?.statements[0]).toMatchObject({ confidence: 'filled', at: [0, text.length - 1] });
  });

  test('the grammar that alone takes a text tells its dialect', () => {
    expect(voteDialect(['CREATE TYPE a AS ENUM (\'b\'); ALTER TABLE "c" ADD COLUMN "d" a[];'], 'certain')).toBe('postgres');
    expect(voteDialect(['PRAGMA foreign_keys=OFF; CREATE TABLE "a" ("id" INTEGER PRIMARY KEY AUTOINCREMENT);'], 'certain')).toBe('sqlite');
    expect(voteDialect(['CREATE TABLE `a` (`id` int unsigned NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;'], 'certain')).toBe('mysql');
    expect(voteDialect(['DROP TABLE a;'], 'certain')).toBe('unknown');
  });
});

describe('SQL in code', () => {
  const read = (text: string) => extractFacts({ path: 'a.ts', kind: 'code', role: 'product', text }, 'postgres').sql ?? [];

  test('is found in tags and calls, and elsewhere where it parses; prose is not', () => {
    const found = read("db.query('select 1'); sql`delete from a`; const q = 'DROP TABLE b'; const s = 'Delete from the list what you do not need'; f('update your settings');");
    expect(found.map((text) => text.statements[0]?.ops[0]?.op)).toEqual(['select', 'delete', 'drop-table']);
  });

  test('keeps its place through escapes and sums', () => {
    const text = "db.query('select \\'x\\';\\n' + 'drop table a');";
    const [found] = read(text);
    const drop = found?.statements[1];
    expect(text.slice(drop?.at[0], drop?.at[1])).toBe('drop table a');
  });

  test('holes are filled by what stands around them, and said to be', () => {
    const [found] = read("const T = 'ports'; db.query(`delete from ${T} where id = ${id} and kind in (${kinds}) order by ${by}`);");
    expect(found?.statements[0]?.confidence).not.toBe('exact');
    expect(read("const T = 'ports'; db.query(`delete from ${T} where id = ${id}`);")[0]?.statements[0]).toMatchObject({ confidence: 'filled', ops: [{ op: 'delete', tables: ['ports'], where: 'yes' }] });
  });

  test('a clause that is left out may be the condition', () => {
    expect(read('db.query(`delete from a ${where}`);')[0]?.statements[0]?.ops[0]).toMatchObject({ op: 'delete', where: 'unknown' });
    expect(read('db.query(`delete from ${t}`);')[0]?.statements[0]?.ops[0]).toMatchObject({ op: 'delete', where: 'no' });
  });

  test('placeholders of query libraries are values', () => {
    expect(read("db.raw('update a set b = ? where c = :id and ?? = 1', []);")[0]?.statements[0]?.ops[0]).toMatchObject({ op: 'update', where: 'yes' });
  });
});
