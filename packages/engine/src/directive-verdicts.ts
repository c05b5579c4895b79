import type { Verdict } from '@assay/contract';
import { directiveRules, directiveWithoutReason, unusedDirective } from './directive-rules.js';
import type { Directive } from './directives.js';
import type { Judged } from './run-rules.js';
import type { UsedDirectives } from './suppress.js';

/** What is known of the rules that directives may name. */
export interface RulesRun {
  readonly known: ReadonlySet<string>;
  /** Rules that failed on the way: whether a directive for them is of use is not known. */
  readonly failed: ReadonlySet<string>;
}

/** Does each directive that names rules of Assay say why? One that names no rule at all may be there for another tool. */
export function reasonVerdicts(directives: readonly Directive[]): readonly Judged[] {
  return naming(directives).map(directive => ({ rule: directiveWithoutReason, verdict: reasonVerdict(directive) }));
}

/** Does each rule that a directive names find something there? */
export function useVerdicts(directives: readonly Directive[], used: UsedDirectives, rules: RulesRun): readonly Judged[] {
  const isJudged = (id: string) => id !== unusedDirective.id && !rules.failed.has(id);
  return naming(directives).flatMap(directive => directive.rules.filter(isJudged).map(id => ({ rule: unusedDirective, verdict: useVerdict(directive, id, used, rules) })));
}

function naming(directives: readonly Directive[]): readonly Directive[] {
  return directives.filter(({ kind, rules }) => kind !== 'enable' && rules.length > 0);
}

function reasonVerdict({ kind, at, rules, reason }: Directive): Verdict {
  const subject = `eslint-${kind} ${rules.map(id => `assay/${id}`).join(', ')}`;
  if (reason !== '') return { outcome: 'pass', at, subject };
  return { outcome: 'violation', variant: 'missing', at, subject, evidence: 'The directive ends after the rule names; no reason follows after --' };
}

function useVerdict(directive: Directive, id: string, used: UsedDirectives, { known }: RulesRun): Verdict {
  const { kind, at, line } = directive;
  const subject = `eslint-${kind} assay/${id}`;
  if (used.get(directive)?.has(id)) return { outcome: 'pass', at, subject };
  const place = kind === 'disable' ? 'after it' : `on line ${line}`;
  const isRule = known.has(id) || directiveRules.some(rule => rule.id === id);
  const evidence = isRule ? `${id} finds nothing ${place}` : `No rule of this run is called ${id}`;
  return { outcome: 'violation', variant: 'unused', at, subject, evidence };
}
