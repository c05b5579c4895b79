import type { Finding, KnownFinding, RepoPath, Rule, RunResult } from '@assay/contract';
import { byPlace } from '../order.js';
import { rollUp } from '../rollup.js';
import { isUnder } from '../under.js';

/** What is kept of a violation to know it again. */
export function knownOf({ fingerprint, rule, subject, where }: Finding): KnownFinding {
  return { fingerprint, rule, subject, path: where.path };
}

/**
 * The result without the violations that are known already. `paths` are those that the result is about: what is known of other files
 * is neither there nor gone. The findings must not be rolled up yet.
 */
export function withoutKnown(result: RunResult, known: readonly KnownFinding[], against: string, paths?: readonly RepoPath[]): RunResult {
  const fingerprints = new Set(known.map(entry => entry.fingerprint));
  const violations = result.findings.filter(finding => finding.outcome === 'violation');
  const present = new Set([...violations, ...result.suppressed.map(({ finding }) => finding)].map(finding => finding.fingerprint));
  const remaining = violations.filter(finding => fingerprints.has(finding.fingerprint));
  const left = new Set(remaining);
  const reported = isUnder(paths);
  return {
    ...result,
    findings: result.findings.filter(finding => !left.has(finding)),
    compared: { against, remaining: remaining.length, fixed: known.filter(({ fingerprint, path }) => reported(path) && !present.has(fingerprint)) },
  };
}

/** What `now` has and `before` has not, reviews too; both without roll-up. */
export function newSince(before: RunResult, now: RunResult, against: string, paths?: readonly RepoPath[]): RunResult {
  const known = before.findings.filter(finding => finding.outcome === 'violation').map(knownOf);
  const seen = new Set(before.findings.map(finding => finding.fingerprint));
  const compared = withoutKnown(now, known, against, paths);
  return { ...compared, findings: compared.findings.filter(finding => finding.outcome === 'violation' || !seen.has(finding.fingerprint)) };
}

/** The result with its systemic findings stated once; what a comparison left out is no part of the system either. */
export function rolledUp(result: RunResult, rules: readonly Rule[], all: readonly Finding[] = result.findings): RunResult {
  const kept = new Set(result.findings);
  const leftOut = all.filter(finding => !kept.has(finding)).map(finding => ({ finding, reason: '' }));
  return { ...result, findings: rollUp(result.findings, result.checked, [...result.suppressed, ...leftOut], rules).toSorted(byPlace) };
}
