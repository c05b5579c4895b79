import type { Finding, RunResult } from '@assay/contract';

/** The findings that machine formats carry: violations only, in the order of the result. */
export function violationsOf(result: RunResult): readonly Finding[] {
  return result.findings.filter(finding => finding.outcome === 'violation');
}

/** A name for each finding that no other has: its fingerprint, with a number behind it from the second of the same on. */
export function distinctIds(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ fingerprint }) => {
    const ordinal = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, ordinal);
    return ordinal === 1 ? fingerprint : `${fingerprint}-${ordinal}`;
  });
}

/** Findings by the file they lie in, in the order of their first finding. */
export function byPath(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.where.path);
    if (group) group.push(finding);
    else groups.set(finding.where.path, [finding]);
  }
  return groups;
}

/** What is wrong, what was seen and what to do, as one text. */
export function fullMessage({ title, evidence, recommendation }: Finding): string {
  return `${title}\n${evidence}\nFix: ${recommendation}`;
}
