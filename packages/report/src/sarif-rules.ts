import { SEVERITIES, compareText, type Category, type Finding, type Rule, type Severity } from '@assay/contract';
import type { PropertyBag, ReportingDescriptor } from 'sarif';

const LONGEST_DESCRIPTION = 1024;
const LEVEL: Record<Severity, 'error' | 'warning' | 'note'> = { critical: 'error', major: 'error', minor: 'warning', info: 'note' };
const PROBLEM: Record<Severity, string> = { critical: 'error', major: 'error', minor: 'warning', info: 'recommendation' };
/** GitHub's scale: over 9 critical, from 7 high, from 4 medium. */
const SECURITY: Record<Severity, string> = { critical: '9.1', major: '7.5', minor: '4.0', info: '1.0' };

/** Descriptors of the rules, sorted by id; a finding of a rule that is not among them gets one made from the finding. */
export function sarifRules(rules: readonly Pick<Rule, 'id' | 'meta'>[], findings: readonly Finding[]): readonly (ReportingDescriptor & { id: string })[] {
  const descriptors = new Map(rules.map(rule => [rule.id, fromMeta(rule)]));
  for (const finding of findings) {
    if (!descriptors.has(finding.rule)) descriptors.set(finding.rule, fromFinding(finding));
  }
  return [...descriptors.values()].sort((a, b) => compareText(a.id, b.id));
}

function fromMeta({ id, meta }: Pick<Rule, 'id' | 'meta'>): ReportingDescriptor {
  const present = Object.values(meta.variants).map(variant => variant.severity);
  const gravest = SEVERITIES.find(severity => present.includes(severity)) ?? 'info';
  const tags = [...new Set<string>([meta.category, meta.standard, 'backend'])];
  const precision = meta.lifecycle === 'stable' ? 'high' : 'medium';
  return {
    ...descriptor(id, meta.summary, meta.why, meta.recommendation, gravest),
    properties: { tags, precision, ...severityOf(meta.category, gravest) },
  };
}

function fromFinding({ rule, category, severity, title, evidence, recommendation }: Finding): ReportingDescriptor {
  return {
    ...descriptor(rule, title, evidence, recommendation, severity),
    properties: { tags: [category], precision: 'medium', ...severityOf(category, severity) },
  };
}

function descriptor(id: string, summary: string, why: string, recommendation: string, severity: Severity): ReportingDescriptor {
  return {
    id,
    name: id,
    shortDescription: { text: shorten(summary || id) },
    fullDescription: { text: shorten(why || summary || id) },
    help: {
      text: `${why}\n\nWhat to do: ${recommendation}\n\nTo silence one place: eslint-disable-next-line assay/${id} -- the reason`,
      markdown: `# ${id}\n\n${summary}\n\n## Why\n\n${why}\n\n## What to do\n\n${recommendation}\n\n## To silence one place\n\n\`eslint-disable-next-line assay/${id} -- the reason\``,
    },
    defaultConfiguration: { level: LEVEL[severity] },
  };
}

function severityOf(category: Category, severity: Severity): PropertyBag {
  const problem = { 'problem.severity': PROBLEM[severity] };
  return category === 'security' ? { ...problem, 'security-severity': SECURITY[severity] } : problem;
}

function shorten(text: string): string {
  return text.length > LONGEST_DESCRIPTION ? `${text.slice(0, LONGEST_DESCRIPTION - 3)}...` : text;
}
