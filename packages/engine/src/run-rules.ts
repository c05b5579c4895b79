import type { BackendModel, Change, ReadProblem, Rule, Verdict } from '@assay/contract';
import { messageOf } from './message-of.js';
import type { JudgeOptions } from './options.js';

/** A verdict with the rule that gave it. */
export interface Judged {
  readonly rule: Rule;
  readonly verdict: Verdict;
}

/** Runs every rule over the model, and those about a change where there is one. A rule that throws keeps what it found so far and becomes one problem; the others go on. */
export function runRules(model: BackendModel, change: Change | undefined, { rules, ruleOptions, onProgress }: JudgeOptions, root: string) {
  const judged: Judged[] = [];
  const problems: ReadProblem[] = [];
  const failed = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    onProgress?.('judging', index, rules.length);
    if (rule.meta.judges === 'change' && !change) continue;
    try {
      for (const verdict of rule.check({ model, ...(change ? { change } : {}), options: { ...rule.meta.defaults, ...ruleOptions?.get(rule.id) } })) judged.push({ rule, verdict: checkedVerdict(rule, verdict) });
    } catch (error) {
      failed.add(rule.id);
      const message = `The rule ${rule.id} failed (${messageOf(error, root)}). Its findings are incomplete; the other rules ran. Please report it.`;
      problems.push({ path: '', code: 'internal', level: 'problem', message });
    }
  }
  onProgress?.('judging', rules.length, rules.length);
  return { judged, problems, failed };
}

function checkedVerdict(rule: Rule, verdict: Verdict): Verdict {
  if (verdict.outcome !== 'pass' && !Object.hasOwn(rule.meta.variants, verdict.variant)) {
    throw new Error(`it gave the variant '${verdict.variant}', which its meta.variants does not have`);
  }
  return verdict;
}
