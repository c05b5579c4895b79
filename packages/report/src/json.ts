import type { Finding, Place, RunResult } from '@assay/contract';
import { formatLines } from './lines.js';
import { violationsOf } from './violations.js';

/** ReviewFindingsJSON: exactly the keys that pipelines expect, violations only. */
export function json(result: RunResult): string {
  const { tool, version, status } = result;
  const findings = violationsOf(result).map(evidenceOf);
  return `${JSON.stringify({ tool, version, status, findings }, null, 2)}\n`;
}

/** The keys of one finding that both JSON formats share, in the order in which they are written. */
export function evidenceOf(finding: Finding) {
  const { category, severity, title, where, evidence, recommendation } = finding;
  return { type: 'evidence', category, severity, title, where: whereOf(where), evidence, recommendation };
}

/** A place as both JSON formats write it. */
export function whereOf({ path, lines }: Place) {
  return { path, lines: formatLines(lines) };
}
