import type { Range } from '@assay/contract';
import type { SqlText, SqlToken } from './sql-text.js';

/** What dialects disagree on: MySQL escapes quotes by a backslash, has `#` comments, no comment in a comment and no dollar quotes. */
export type SqlReading = 'standard' | 'mysql';

type Kind = SqlToken['kind'];

/** Patterns of one token each. Where there is a group, a token whose group is empty is not closed. */
const COMMON: readonly (readonly [Kind, RegExp])[] = [
  ['comment', /--[^\n\r]*/y],
  ['string', /[eE]'[^'\\]*(?:(?:''|\\[^])[^'\\]*)*(')?/y],
  ['name', /`[^`]*(`)?/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /\d[\w.]*/y],
];

const PATTERNS: Readonly<Record<SqlReading, readonly (readonly [Kind, RegExp])[]>> = {
  standard: [...COMMON, ['string', /'[^']*(?:''[^']*)*(')?/y], ['name', /"[^"]*(?:""[^"]*)*(")?/y]],
  mysql: [
    ...COMMON, ['comment', /#[^\n\r]*/y], ['comment', /\/\*[^]*?(?:(\*\/)|$)/y],
    ['string', /'[^'\\]*(?:(?:''|\\[^])[^'\\]*)*(')?/y], ['string', /"[^"\\]*(?:(?:""|\\[^])[^"\\]*)*(")?/y],
  ],
};

const HAS_GROUP = /\((?!\?)/;
const SPACE = /\s*/y;
const COMMAND = /(?:\\|delimiter[ \t])[^\n\r]*/iy;
const DOLLAR_QUOTE = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const COPY = /^copy\s[^;]*\sfrom\s+stdin\b/i;

interface Found {
  readonly kind: Kind;
  readonly end: number;
  readonly closed: boolean;
}

/** Takes an SQL text apart in one pass. */
export function scanSql(text: string, reading: SqlReading): SqlText {
  const tokens: SqlToken[] = [];
  const statements: Range[] = [];
  let delimiter = ';';
  let start: number | undefined;
  let unterminated: number | undefined;
  for (let at = skip(text, 0); at < text.length; at = skip(text, tokens.at(-1)?.at[1] ?? text.length)) {
    const ends = text.startsWith(delimiter, at);
    const { kind, end, closed } = ends ? token('mark', at + delimiter.length) : tokenAt(text, at, reading, delimiter);
    tokens.push({ kind, at: [at, end] });
    if (!closed) unterminated ??= at;
    if (kind === 'command') delimiter = /^delimiter[ \t]+(\S+)/i.exec(text.slice(at, end))?.[1] ?? delimiter;
    if (kind === 'comment' || kind === 'command') continue;
    start ??= at;
    if (!ends) continue;
    statements.push([start, end]);
    const data = COPY.test(text.slice(start, end)) ? dataAfter(text, end) : undefined;
    if (data) tokens.push({ kind: 'data', at: data });
    start = undefined;
  }
  const last = tokens.findLast(({ kind }) => kind !== 'comment' && kind !== 'command');
  if (start !== undefined && last) statements.push([start, last.at[1]]);
  return { tokens, statements, unterminated };
}

function tokenAt(text: string, at: number, reading: SqlReading, delimiter: string): Found {
  const command = startsLine(text, at) ? match(COMMAND, text, at) : undefined;
  if (command) return token('command', at + command[0].length);
  if (reading === 'standard') {
    if (text.startsWith('/*', at)) return nestedComment(text, at);
    const quote = match(DOLLAR_QUOTE, text, at)?.[0];
    if (quote !== undefined) return upTo(text, quote, at + quote.length);
  }
  for (const [kind, pattern] of PATTERNS[reading]) {
    const found = match(pattern, text, at);
    if (!found) continue;
    const closed = !HAS_GROUP.test(pattern.source) || found[1] !== undefined;
    // `end$$`, when `$$` is the delimiter: words may hold its characters.
    const cut = kind === 'word' ? found[0].indexOf(delimiter) : -1;
    if (cut > 0) return token(kind, at + cut);
    return { kind, end: closed ? at + found[0].length : text.length, closed };
  }
  return token('mark', at + 1);
}

function token(kind: Kind, end: number): Found {
  return { kind, end, closed: true };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skip(text: string, at: number): number {
  return at + (match(SPACE, text, at)?.[0].length ?? 0);
}

function startsLine(text: string, at: number): boolean {
  const before = text[at - 1];
  return before === undefined || before === '\n' || before === '\r';
}

function upTo(text: string, quote: string, from: number): Found {
  const close = text.indexOf(quote, from);
  return close < 0 ? { kind: 'string', end: text.length, closed: false } : token('string', close + quote.length);
}

function nestedComment(text: string, at: number): Found {
  let depth = 0;
  for (const mark of text.slice(at).matchAll(/\/\*|\*\//g)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return token('comment', at + mark.index + 2);
  }
  return { kind: 'comment', end: text.length, closed: false };
}

/** The rows that a `COPY .. FROM stdin` reads: to the line that holds `\.` alone. */
function dataAfter(text: string, from: number): Range | undefined {
  const start = skip(text, from);
  const end = /^\\\.[ \t]*$/m.exec(text.slice(start));
  return end ? [start, start + end.index + end[0].length] : undefined;
}
