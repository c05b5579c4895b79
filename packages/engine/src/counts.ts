import { compareText, type Rule, type RuleCount } from '@assay/contract';
import { directiveRules } from './directive-rules.js';
import type { Judged } from './run-rules.js';

/** The denominators: verdicts by outcome for each rule that ran, also for one with none, sorted by rule id. Silenced findings count. */
export function countVerdicts(judged: readonly Judged[], rules: readonly Rule[]): readonly RuleCount[] {
  const all = new Map([...directiveRules, ...rules].map(rule => [rule.id, rule]));
  return [...all.values()].sort((a, b) => compareText(a.id, b.id)).map(rule => countOf(rule, judged.filter(entry => entry.rule.id === rule.id)));
}

function countOf(rule: Rule, judged: readonly Judged[]): RuleCount {
  const count = { pass: 0, violation: 0, review: 0 };
  const reasons = new Map<string, number>();
  for (const { verdict } of judged) {
    count[verdict.outcome]++;
    if (verdict.outcome === 'review') reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1);
  }
  const sorted = [...reasons].sort(([a], [b]) => compareText(a, b));
  return { rule: rule.id, subjects: rule.meta.subjects, ...count, reasons: Object.fromEntries(sorted) };
}
