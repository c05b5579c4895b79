import { compareSpans, compareText, type Finding, type PassRecord, type ReadProblem } from '@assay/contract';

/** The order of every report: path, place, rule, then what tells findings of one place apart. */
export function byPlace(a: Omit<Finding, 'fingerprint'>, b: Omit<Finding, 'fingerprint'>): number {
  return compareSpans(a.where.span, b.where.span) || compareText(a.rule, b.rule) || compareText(a.variant, b.variant)
    || compareText(a.subject, b.subject) || compareText(a.outcome, b.outcome) || compareText(a.evidence, b.evidence);
}

/** The same order for passes. */
export function byPlaceOfPass(a: PassRecord, b: PassRecord): number {
  return compareSpans(a.where.span, b.where.span) || compareText(a.rule, b.rule) || compareText(a.subject, b.subject);
}

/** Problems by path and line, each once. */
export function sortedProblems(problems: readonly ReadProblem[]): readonly ReadProblem[] {
  const unique = new Map(problems.map(problem => [JSON.stringify([problem.path, problem.line, problem.code, problem.message]), problem]));
  return [...unique.values()].sort((a, b) => compareText(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compareText(a.code, b.code) || compareText(a.message, b.message));
}
