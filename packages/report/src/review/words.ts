import type { Cell, ObligationState, RollbackState, StandardEvidence, StepEvidence } from './model.js';

/** What each outcome is called in every form of the report. */
export const CELL_WORDS: Readonly<Record<Cell, string>> = { violation: 'violation', review: 'to review', accepted: 'accepted', pass: 'pass', 'not-applicable': 'n/a' };

/** What taking a migration back does, in words. */
export const ROLLBACK_WORDS: Readonly<Record<RollbackState, string>> = {
  restores: 'restores', differs: 'differs', none: 'none', derived: 'derived by the tool', irreversible: 'irreversible, and says so', 'forward-only': 'forward only', 'nothing-to-undo': 'nothing to undo', unknown: 'not known',
};

/** What became of an obligation, in words. */
export const OBLIGATION_WORDS: Readonly<Record<ObligationState, string>> = { met: 'met', 'not-met': 'not met', 'to-review': 'to review', accepted: 'accepted', 'not-applicable': 'not applicable' };

/** A rating with two decimals, or why there is none. */
export function ratingText({ rating, unrated }: StepEvidence): string {
  return rating === undefined ? unrated ?? 'not rated' : rating.toFixed(2);
}

/** One word for how far a rating can be trusted. */
export function confidenceWord(confidence: number): string {
  return confidence >= 0.95 ? 'high' : confidence >= 0.8 ? 'medium' : 'low';
}

/** `1 finding`, `2 findings`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The standards that judge what entry points do: the columns of their matrix. */
export function ofEntries(standards: readonly StandardEvidence[]): readonly StandardEvidence[] {
  return standards.filter(({ id }) => id !== 'directives' && id !== 'migrations');
}
