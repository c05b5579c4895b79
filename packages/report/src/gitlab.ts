import type { RunResult, Severity } from '@assay/contract';
import { distinctIds, violationsOf } from './violations.js';

const SEVERITY: Record<Severity, string> = { critical: 'blocker', major: 'critical', minor: 'minor', info: 'info' };

/**
 * GitLab's Code Quality report: an array with the fields that GitLab reads. Equal fingerprints would fall together, so each is made
 * distinct. Lines are 1-based. See https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
 */
export function gitlab(result: RunResult): string {
  const violations = violationsOf(result);
  const ids = distinctIds(violations);
  const issues = violations.map(({ title, evidence, rule, severity, where }, index) => ({
    description: `${title}: ${evidence}`,
    check_name: rule,
    fingerprint: ids[index],
    severity: SEVERITY[severity],
    location: { path: where.path, lines: { begin: where.lines.first, end: where.lines.last } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
