import type { Lighter, SqlOp } from '@assay/contract';
import { scan, type Lexeme } from './scan.js';

/**
 * The words that PostgreSQL's form of a change without a long lock has and this one lacks, and where in the statement's text they belong.
 * `count`: how many Ops the statement has.
 */
export function lighterForm(op: SqlOp, statement: string, count: number): Lighter | undefined {
  switch (op.op) {
    case 'create-index': return op.concurrently ? undefined : afterIndex(statement);
    case 'drop-index': return op.concurrently || count > 1 || /\bcascade\b/i.test(statement) ? undefined : afterIndex(statement);
    case 'add-constraint': return op.constraint.notValid || !['foreign-key', 'check'].includes(op.constraint.kind) ? undefined : afterConstraint(statement, op.at[0]);
    default: return undefined;
  }
}

/** `CREATE [UNIQUE] INDEX` and `DROP INDEX` take CONCURRENTLY next. */
function afterIndex(statement: string): Lighter | undefined {
  const [verb, ...words] = lexemesOf(statement, 0).slice(0, 3).map((lexeme) => ({ text: statement.slice(lexeme.start, lexeme.end).toLowerCase(), end: lexeme.end }));
  const index = words.find(({ text }) => text === 'index');
  return index && (verb?.text === 'create' || verb?.text === 'drop') ? { offset: index.end, text: ' CONCURRENTLY' } : undefined;
}

/** A constraint ends with its sub-command: at the comma of the outermost level, or with the statement. */
function afterConstraint(statement: string, from: number): Lighter | undefined {
  if (from === 0 || !/^alter\s+table\b/i.test(statement)) return undefined;
  let depth = 0;
  let last: Lexeme | undefined;
  for (const lexeme of lexemesOf(statement, from)) {
    const text = statement.slice(lexeme.start, lexeme.end);
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (text === ',' && depth === 0) break;
    last = lexeme;
  }
  return last && { offset: last.end, text: ' NOT VALID' };
}

function lexemesOf(statement: string, from: number): readonly Lexeme[] {
  return [...scan(statement, 'postgres')].filter(({ kind, start }) => start >= from && kind !== 'space' && kind !== 'comment');
}
