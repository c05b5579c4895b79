import type { UnknownValue } from '@assay/contract';

const STATEMENT = /^\s*(?:select|(?:insert(?:\s+ignore|\s+or\s+\w+)?|replace)\s+into|update|delete\s+from|with|merge\s+into)\s/i;

/** What is read of a text: one that is added to itself in a loop would double with each round in which it is looked at. */
const MAX_TEXT = 20_000;

/** Is the text a statement of SQL, by its first words? */
export function isStatement(text: unknown): boolean {
  return typeof text === 'string' && STATEMENT.test(text);
}

/** A statement of which parts are not known: two that read differently are two values. */
export function statementOf(whole: string): UnknownValue {
  const text = whole.slice(0, MAX_TEXT);
  return { kind: 'unknown', key: `?${text}`, reason: 'dynamic-path', text };
}

/** What stands for a part that is not known. */
export const HOLE = '${}';
