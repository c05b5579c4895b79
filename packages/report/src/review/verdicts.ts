import { type BackendModel, type Finding, type PassRecord, type Place, type Rule, type RunResult, type Span, type Standard } from '@assay/contract';
import type { Counts, Outcome } from './model.js';

/** One verdict on one subject, whatever its outcome. */
export interface SubjectVerdict {
  readonly rule: Rule;
  readonly standard: Standard;
  readonly outcome: Outcome;
  readonly subject: string;
  readonly where: Place;
  /** Its evidence, the reason why it is let through, or the first thing that speaks for it. */
  readonly said?: string;
  /** For violations and reviews. */
  readonly finding?: Finding;
  /** Entry points that it says something of. */
  readonly entries: readonly string[];
}

/** Every verdict of a run that is not rolled up, with the entry points that reach its place. */
export function verdictsOf(result: Pick<RunResult, 'findings' | 'suppressed'>, passes: readonly PassRecord[], rules: readonly Rule[], model: Pick<BackendModel, 'endpoints' | 'effects'>): readonly SubjectVerdict[] {
  const byId = new Map(rules.map(rule => [rule.id, rule]));
  const reachedFrom = entriesByPlace(model);
  const make = (outcome: Outcome, { rule: id, subject, where }: Pick<Finding, 'rule' | 'subject' | 'where'>, said: string | undefined, finding?: Finding): readonly SubjectVerdict[] => {
    const rule = byId.get(id);
    if (!rule) return [];
    const entries = [...new Set([...(reachedFrom.get(subject) ?? []), ...(reachedFrom.get(keyOf(where.span)) ?? [])])].sort();
    return [{ rule, standard: rule.meta.standard, outcome, subject, where, entries, ...(said === undefined ? {} : { said }), ...(finding ? { finding } : {}) }];
  };
  return [
    ...result.findings.flatMap(finding => make(finding.outcome, finding, finding.evidence, finding)),
    ...result.suppressed.flatMap(({ finding, reason }) => make('accepted', finding, reason || 'no reason is given')),
    ...passes.flatMap(pass => make('pass', pass, pass.trace[0]?.message)),
  ];
}

/** Entry points by their own id, and by the start of every place that they reach on the way to an effect. */
function entriesByPlace({ endpoints, effects }: Pick<BackendModel, 'endpoints' | 'effects'>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (key: string, entry: string) => found.set(key, (found.get(key) ?? new Set()).add(entry));
  for (const entry of endpoints) {
    add(entry.id, entry.id);
    for (const { at, via, loops, transaction } of effects(entry)) {
      for (const place of [at, ...via.map(step => step.at), ...loops.map(loop => loop.at), ...(transaction ? [transaction.at] : [])]) add(keyOf(place), entry.id);
    }
  }
  return found;
}

function keyOf({ path, start }: Span): string {
  return `${path}\0${start}`;
}

/** How many verdicts there are of each outcome. */
export function countsOf(verdicts: readonly { readonly outcome: Outcome }[]): Counts {
  const counts = { pass: 0, violation: 0, review: 0, accepted: 0 };
  for (const { outcome } of verdicts) counts[outcome]++;
  return counts;
}
