/** One lexical piece of SQL text. Comments and white space are left out. `text` of a quoted name, string or body is what the quotes hold. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'body' | 'number' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
const CLIENT_LINE = /\\[a-z!?][^\n]*/iy;
const WORD = /[\p{L}_@#][\p{L}\p{N}_@#$]*/uy;
const NUMBER = /\d[\p{L}\p{N}_.]*/uy;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const NAME_QUOTES: Readonly<Record<string, string>> = { '"': '"', '`': '`' };

/**
 * Splits SQL of any dialect into tokens; never throws. Knows strings, quoted names, dollar bodies and comments (nested ones too),
 * so that a keyword inside them is not taken for a statement. An unterminated piece ends with the text.
 */
export function* tokens(text: string): Generator<Token> {
  const escapes = text.includes('`');
  let at = 0;
  while (at < text.length) {
    const skipped = skip(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = read(text, at, escapes);
    yield token;
    at = token.end;
  }
}

/** Where the white space and comments that begin at `at` end. */
function skip(text: string, at: number): number {
  if (text.startsWith('/*', at)) return blockEnd(text, at);
  const atLineStart = at === 0 || text[at - 1] === '\n';
  const found = match(SPACE, text, at) ?? match(LINE_COMMENT, text, at) ?? (atLineStart ? match(CLIENT_LINE, text, at) : undefined);
  return at + (found?.length ?? 0);
}

function blockEnd(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text.startsWith('/*', i)) depth++;
    else if (text.startsWith('*/', i)) depth--;
    else continue;
    i++;
    if (depth === 0) return i + 1;
  }
  return text.length;
}

function read(text: string, at: number, escapes: boolean): Token {
  const first = text[at] ?? '';
  if (first === "'") return quoted('string', "'", text, at, escapes || /[eE]/.test(text[at - 1] ?? ''));
  const close = NAME_QUOTES[first];
  if (close) return quoted('name', close, text, at, false);
  const tag = match(DOLLAR_TAG, text, at);
  if (tag) return dollarBody(tag, text, at);
  const word = match(WORD, text, at);
  if (word) return { kind: 'word', text: word.toUpperCase(), start: at, end: at + word.length };
  const number = match(NUMBER, text, at);
  if (number) return { kind: 'number', text: number, start: at, end: at + number.length };
  return { kind: 'mark', text: first, start: at, end: at + 1 };
}

function quoted(kind: 'string' | 'name', quote: string, text: string, start: number, escapes: boolean): Token {
  let end = start + 1;
  while (end < text.length) {
    if (escapes && text[end] === '\\') end += 2;
    else if (text[end] !== quote) end++;
    else if (text[end + 1] === quote) end += 2;
    else break;
  }
  const stop = Math.min(end, text.length);
  return { kind, text: text.slice(start + 1, stop), start, end: Math.min(stop + 1, text.length) };
}

function dollarBody(tag: string, text: string, start: number): Token {
  const inner = start + tag.length;
  const close = text.indexOf(tag, inner);
  const stop = close < 0 ? text.length : close;
  return { kind: 'body', text: text.slice(inner, stop), start, end: Math.min(stop + tag.length, text.length) };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
