import { SEVERITIES, compareText, type Category, type Finding, type Place, type Rule, type RunResult, type Severity } from '@assay/contract';
import { violationsOf } from './violations.js';

/** How a report for SonarQube is written. */
export interface SonarOptions {
  readonly rules: readonly Pick<Rule, 'id' | 'meta'>[];
}

/** The three that every version since 10.3 takes; BLOCKER and INFO came later. */
const SEVERITY: Record<Severity, string> = { critical: 'HIGH', major: 'MEDIUM', minor: 'LOW', info: 'LOW' };

const QUALITY: Record<Category, 'SECURITY' | 'RELIABILITY' | 'MAINTAINABILITY'> = {
  security: 'SECURITY', api: 'RELIABILITY', data: 'RELIABILITY', performance: 'RELIABILITY', reliability: 'RELIABILITY',
  observability: 'MAINTAINABILITY', testing: 'MAINTAINABILITY', change: 'MAINTAINABILITY', docs: 'MAINTAINABILITY',
};

const ATTRIBUTE: Record<Category, string> = {
  security: 'TRUSTWORTHY', api: 'COMPLETE', data: 'LOGICAL', performance: 'EFFICIENT', reliability: 'LOGICAL', observability: 'COMPLETE', testing: 'TESTED',
  change: 'FOCUSED', docs: 'CLEAR',
};

/**
 * SonarQube's generic issue format (10.3 and later): rules, and issues that refer to them. Lines are 1-based, columns 0-based.
 * See https://docs.sonarsource.com/sonarqube-server/latest/analyzing-source-code/importing-external-issues/generic-issue-import-format/.
 */
export function sonar(result: RunResult, { rules }: SonarOptions): string {
  const violations = violationsOf(result);
  const used = [...new Set(violations.map(finding => finding.rule))].sort(compareText);
  const report = {
    rules: used.map(id => ruleOf(id, rules.find(rule => rule.id === id), violations.filter(finding => finding.rule === id))),
    issues: violations.map(issueOf),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The severity stands with the rule, so it is that of its gravest finding here. */
function ruleOf(id: string, rule: SonarOptions['rules'][number] | undefined, findings: readonly Finding[]) {
  const category = findings[0]?.category ?? 'reliability';
  const gravest = SEVERITIES.find(severity => findings.some(finding => finding.severity === severity)) ?? 'info';
  return {
    id,
    name: rule?.meta.summary ?? id,
    description: rule ? `${rule.meta.why} ${rule.meta.recommendation}` : id,
    engineId: 'assay',
    cleanCodeAttribute: ATTRIBUTE[category],
    impacts: [{ softwareQuality: QUALITY[category], severity: SEVERITY[gravest] }],
  };
}

function issueOf({ rule, title, evidence, recommendation, where, trace, count }: Finding) {
  return {
    ruleId: rule,
    primaryLocation: { message: `${title}. ${evidence} ${recommendation}`, ...locationOf(where) },
    ...(trace.length === 0 || count !== undefined ? {} : { secondaryLocations: trace.map(step => ({ message: step.message, ...locationOf(step.where) })) }),
  };
}

/** An empty range is refused, so it is given by its line alone. */
function locationOf({ path, lines, columns }: Place) {
  const lineRange = { startLine: lines.first, endLine: lines.last };
  const empty = lines.first === lines.last && columns.last <= columns.first;
  return { filePath: path, textRange: empty ? lineRange : { ...lineRange, startColumn: columns.first - 1, endColumn: columns.last - 1 } };
}
