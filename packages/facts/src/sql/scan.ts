import type { SqlDialect } from '@assay/contract';

export type LexemeKind = 'space' | 'comment' | 'client' | 'word' | 'name' | 'string' | 'body' | 'number' | 'mark';

/** One piece of SQL text. The pieces of a text follow each other without a gap. */
export interface Lexeme {
  readonly kind: LexemeKind;
  readonly start: number;
  readonly end: number;
}

const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
const HASH_COMMENT = /#[^\n]*/y;
/** What a command line client reads itself: `\c database`, `\i file`. */
const CLIENT_LINE = /\\[a-z!?.][^\n]*/iy;
const DELIMITER_LINE = /delimiter[ \t]+\S+[^\n]*/iy;
const WORD = /[\p{L}_@][\p{L}\p{N}_@$]*/uy;
const NUMBER = /\d[\p{L}\p{N}_.]*/uy;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

/** Splits SQL text into lexemes, in one pass and without loss; never throws. An unterminated piece ends with the text. */
export function* scan(text: string, dialect: SqlDialect): Generator<Lexeme> {
  let at = 0;
  while (at < text.length) {
    const lexeme = next(text, at, dialect);
    yield lexeme;
    at = lexeme.end;
  }
}

function next(text: string, at: number, dialect: SqlDialect): Lexeme {
  const made = (kind: LexemeKind, end: number): Lexeme => ({ kind, start: at, end: Math.min(Math.max(end, at + 1), text.length) });
  const isLineStart = at === 0 || text[at - 1] === '\n';
  const first = text[at] ?? '';
  const space = length(SPACE, text, at);
  if (space > 0) return made('space', at + space);
  if (first === '-' && text[at + 1] === '-') return made('comment', at + length(LINE_COMMENT, text, at));
  if (first === '/' && text[at + 1] === '*') return isVersioned(text, at, dialect) ? made('mark', at + 1) : made('comment', blockEnd(text, at, dialect !== 'mysql'));
  if (first === '#' && dialect === 'mysql') return made('comment', at + length(HASH_COMMENT, text, at));
  if (isLineStart && first === '\\') return made('client', at + length(CLIENT_LINE, text, at));
  if (isLineStart && /d/i.test(first) && dialect !== 'postgres') {
    const line = length(DELIMITER_LINE, text, at);
    if (line > 0) return made('client', at + line);
  }
  if (first === "'") return made('string', quoteEnd(text, at, "'", dialect === 'mysql' || /[eE]/.test(text[at - 1] ?? '')));
  if (first === '"') return made(dialect === 'mysql' ? 'string' : 'name', quoteEnd(text, at, '"', dialect === 'mysql'));
  if (first === '`') return made('name', quoteEnd(text, at, '`', false));
  if (first === '[' && dialect === 'sqlite') return made('name', endAfter(text, at, ']'));
  if (first === '$' && dialect !== 'mysql' && dialect !== 'sqlite') {
    const tag = length(DOLLAR_TAG, text, at);
    if (tag > 0) return made('body', endAfter(text, at + tag, text.slice(at, at + tag)));
  }
  const word = length(WORD, text, at);
  if (word > 0) return made('word', at + word);
  const number = length(NUMBER, text, at);
  return number > 0 ? made('number', at + number) : made('mark', at + 1);
}

/** MySQL runs what stands in `/*! .. *\/`. */
function isVersioned(text: string, at: number, dialect: SqlDialect): boolean {
  return dialect === 'mysql' && text[at + 2] === '!';
}

function blockEnd(text: string, at: number, nests: boolean): number {
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    if (text.startsWith('/*', i) && (nests || depth === 0)) depth += 1;
    else if (text.startsWith('*/', i)) depth -= 1;
    else continue;
    i += 1;
    if (depth === 0) return i + 1;
  }
  return text.length;
}

/** After the closing quote; a doubled quote (and with `escapes` a backslash) stands for itself. */
function quoteEnd(text: string, at: number, quote: string, escapes: boolean): number {
  for (let i = at + 1; i < text.length; i += 1) {
    if (escapes && text[i] === '\\') i += 1;
    else if (text[i] === quote && text[i + 1] === quote) i += 1;
    else if (text[i] === quote) return i + 1;
  }
  return text.length;
}

function endAfter(text: string, from: number, close: string): number {
  const at = text.indexOf(close, from);
  return at < 0 ? text.length : at + close.length;
}

function length(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
