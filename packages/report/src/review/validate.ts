import type { ReviewReport } from './model.js';

/** A rating that a reviewer gave to a step. */
export interface GivenRating {
  readonly step: number;
  readonly rating: number;
  readonly justification?: string;
}

/** What is to be said of one rating. Only an inconsistency contradicts the evidence. */
export interface RatingRemark {
  readonly step: number;
  readonly kind: 'inconsistent' | 'without-evidence' | 'consistent';
  readonly message: string;
}

/** Holds a reviewer's ratings against the evidence, by step. */
export function validateRatings(report: Pick<ReviewReport, 'steps'>, given: readonly GivenRating[]): readonly RatingRemark[] {
  return given.toSorted((a, b) => a.step - b.step).map(each => remark(report, each));
}

function remark({ steps }: Pick<ReviewReport, 'steps'>, { step, rating, justification }: GivenRating): RatingRemark {
  const evidence = steps.find(each => each.step === step);
  const shown = rating.toFixed(2);
  if (evidence?.rating === undefined) {
    const why = evidence?.unrated ?? 'the report has no such step';
    const own = (justification ?? '').trim() === '' ? 'and it gives no justification of its own' : 'it rests on its own justification alone';
    return { step, kind: 'without-evidence', message: `${shown} has nothing behind it in this report: ${why}; ${own}` };
  }
  const broken = evidence.caps.find(cap => rating > cap.atMost);
  if (broken) return { step, kind: 'inconsistent', message: `${shown} is over ${broken.atMost.toFixed(2)}, the most that the evidence allows for ${broken.why} (findings: ${evidence.findings.length})` };
  if (rating === 1 && evidence.findings.length > 0) return { step, kind: 'inconsistent', message: `1.00 stands against findings that are still open (${evidence.findings.length})` };
  return { step, kind: 'consistent', message: `${shown}; the evidence gives ${evidence.rating.toFixed(2)}` };
}
