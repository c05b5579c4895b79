import { tokens, type Token } from './tokens.js';

/** One SQL statement: at least one token, and where it stands in the text. */
export interface Statement {
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly end: number;
}

const ROUTINES: ReadonlySet<string> = new Set(['TRIGGER', 'FUNCTION', 'PROCEDURE', 'EVENT']);
const OPENS: ReadonlySet<string> = new Set(['BEGIN', 'CASE']);
/** `END IF` closes no BEGIN. */
const INNER_ENDS: ReadonlySet<string> = new Set(['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR']);
/** Words of procedural bodies after which a statement begins. */
const BODY_BREAKS: ReadonlySet<string> = new Set(['BEGIN', 'THEN', 'ELSE', 'LOOP', 'DECLARE']);

/** The statements of SQL text, split at semicolons that are in no routine body. Comments belong to none. */
export function statements(text: string): Statement[] {
  const found: Statement[] = [];
  let current: Token[] = [];
  let depth = 0;
  let previous = '';
  for (const token of tokens(text)) {
    if (token.kind === 'mark' && token.text === ';' && depth === 0) {
      found.push(...made(current));
      current = [];
      continue;
    }
    current.push(token);
    if (token.kind === 'word' && isRoutine(current)) depth = Math.max(0, depth + change(token.text, previous));
    previous = token.kind === 'word' ? token.text : '';
  }
  return [...found, ...made(current)];
}

/** The statements in the body of a `DO` block, those in its branches and loops included. */
export function bodyStatements(text: string): Statement[] {
  const found: Statement[] = [];
  let current: Token[] = [];
  for (const token of tokens(text)) {
    const breaks = token.kind === 'mark' ? token.text === ';' : token.kind === 'word' && BODY_BREAKS.has(token.text);
    if (!breaks) {
      current.push(token);
      continue;
    }
    found.push(...made(current));
    current = [];
  }
  return [...found, ...made(current)];
}

function made(list: readonly Token[]): Statement[] {
  const [first] = list;
  const last = list.at(-1);
  return first && last ? [{ tokens: list, start: first.start, end: last.end }] : [];
}

function isRoutine(list: readonly Token[]): boolean {
  return list[0]?.text === 'CREATE' && list.slice(1, 8).some((token) => token.kind === 'word' && ROUTINES.has(token.text));
}

function change(word: string, previous: string): number {
  if (word === 'END') return -1;
  if (previous === 'END') return INNER_ENDS.has(word) ? 1 : 0;
  return OPENS.has(word) ? 1 : 0;
}
