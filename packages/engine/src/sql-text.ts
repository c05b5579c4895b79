import type { CommentFact, Range } from '@assay/contract';
import { scanSql } from './sql-scanner.js';

/**
 * A piece of an SQL text. `name` is quoted, `command` a line for the client (`\connect`, `DELIMITER`), `data` the rows after
 * `COPY .. FROM stdin`, `mark` anything else. Only white space lies between two of them.
 */
export interface SqlToken {
  readonly kind: 'comment' | 'string' | 'name' | 'word' | 'number' | 'mark' | 'command' | 'data';
  readonly at: Range;
}

/** An SQL text in pieces. It asks for no grammar and no dialect. */
export interface SqlText {
  readonly tokens: readonly SqlToken[];
  /** From the first token that is no comment to the delimiter. */
  readonly statements: readonly Range[];
  /** Where a string, a quoted name or a comment opens that nothing closes; it ends with the text. */
  readonly unterminated?: number;
}

/** Reads a text as the standard has it, or as MySQL does when only so everything that opens is closed. Never throws. */
export function readSqlText(text: string): SqlText {
  const standard = scanSql(text, 'standard');
  if (standard.unterminated === undefined) return standard;
  const mysql = scanSql(text, 'mysql');
  return mysql.unterminated === undefined ? mysql : standard;
}

/** The comments of an SQL text, their marks removed. */
export function sqlComments(text: string): readonly CommentFact[] {
  return readSqlText(text).tokens.filter(token => token.kind === 'comment').map(({ at }) => ({ text: sqlCommentText(text.slice(...at)), at }));
}

/** What a comment says, its marks removed. */
export function sqlCommentText(comment: string): string {
  return comment.replace(/^(?:--|#|\/\*)/, '').replace(/\*\/$/, '').trim();
}
