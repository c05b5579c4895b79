import type { SqlDialect } from '@assay/contract';

/**
 * `client`: a line for a command line client (`\connect`, `DELIMITER`). `body`: in dollar quotes. `end`: the delimiter of statements, also
 * where it stands in a routine's body. `data`: the rows after `COPY .. FROM stdin`.
 */
export type LexemeKind = 'space' | 'comment' | 'client' | 'word' | 'name' | 'string' | 'body' | 'number' | 'mark' | 'end' | 'data';

/** One piece of SQL text. The pieces of a text follow each other without a gap. */
export interface Lexeme {
  readonly kind: LexemeKind;
  readonly start: number;
  readonly end: number;
  /** It lacks its closing mark, and ends with the text. */
  readonly open?: true;
}

const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
const HASH_COMMENT = /#[^\n]*/y;
/** What a command line client reads itself: `\c database`, `\i file`. */
const CLIENT_LINE = /\\[a-z!?.][^\n]*/iy;
const DELIMITER_LINE = /delimiter[ \t]+\S+[^\n]*/iy;
const NEW_DELIMITER = /^delimiter[ \t]+(\S+)/i;
const LAST_ROW = /^\\\.[ \t]*$/m;
/** What stands before a string with escapes, `E'..'`. */
const ESCAPED = /(?:^|[^\p{L}\p{N}_$])[eE]$/u;
const WORD = /[\p{L}_@][\p{L}\p{N}_@$]*/uy;
const NUMBER = /\d[\p{L}\p{N}_.]*/uy;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

/** Splits SQL text into lexemes, in one pass and without loss; never throws. */
export function* scan(text: string, dialect: SqlDialect): Generator<Lexeme> {
  let delimiter = ';';
  let copy = '';
  let at = 0;
  while (at < text.length) {
    const lexeme = next(text, at, dialect, delimiter);
    yield lexeme;
    at = lexeme.end;
    if (lexeme.kind === 'client') delimiter = NEW_DELIMITER.exec(text.slice(lexeme.start, at))?.[1] ?? delimiter;
    if (lexeme.kind === 'word') copy = copyState(copy, text.slice(lexeme.start, at).toLowerCase());
    if (lexeme.kind !== 'end') continue;
    const rows = copy === 'stdin' ? rowsAfter(text, at) : [];
    yield* rows;
    at = rows.at(-1)?.end ?? at;
    copy = '';
  }
}

/** How far the words of a statement are those of `COPY .. FROM STDIN`. */
function copyState(before: string, word: string): string {
  if (before === '') return word === 'copy' ? word : 'other';
  if (before === 'copy' && word === 'from') return word;
  if (before === 'from') return word === 'stdin' ? word : 'copy';
  return before;
}

/** The white space and the rows that follow, up to the line that holds `\.` alone. */
function rowsAfter(text: string, at: number): readonly Lexeme[] {
  const start = at + length(SPACE, text, at);
  const last = LAST_ROW.exec(text.slice(start));
  if (!last) return [];
  const rows: Lexeme = { kind: 'data', start, end: start + last.index + last[0].length };
  return start > at ? [{ kind: 'space', start: at, end: start }, rows] : [rows];
}

function next(text: string, at: number, dialect: SqlDialect, delimiter: string): Lexeme {
  const made = (kind: LexemeKind, end: number): Lexeme => (end < 0 ? { kind, start: at, end: text.length, open: true } : { kind, start: at, end: Math.min(Math.max(end, at + 1), text.length) });
  if (text.startsWith(delimiter, at)) return made('end', at + delimiter.length);
  const isLineStart = at === 0 || /[\n\r]/.test(text[at - 1] ?? '');
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
  if (first === "'") return made('string', quoteEnd(text, at, "'", dialect === 'mysql' || ESCAPED.test(text.slice(Math.max(0, at - 2), at))));
  if (first === '"') return made(dialect === 'mysql' ? 'string' : 'name', quoteEnd(text, at, '"', dialect === 'mysql'));
  if (first === '`') return made('name', quoteEnd(text, at, '`', false));
  if (first === '[' && dialect === 'sqlite') return made('name', endAfter(text, at, ']'));
  if (first === '$' && dialect !== 'mysql' && dialect !== 'sqlite') {
    const tag = length(DOLLAR_TAG, text, at);
    if (tag > 0) return made('body', endAfter(text, at + tag, text.slice(at, at + tag)));
  }
  const word = length(WORD, text, at);
  if (word > 0) return made('word', at + cut(text.slice(at, at + word), delimiter));
  const number = length(NUMBER, text, at);
  return number > 0 ? made('number', at + number) : made('mark', at + 1);
}

/** Words may hold a delimiter's characters: `end$$`. */
function cut(word: string, delimiter: string): number {
  const found = word.indexOf(delimiter);
  return found > 0 ? found : word.length;
}

/** MySQL runs what stands in `/*! .. *\/`. */
function isVersioned(text: string, at: number, dialect: SqlDialect): boolean {
  return dialect === 'mysql' && text[at + 2] === '!';
}

/** Where the comment ends; -1 where it does not. */
function blockEnd(text: string, at: number, nests: boolean): number {
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    if (text.startsWith('/*', i) && (nests || depth === 0)) depth += 1;
    else if (text.startsWith('*/', i)) depth -= 1;
    else continue;
    i += 1;
    if (depth === 0) return i + 1;
  }
  return -1;
}

/** After the closing quote; a doubled quote (and with `escapes` a backslash) stands for itself. -1 where nothing closes it. */
function quoteEnd(text: string, at: number, quote: string, escapes: boolean): number {
  for (let i = at + 1; i < text.length; i += 1) {
    if (escapes && text[i] === '\\') i += 1;
    else if (text[i] === quote && text[i + 1] === quote) i += 1;
    else if (text[i] === quote) return i + 1;
  }
  return -1;
}

function endAfter(text: string, from: number, close: string): number {
  const at = text.indexOf(close, from);
  return at < 0 ? -1 : at + close.length;
}

function length(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
