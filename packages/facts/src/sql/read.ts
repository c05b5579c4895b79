import type { Range, SqlConfidence, SqlDialect, SqlOp, SqlStatement, SqlText } from '@assay/contract';
import type { Parsed } from './frontend.js';
import { lighterForm } from './lighter.js';
import { parseStatements } from './parse.js';
import { statementsOf } from './split.js';

/** Longer statements are data loads and generated dumps: their head says what they are. */
const LONGEST = 200_000;
/** So many statements, spread over the texts, decide a vote. */
const ELECTORATE = 200;
/** The share of statements that may be wrong in their own dialect. */
const MISTAKES = 0.1;
const CANDIDATES: readonly SqlDialect[] = ['postgres', 'sqlite', 'mysql'];
/** Names that a template engine fills in: `{{ schema }}`, `${schema}`. */
const TEMPLATED = /\{\{[^{}\n]*\}\}|\$\{[^{}\n]*\}/g;

/** SQL text to be read, and where its characters stand in the file that holds it. */
export interface SqlInput {
  readonly text: string;
  readonly at: Range;
  /** The file's offset of the character at an offset of `text`. */
  readonly offsetOf: (offset: number) => number;
  /** Holes of the text were filled in. */
  readonly filled?: boolean;
  /** The text stands in the file as it is, without escapes or anything put in: it can be edited there. */
  readonly plain?: boolean;
}

/** The statements of SQL texts of one dialect. One text or statement that cannot be read does not lose the others. */
export function readSql(inputs: readonly SqlInput[], dialect: SqlDialect): readonly SqlText[] {
  if (inputs.length === 0) return [];
  const grammar = dialect === 'unknown' ? vote(inputs.map((input) => input.text), 'likeliest') : dialect;
  const cut = inputs.map((input) => {
    const text = plainText(input.text);
    return { input: { ...input, plain: input.plain && grammar === 'postgres' }, text, pieces: statementsOf(text, grammar) };
  });
  const texts = cut.flatMap(({ text, pieces }) => pieces.map((piece) => text.slice(piece.start, piece.end)));
  const parsed = parseAll(texts, grammar, dialect);
  let next = 0;
  return cut.map(({ input, text, pieces }) => ({
    at: input.at, dialect,
    statements: pieces.map((piece) => {
      const read = parsed[next++] ?? { problem: 'not parsed' };
      const isTemplated = text !== input.text && input.text.slice(piece.start, piece.end).search(TEMPLATED) >= 0;
      const statement = statementOf(read, [piece.start, piece.end], input, isTemplated);
      return isRefused(read) && dialect !== 'unknown' && !input.filled && !isTemplated && !read.uncertain && piece.end - piece.start <= LONGEST ? { ...statement, refused: true as const } : statement;
    }),
  }));
}

/** The dialect whose grammar takes the texts: the only one that refuses (nearly) none, or (`likeliest`) the first of those that refuse the fewest. */
export function vote(texts: readonly string[], want: 'certain' | 'likeliest'): SqlDialect {
  const refused = CANDIDATES.map((dialect) => ({ dialect, count: refusals(texts, dialect, true) }));
  const least = Math.min(...refused.map(({ count }) => count));
  const best = refused.filter(({ count }) => count === least);
  if (want === 'likeliest') return best[0]?.dialect ?? 'postgres';
  const [only, ...others] = best;
  return only && others.length === 0 && takes(texts, only.dialect) ? only.dialect : 'unknown';
}

/** Does the grammar take (nearly) all of the texts? A few statements may be wrong; texts of another database are refused by the dozen. */
export function takes(texts: readonly string[], dialect: SqlDialect): boolean {
  const count = Math.min(ELECTORATE, texts.flatMap((text) => statementsOf(plainText(text), dialect)).length);
  return refusals(texts, dialect, false) <= Math.max(1, count * MISTAKES);
}

