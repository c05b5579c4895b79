import type { Span } from '@assay/contract';
import type { MovedSpan } from '@assay/model';
import type { Judged } from '../run-rules.js';

/** A line that a text names is not moved with it. */
const NAMES_LINE = /\blines? \d/;

/** The violations among these verdicts, at the places where they stand after an edit; undefined when one of them cannot be told. */
export function movedViolations(judged: readonly Judged[], moved: MovedSpan): readonly Judged[] | undefined {
  try {
    return judged.filter(({ verdict }) => verdict.outcome === 'violation').map(({ rule, verdict }) => ({ rule, verdict: movedIn(verdict, moved) }));
  } catch (error) {
    if (error instanceof NotMoved) return undefined;
    throw error;
  }
}

class NotMoved extends Error {}

function movedIn<T>(value: T, moved: MovedSpan): T {
  if (typeof value === 'string' && NAMES_LINE.test(value)) throw new NotMoved();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => movedIn(item, moved)) as T;
  if (isSpan(value)) {
    const span = moved(value);
    if (!span) throw new NotMoved();
    return span as T;
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, movedIn(part as unknown, moved)])) as T;
}

function isSpan(value: object): value is Span {
  return 'path' in value && 'start' in value && 'end' in value;
}
