import type { SqlDialect } from '@assay/contract';
import { scan, type Lexeme } from './scan.js';

/** A part of SQL text: a statement without its terminator, or what stands between statements. */
export interface Piece {
  readonly kind: 'statement' | 'gap';
  readonly start: number;
  readonly end: number;
  /** For a statement: where its terminator ends, if it has one. */
  readonly terminated?: number;
}

/** Comments that end a statement even where its semicolon is missing: sections of one-file migrations and breakpoints. */
const MARKER = /^--(?:>\s*statement-breakpoint|\s*migrate:(?:up|down)|\s*\+goose\s|[\s-]*(?:up|down)\s+migration)/i;
const GOOSE_BEGIN = /^--\s*\+goose\s+statementbegin/i;
const GOOSE_END = /^--\s*\+goose\s+statementend/i;
const ROUTINES: ReadonlySet<string> = new Set(['TRIGGER', 'FUNCTION', 'PROCEDURE', 'EVENT']);
/** `END IF` closes no BEGIN. */
const INNER_ENDS: ReadonlySet<string> = new Set(['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR']);

/** The pieces of SQL text, in order and without loss: joined, they are the text. Never throws. */
export function split(text: string, dialect: SqlDialect): readonly Piece[] {
  const splitter = new Splitter(text);
  for (const lexeme of scan(text, dialect)) splitter.take(lexeme);
  return splitter.finish();
}

/** The statements alone. */
export function statementsOf(text: string, dialect: SqlDialect): readonly Piece[] {
  return split(text, dialect).filter((piece) => piece.kind === 'statement');
}

class Splitter {
  private readonly pieces: Piece[] = [];
  /** Where the open statement begins and its last significant lexeme ends. */
  private start: number | undefined;
  private end = 0;
  private gap = 0;
  private hasOwnDelimiter = false;
  private whole = false;
  private head: string[] = [];
  private depth = 0;
  private previous = '';

  constructor(private readonly text: string) {}

  take(lexeme: Lexeme): void {
    if (lexeme.kind === 'space' || lexeme.kind === 'data') return;
    if (lexeme.kind === 'comment') return this.comment(lexeme);
    if (lexeme.kind === 'client') return this.client(lexeme);
    if (lexeme.kind === 'end' && !this.whole && this.depth === 0) return this.close(lexeme.end);
    if (this.start === undefined) this.open(lexeme);
    this.end = lexeme.end;
    this.nest(lexeme);
  }

  finish(): readonly Piece[] {
    this.close();
    if (this.gap < this.text.length) this.pieces.push({ kind: 'gap', start: this.gap, end: this.text.length });
    return this.pieces;
  }

  private comment(lexeme: Lexeme): void {
    const text = this.text.slice(lexeme.start, Math.min(lexeme.end, lexeme.start + 80));
    if (MARKER.test(text)) this.close();
    if (GOOSE_BEGIN.test(text)) this.whole = true;
    else if (GOOSE_END.test(text)) this.whole = false;
  }

  private client(lexeme: Lexeme): void {
    this.close();
    const [word, delimiter] = this.text.slice(lexeme.start, lexeme.end).trim().split(/\s+/);
    if (word && /^delimiter$/i.test(word) && delimiter) this.hasOwnDelimiter = delimiter !== ';';
  }

  private open(lexeme: Lexeme): void {
    if (this.gap < lexeme.start) this.pieces.push({ kind: 'gap', start: this.gap, end: lexeme.start });
    this.start = lexeme.start;
  }

  private close(terminated?: number): void {
    if (this.start !== undefined) {
      this.pieces.push({ kind: 'statement', start: this.start, end: this.end, ...(terminated === undefined ? {} : { terminated }) });
      this.gap = this.end;
    }
    this.start = undefined;
    this.head = [];
    this.depth = 0;
    this.previous = '';
  }

  /** Semicolons in the body of a routine (`BEGIN .. END`, `BEGIN ATOMIC`) end nothing. */
  private nest(lexeme: Lexeme): void {
    if (lexeme.kind !== 'word') {
      this.previous = '';
      return;
    }
    const word = this.text.slice(lexeme.start, lexeme.end).toUpperCase();
    if (this.head.length < 10) this.head.push(word);
    if (!this.hasOwnDelimiter && this.head[0] === 'CREATE' && this.head.some((one) => ROUTINES.has(one))) this.depth = Math.max(0, this.depth + change(word, this.previous));
    this.previous = word;
  }
}

function change(word: string, previous: string): number {
  if (word === 'END') return -1;
  if (previous === 'END') return INNER_ENDS.has(word) ? 1 : 0;
  return word === 'BEGIN' || word === 'CASE' ? 1 : 0;
}