/** How many statements of a sample the grammar refuses; `whole`: those that it only takes part by part count as well. */
function refusals(texts: readonly string[], dialect: SqlDialect, whole: boolean): number {
  const statements = texts.map(plainText).flatMap((text) => statementsOf(text, dialect).map((piece) => text.slice(piece.start, piece.end)));
  const step = Math.ceil(statements.length / ELECTORATE);
  const sample = statements.filter((text, index) => index % step === 0 && text.length <= LONGEST);
  return parseStatements(dialect, sample).filter((parsed) => 'problem' in parsed || (whole && parsed.fallback === true)).length;
}

/** Template marks as names of the same length, so that offsets stay. */
function plainText(text: string): string {
  return text.includes('{') ? text.replace(TEMPLATED, (mark) => '_'.repeat(mark.length)) : text;
}

/** What its own grammar refuses, a text of unknown dialect may still say to a looser one. */
function parseAll(texts: readonly string[], grammar: SqlDialect, dialect: SqlDialect): readonly Parsed[] {
  const first = parseStatements(grammar, texts.map((text) => (text.length > LONGEST ? '' : text)));
  if (dialect !== 'unknown') return first;
  const refused = texts.filter((text, index) => isRefused(first[index]) && text.length <= LONGEST);
  const second = parseStatements('unknown', refused);
  let next = 0;
  return first.map((parsed, index) => (isRefused(parsed) && (texts[index]?.length ?? 0) <= LONGEST ? second[next++] ?? parsed : parsed));
}

function isRefused(parsed: Parsed | undefined): parsed is Extract<Parsed, { problem: string }> {
  return parsed !== undefined && 'problem' in parsed;
}

function statementOf(parsed: Parsed, range: Range, input: SqlInput, templated: boolean): SqlStatement {
  const place = ([start, end]: Range): Range => [input.offsetOf(range[0] + start), input.offsetOf(range[0] + end - 1) + 1];
  const length = range[1] - range[0];
  const at = place([0, length]);
  if (length > LONGEST || 'problem' in parsed) {
    const problem = 'problem' in parsed && length <= LONGEST ? parsed.problem : 'too long to be parsed';
    return { at, confidence: 'unparsed', problem, ops: [{ ...headOp(input.text.slice(...range)), at }] };
  }
  const confidence: SqlConfidence = input.filled || templated ? 'filled' : parsed.fallback ? 'fallback' : 'exact';
  const text = input.text.slice(...range);
  const lighterOf = (op: SqlOp) => (input.plain && confidence === 'exact' ? lighterForm(op, text, parsed.ops.length) : undefined);
  return {
    at, confidence,
    ops: parsed.ops.map((op) => {
      const lighter = lighterOf(op);
      return { ...op, at: place(op.at), ...(lighter ? { lighter: { ...lighter, offset: place([lighter.offset - 1, lighter.offset])[1] } } : {}) };
    }),
  };
}

const HEAD = /^\s*(\w+)\s+(?:or\s+replace\s+)?(?:(table|index|view|type|trigger|function|procedure|into|from)\s+)?(?:only\s+|if\s+(?:not\s+)?exists\s+)*([\w."`[\]$]+)?/i;

/** What the first words of a statement say: enough to know which table it may touch. */
function headOp(text: string): SqlOp {
  const [, verb = '', noun = '', name] = HEAD.exec(text) ?? [];
  const table = name?.replace(/["`[\]]/g, '').replace(/^public\./, '');
  if (/^insert$/i.test(verb) && table) return { op: 'insert', at: [0, 0], tables: [table] };
  const isOnTable = table !== undefined && (/^(?:truncate|update|delete)$/i.test(verb) || (/^(?:alter|create|drop)$/i.test(verb) && /^table$/i.test(noun)));
  return { op: 'opaque', at: [0, 0], reason: 'not parsed', ...(isOnTable ? { tables: [table] } : {}) };
}
