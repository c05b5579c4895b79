import { compareText, groupBy, SEVERITIES } from '@assay/contract';
import type { ReviewFinding, ReviewReport } from './model.js';
import { percent } from './rating.js';
import { isReached } from './tests.js';
import { count } from './words.js';

/** How much a brief says: one point of each kind, three, or ten. */
export const VERBOSITIES = ['terse', 'balanced', 'verbose'] as const;
export type Verbosity = (typeof VERBOSITIES)[number];

const MOST: Readonly<Record<Verbosity, number>> = { terse: 1, balanced: 3, verbose: 10 };

/** The short structured answer of a reviewer. */
export interface Brief {
  readonly summary: string;
  readonly recommendation: string;
  readonly rationale: readonly string[];
  readonly risks: readonly string[];
  readonly nextActions: readonly { readonly title: string; readonly owner: string; readonly outcome: string }[];
  readonly missingContext: readonly string[];
}

/** The open violations of one rule. */
interface Group { readonly rule: string; readonly findings: readonly ReviewFinding[]; readonly first: ReviewFinding }

/**
 * The brief of a report, by stated rules: violations are grouped by their rule, the gravest group first, the larger before the smaller. The first group is
 * the recommendation; each group is a reason and an action of those who own most of it. Risks are what the groups leave out and what is not known.
 */
export function briefOf(report: ReviewReport, verbosity: Verbosity = 'balanced'): Brief {
  const groups = groupsOf(report.findings);
  const most = MOST[verbosity];
  const [top] = groups;
  return {
    summary: summaryOf(report),
    recommendation: top ? `${top.first.recommendation.replace(/\.?$/, '.')} Begin with: ${top.first.title} (${placeOf(top.first)}).` : report.summary.reviews > 0 ? `Nothing is proven wrong. Decide the ${count(report.summary.reviews, 'subject')} left to review.` : 'Nothing is proven wrong and nothing is left to review.',
    rationale: groups.slice(0, most).map(({ first, findings }) => `${count(findings.length, `${first.severity} finding`)} of ${first.rule}: ${first.evidence} (${placeOf(first)})`),
    risks: risksOf(report, groups.slice(most)).slice(0, most),
    nextActions: groups.slice(0, most).map((group) => ({ title: titleOf(group), owner: ownerOf(group), outcome: outcomeOf(group, report) })),
    missingContext: report.scope.missingContext.slice(0, verbosity === 'terse' ? most : undefined),
  };
}

/** The brief as JSON, its keys in the order of the answer. */
export function reviewBrief(report: ReviewReport, verbosity?: Verbosity): string {
  return `${JSON.stringify(briefOf(report, verbosity), null, 2)}\n`;
}

function groupsOf(findings: readonly ReviewFinding[]): readonly Group[] {
  const byRule = groupBy(findings, ({ outcome, rule }) => (outcome === 'violation' ? rule : undefined));
  const groups = [...byRule].flatMap(([rule, own]): Group[] => (own[0] ? [{ rule, findings: own, first: own[0] }] : []));
  return groups.sort((a, b) => SEVERITIES.indexOf(a.first.severity) - SEVERITIES.indexOf(b.first.severity) || b.findings.length - a.findings.length || compareText(a.rule, b.rule));
}

function summaryOf({ summary: { severities, violations, reviews, entries, clean }, tests }: ReviewReport): string {
  const by = SEVERITIES.flatMap((severity) => (severities[severity] > 0 ? [`${severities[severity]} ${severity}`] : [])).join(', ');
  const reached = tests ? ` Tests reach ${tests.entries.filter(isReached).length} of them.` : '';
  return `${clean} of ${count(entries, 'entry point', 'entry points')} have no violation.${reached} ${count(violations, 'violation')}${by === '' ? '' : ` (${by})`}, ${reviews} to review.`;
}

function risksOf({ steps, summary: { reviews } }: ReviewReport, rest: readonly Group[]): readonly string[] {
  const grave = rest.filter(({ first }) => first.severity === 'critical' || first.severity === 'major');
  const unsure = steps.filter(({ confidence }) => confidence !== undefined && confidence < 0.8);
  return [
    ...grave.map(({ first, findings }) => `${count(findings.length, `${first.severity} finding`)} of ${first.rule}, such as: ${first.title} (${placeOf(first)})`),
    ...unsure.map(({ step, title, confidence = 0, shares }) => `Step ${step}, ${title}, is known to ${percent(confidence)} only: ${shares.filter(({ value }) => value === confidence).map(({ what }) => what).join(', ')}`),
    ...(reviews > 0 ? [`${count(reviews, 'subject')} could not be decided by the code`] : []),
  ];
}

function titleOf({ rule, findings, first }: Group): string {
  return findings.length === 1 ? first.title : `Fix ${findings.length} findings of ${rule}, first: ${first.title}`;
}

/** Who owns most of the findings; the first by name of several. */
function ownerOf({ findings }: Group): string {
  const votes = new Map<string, number>();
  for (const owner of findings.flatMap(({ owners }) => owners)) votes.set(owner, (votes.get(owner) ?? 0) + 1);
  return [...votes].sort(([a, many], [b, more]) => more - many || compareText(a, b))[0]?.[0] ?? 'no owner is named';
}

function outcomeOf({ first, findings }: Group, { standards }: ReviewReport): string {
  const standard = standards.find(({ id }) => id === first.standard);
  return standard ? `${standard.title}: ${standard.conforming + findings.length} of ${standard.applicable} conform instead of ${standard.conforming}` : first.recommendation;
}

function placeOf({ path, lines }: ReviewFinding): string {
  return `${path}:${lines}`;
}
