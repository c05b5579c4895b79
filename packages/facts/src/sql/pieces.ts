import type { Range, SqlDialect } from '@assay/contract';
import { scan, type Lexeme } from './scan.js';
import { statementsOf } from './split.js';

/** An SQL text in pieces. */
export interface SqlPieces {
  /** Everything but white space, in order. */
  readonly lexemes: readonly Lexeme[];
  /** From the first lexeme that is no comment to the delimiter. */
  readonly statements: readonly Range[];
  /** Where a string, a quoted name or a comment opens that nothing closes. */
  readonly unterminated?: number;
}

/**
 * Takes a text apart whose dialect is not known: as the standard has it, or as MySQL does (escapes by a backslash, `#` comments) when only so
 * everything that opens is closed. Never throws.
 */
export function sqlPieces(text: string): SqlPieces {
  const standard = piecesIn(text, 'unknown');
  if (standard.unterminated === undefined) return standard;
  const mysql = piecesIn(text, 'mysql');
  return mysql.unterminated === undefined ? mysql : standard;
}

function piecesIn(text: string, dialect: SqlDialect): SqlPieces {
  const lexemes = [...scan(text, dialect)].filter(({ kind }) => kind !== 'space');
  const statements = statementsOf(text, dialect).map(({ start, end, terminated }): Range => [start, terminated ?? end]);
  const unterminated = lexemes.find(({ open }) => open)?.start;
  return { lexemes, statements, ...(unterminated === undefined ? {} : { unterminated }) };
}
