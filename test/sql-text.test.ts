import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { sqlPieces } from '@assay/engine';

const tokens = (text: string) => sqlPieces(text).lexemes.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
const statements = (text: string) => sqlPieces(text).statements.map((at) => text.slice(...at));

describe('an SQL text in pieces', () => {
  test('strings, names, comments and the rest', () => {
    expect(tokens(`update "a""b" set c = 'it''s' -- no\nwhere d = $1;`)).toEqual([
      'word update', 'name "a""b"', 'word set', 'word c', 'mark =', "string 'it''s'", 'comment -- no', 'word where', 'word d', 'mark =', 'mark $', 'number 1', 'end ;',
    ]);
  });

  test('statements begin after the comments before them and end with their delimiter', () => {
    expect(statements('-- one\nselect 1; /* two */ select 2;\n\nselect 3')).toEqual(['select 1;', 'select 2;', 'select 3']);
  });

  test.each([
    ['Postgres: a comment in a comment', '/* a /* b */ c; */ select 1;', ['select 1;']],
    ['Postgres: dollar quotes', 'do $$ begin; end $$; select $f$ ; $f$;', ['do $$ begin; end $$;', 'select $f$ ; $f$;']],
    ['Postgres: escapes in E strings', "select E'\\';'; select 2;", ["select E'\\';';", 'select 2;']],
    ['psql: commands and rows', "\\connect x\ncopy t (a) from stdin;\nit's;\n\\.\nselect 1;", ['copy t (a) from stdin;', 'select 1;']],
    ['MySQL: escapes', "select 'it\\'s;'; select 2;", ["select 'it\\'s;';", 'select 2;']],
    ['MySQL: comments to the end of the line', "select 1; # it's;\nselect 2;", ['select 1;', 'select 2;']],
    ['MySQL: another delimiter', 'DELIMITER $$\ncreate trigger x begin; end$$\nDELIMITER ;\nselect 1;', ['create trigger x begin; end$$', 'select 1;']],
  ])('%s', (_name, text, expected) => {
    expect(statements(text)).toEqual(expected);
    expect(sqlPieces(text).unterminated).toBeUndefined();
  });

  test.each([["select 1; select 'abc", 17], ['select "abc', 7], ['/* abc', 0], ['/* /* */', undefined], ['select $x$ abc', undefined]])('what never ends: %s', (text, at) => {
    expect(sqlPieces(text).unterminated).toBe(at);
  });

  test('any text is covered by its tokens but for white space', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...`a1 \n\t;'"\`$/*-#\\Eé_.`), maxLength: 60 }), (text) => {
      let at = 0;
      for (const { start, end } of sqlPieces(text).lexemes) {
        expect(text.slice(at, start).trim()).toBe('');
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(text.slice(at).trim()).toBe('');
    }));
  });
});
