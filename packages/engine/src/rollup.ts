import type { Finding, Rule, RuleCount, RunResult } from '@assay/contract';
import { titleOf } from './finding.js';
import { fingerprint } from './fingerprint.js';
import { byPlace } from './order.js';

/** A variant is systemic when at least this share of a rule's subjects has it, and the rule has at least this many. */
const SHARE = 0.9;
const FEWEST = 8;

/**
 * Replaces the findings of each systemic rule and variant by one that states how many subjects fail, with all their places in its
 * trace. Silenced findings are left out of both numbers: what was decided with a reason is no part of the system.
 */
export function rollUp(findings: readonly Finding[], checked: readonly RuleCount[], suppressed: RunResult['suppressed'], rules: readonly Rule[]): readonly Finding[] {
  const totals = new Map(checked.map(({ rule, pass, violation, review }) => [rule, pass + violation + review]));
  for (const { finding } of suppressed) totals.set(finding.rule, (totals.get(finding.rule) ?? 0) - 1);
  const rolled: Finding[] = [];
  for (const group of groups(findings)) {
    const rule = rules.find(candidate => candidate.id === group[0]?.rule);
    const total = totals.get(group[0]?.rule ?? '') ?? 0;
    if (rule && total >= FEWEST && group.length >= SHARE * total) rolled.push(systemic(rule, group.toSorted(byPlace), total));
    else rolled.push(...group);
  }
  return rolled;
}

/** Violations by rule and variant; each review on its own. */
function groups(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const byVariant = new Map<string, Finding[]>();
  const reviews: Finding[][] = [];
  for (const finding of findings) {
    const id = JSON.stringify([finding.rule, finding.variant]);
    const group = byVariant.get(id);
    if (finding.outcome === 'review') reviews.push([finding]);
    else if (group) group.push(finding);
    else byVariant.set(id, [finding]);
  }
  return [...byVariant.values(), ...reviews];
}

function systemic(rule: Rule, group: readonly Finding[], total: number): Finding {
  const [first] = group;
  const variant = first && rule.meta.variants[first.variant];
  if (!first || !variant) throw new Error(`rule ${rule.id}: a systemic finding needs a finding of one of its variants`);
  const subject = rule.meta.subjects;
  const counted = `${group.length} of ${total} ${subject}`;
  const title = variant.title.includes('{subject}') ? titleOf(variant.title, counted) : `${variant.title}: ${counted}`;
  const { suggest: _ofOne, ...shared } = first;
  return {
    ...shared,
    subject,
    title,
    evidence: `${counted} fail in the same way; each is listed with its place. The first, ${first.subject}: ${first.evidence}`,
    recommendation: group.every(finding => finding.recommendation === first.recommendation) ? first.recommendation : rule.meta.recommendation,
    trace: group.map(finding => ({ where: finding.where, message: finding.subject })),
    fingerprint: fingerprint(rule.id, 'systemic', first.variant),
    count: group.length,
  };
}
