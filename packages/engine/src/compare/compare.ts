import { isUnder, type Finding, type KnownFinding, type RepoPath, type Rule, type RunResult } from '@assay/contract';
import { byPlace } from '../order.js';
import { rollUp } from '../rollup.js';
import { knownOf, matchKnown } from './match.js';

/**
 * The result without the violations that are known already. `paths` are those that the result is about: what is known of other files
 * is neither there nor gone. The findings must not be rolled up yet.
 */
export function withoutKnown(result: RunResult, known: readonly KnownFinding[], against: string, paths?: readonly RepoPath[]): RunResult {
  const violations = result.findings.filter(finding => finding.outcome === 'violation');
  const matched = matchKnown(known, [...violations, ...result.suppressed.map(({ finding }) => finding)]);
  const remaining = violations.filter(finding => matched.has(finding));
  const there = new Set(matched.values());
  const reported = isUnder(paths);
  return {
    ...result,
    findings: result.findings.filter(finding => finding.outcome === 'review' || !matched.has(finding)),
    compared: { against, remaining: remaining.length, fixed: known.filter(entry => reported(entry.path) && !there.has(entry)) },
  };
}

/** What `now` has and `before` has not, reviews too; both without roll-up. */
export function newSince(before: RunResult, now: RunResult, against: string, paths?: readonly RepoPath[]): RunResult {
  const compared = withoutKnown(now, before.findings.filter(finding => finding.outcome === 'violation').map(knownOf), against, paths);
  const reviews = matchKnown(before.findings.map(knownOf), compared.findings.filter(finding => finding.outcome === 'review'));
  return { ...compared, findings: compared.findings.filter(finding => !reviews.has(finding)) };
}

/** The result with its systemic findings stated once; what a comparison left out is no part of the system either. */
export function rolledUp(result: RunResult, rules: readonly Rule[], all: readonly Finding[] = result.findings): RunResult {
  const kept = new Set(result.findings);
  const leftOut = all.filter(finding => !kept.has(finding)).map(finding => ({ finding, reason: '' }));
  return { ...result, findings: rollUp(result.findings, result.checked, [...result.suppressed, ...leftOut], rules).toSorted(byPlace) };
}
