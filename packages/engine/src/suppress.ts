import type { Finding, RepoPath, RunResult } from '@assay/contract';
import type { Directive } from './directives.js';

/** Which rules each directive silenced something of. */
export type UsedDirectives = ReadonlyMap<Directive, ReadonlySet<string>>;

export interface Silenced {
  readonly active: readonly Finding[];
  readonly suppressed: RunResult['suppressed'];
  readonly used: UsedDirectives;
}

/**
 * Parts the findings into those that stand and those that a directive silences. When directives are not obeyed, all stand; which
 * directives would have been of use is worked out all the same.
 */
export function suppress(findings: readonly Finding[], directives: readonly Directive[], obey: boolean): Silenced {
  const byPath = new Map<RepoPath, Directive[]>();
  for (const directive of directives) byPath.set(directive.at.path, [...(byPath.get(directive.at.path) ?? []), directive]);
  const used = new Map<Directive, Set<string>>();
  const active: Finding[] = [];
  const suppressed: { finding: Finding; reason: string }[] = [];
  for (const finding of findings) {
    const directive = silencerOf(finding, byPath.get(finding.where.path) ?? []);
    if (directive) used.set(directive, (used.get(directive) ?? new Set()).add(finding.rule));
    if (directive && obey) suppressed.push({ finding, reason: directive.reason });
    else active.push(finding);
  }
  return { active, suppressed, used };
}

/** The directive that silences a finding: the stretch that is open where it starts, else one for its line. */
function silencerOf(finding: Finding, directives: readonly Directive[]): Directive | undefined {
  const { span, lines } = finding.where;
  const concerned = directives.filter(({ rules }) => rules.length === 0 || rules.includes(finding.rule));
  const last = concerned.findLast(({ kind, at }) => (kind === 'disable' || kind === 'enable') && at.start <= span.start);
  if (last?.kind === 'disable') return last;
  return concerned.find(({ kind, line }) => (kind === 'disable-line' || kind === 'disable-next-line') && line === lines.first);
}
