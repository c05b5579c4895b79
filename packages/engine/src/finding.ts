import type { Finding, Review, Rule, Severity, Violation } from '@assay/contract';
import type { PlaceOf } from './places.js';

/** A finding that has no fingerprint yet, with the key that will be part of it. */
export interface Draft extends Omit<Finding, 'fingerprint'> {
  readonly key: string;
}

/** What reports say of a violation or a review: severity and title by its variant, unless the severity is set. */
export function draftOf(rule: Rule, verdict: Violation | Review, placeOf: PlaceOf, severity?: Severity): Draft {
  const variant = rule.meta.variants[verdict.variant];
  if (!variant) throw new Error(`rule ${rule.id} has no variant '${verdict.variant}'`);
  return {
    rule: rule.id,
    variant: verdict.variant,
    outcome: verdict.outcome,
    category: rule.meta.category,
    severity: severity ?? variant.severity,
    subject: verdict.subject,
    title: titleOf(variant.title, verdict.subject),
    where: placeOf(verdict.at),
    evidence: verdict.evidence,
    recommendation: (verdict.outcome === 'violation' ? verdict.recommendation : undefined) ?? rule.meta.recommendation,
    trace: (verdict.because ?? []).map(({ at, message }) => ({ where: placeOf(at), message })),
    ...(verdict.outcome === 'review' ? { reason: verdict.reason } : {}),
    ...(verdict.outcome === 'violation' && verdict.suggest ? { suggest: verdict.suggest } : {}),
    key: verdict.key ?? '',
  };
}

/** The title with the subject in its place. */
export function titleOf(template: string, subject: string): string {
  return template.replaceAll('{subject}', () => subject);
}
