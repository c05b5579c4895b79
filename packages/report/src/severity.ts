import { SEVERITIES, type Finding, type Severity } from '@assay/contract';

/** Is `severity` as grave as `limit`, or graver? */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);
}

/** How many findings there are of each severity, gravest first, those without any left out. */
export function countBySeverity(findings: readonly Finding[]): readonly (readonly [Severity, number])[] {
  return SEVERITIES.map(severity => [severity, findings.filter(finding => finding.severity === severity).length] as const).filter(([, count]) => count > 0);
}
