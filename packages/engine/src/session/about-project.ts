import type { Finding, Rule } from '@assay/contract';

/** Tells findings about the whole project, which only a report on the whole project shows. */
export function isAboutProject(finding: Pick<Finding, 'rule' | 'variant'>, rules: readonly Rule[]): boolean {
  return rules.find(rule => rule.id === finding.rule)?.meta.variants[finding.variant]?.scope === 'project';
}
