import { SEVERITIES, type Finding, type ReadProblem, type Rule, type RunResult } from '@assay/contract';
import type { Log, Notification, Result } from 'sarif';
import { fileLocation, ROOT_ID } from './sarif-location.js';
import { sarifResult } from './sarif-result.js';
import { sarifRules } from './sarif-rules.js';
import { violationsOf } from './violations.js';

/** How a SARIF log is written. */
export interface SarifOptions {
  /** Every rule that ran, also those without a finding: their texts are shown next to the alerts. */
  readonly rules: readonly Pick<Rule, 'id' | 'meta'>[];
}

/** GitHub refuses a run with more results. */
const MOST_RESULTS = 25_000;

/** SARIF 2.1.0 as GitHub code scanning wants it. Violations only; no absolute path, no time, no host name. */
export function sarif(result: RunResult, options: SarifOptions): string {
  const violations = violationsOf(result);
  const kept = gravest(violations);
  const rules = sarifRules(options.rules, kept);
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: result.tool, version: result.version, semanticVersion: result.version, rules: [...rules] } },
      automationDetails: { id: 'assay/' },
      originalUriBaseIds: { [ROOT_ID]: { description: { text: 'The root of the analysed repository.' } } },
      columnKind: 'utf16CodeUnits',
      invocations: [{
        executionSuccessful: !result.problems.some(problem => problem.code === 'internal'),
        toolExecutionNotifications: [...result.problems.map(notification), ...omitted(violations.length - kept.length)],
      }],
      results: resultsOf(kept, rules.map(rule => rule.id)),
    }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function gravest(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_RESULTS) return findings;
  const kept = new Set(SEVERITIES.flatMap(severity => findings.filter(finding => finding.severity === severity)).slice(0, MOST_RESULTS));
  return findings.filter(finding => kept.has(finding));
}

function resultsOf(findings: readonly Finding[], ruleIds: readonly string[]): Result[] {
  const indexes = new Map(ruleIds.map((id, index) => [id, index]));
  const seen = new Map<string, number>();
  return findings.map(finding => {
    const ordinal = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, ordinal);
    return sarifResult(finding, indexes.get(finding.rule) ?? -1, ordinal);
  });
}

function notification({ path, line, code, message, level }: ReadProblem): Notification {
  return {
    level: level === 'problem' ? 'warning' : 'note',
    descriptor: { id: code },
    message: { text: message },
    ...(path === '' ? {} : { locations: [fileLocation(path, line)] }),
  };
}

function omitted(count: number): readonly Notification[] {
  if (count === 0) return [];
  return [{ level: 'warning', descriptor: { id: 'too-many-results' }, message: { text: `${count} findings of the lowest severities were left out: GitHub takes ${MOST_RESULTS} in one run. The json-full report has them all.` } }];
}
