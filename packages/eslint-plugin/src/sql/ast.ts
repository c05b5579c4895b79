import { lineAt, lineStartsOf, type Range } from '@assay/contract';
import { sqlPieces, type SqlLexeme } from '@assay/engine';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What every node and token has. Lines count from 1, columns from 0, as in ESLint's own trees. */
export interface Located {
  readonly range: [number, number];
  readonly loc: { readonly start: Position; readonly end: Position };
}

/** A piece of the text; `value` is what stands there. */
export interface Token extends Located {
  readonly type: SqlLexeme['kind'];
  readonly value: string;
}

/** One statement with its delimiter. */
export interface Statement extends Located {
  readonly type: 'SqlStatement';
}

/** A whole file. Not called `Program`: rules for JavaScript listen to that, and would find none of what they know. */
export interface Script extends Located {
  readonly type: 'SqlScript';
  readonly body: readonly Statement[];
  /** Everything but the comments and white space. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Token[];
}

export type Node = Script | Statement;

export interface Parsed {
  readonly script: Script;
  /** Where something opens that is never closed. */
  readonly unterminated?: Position;
}

/** The tree of an SQL file. Every character is in a token or a comment, or is white space. */
export function parseSql(text: string): Parsed {
  const { lexemes, statements, unterminated } = sqlPieces(text);
  const locate = locator(text);
  const located = ([start, end]: Range): Located => ({ range: [start, end], loc: { start: locate(start), end: locate(end) } });
  const pieces = lexemes.map(({ kind, start, end }): Token => ({ type: kind, value: text.slice(start, end), ...located([start, end]) }));
  const script: Script = {
    type: 'SqlScript', ...located([0, text.length]),
    body: statements.map(at => ({ type: 'SqlStatement', ...located(at) })),
    tokens: pieces.filter(({ type }) => type !== 'comment'),
    comments: pieces.filter(({ type }) => type === 'comment'),
  };
  return { script, ...(unterminated === undefined ? {} : { unterminated: locate(unterminated) }) };
}

function locator(text: string): (offset: number) => Position {
  const starts = lineStartsOf(text);
  return offset => {
    const line = lineAt(starts, offset);
    return { line, column: offset - (starts[line - 1] ?? 0) };
  };
}
