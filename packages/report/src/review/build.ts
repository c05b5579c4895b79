import { compareText, isUnder, SEVERITIES, type BackendModel, type Change, type Finding, type PassRecord, type QualityEvidence, type RepoPath, type Rule, type RunResult, type Severity, type Span, type Standard } from '@assay/contract';
import type { ReadLine } from '../code-frame.js';
import { formatLines } from '../lines.js';
import { distinctIds } from '../violations.js';
import { dataOf } from './data.js';
import { doneOf } from './done.js';
import { frameOf } from './frame.js';
import { OUTCOMES, type Cell, type ImportedRun, type MatrixRow, type OwnerEvidence, type ReviewFinding, type ReviewReport, type RuleEvidence, type StandardEvidence } from './model.js';
import { stepsOf } from './steps.js';
import { testsOf } from './tests.js';
import { trendOf } from './trend.js';
import { countsOf, verdictsOf, type SubjectVerdict } from './verdicts.js';
import { ofEntries } from './words.js';

export interface ReviewInput {
  /** Not rolled up. */
  readonly result: RunResult;
  readonly passes: readonly PassRecord[];
  readonly model: BackendModel;
  readonly rules: readonly Rule[];
  readonly readLine: ReadLine;
  /** The 1-based line of a place's start. */
  lineOf(span: Span): number;
  /** Owners of a file, as CODEOWNERS names them. */
  ownersOf?(path: RepoPath): readonly string[];
  /** What the repository shows of its quality beside its code. */
  readonly quality?: QualityEvidence;
  /** What the report is about; all of the project when absent. */
  readonly paths?: readonly RepoPath[];
  /** What was compared, where a change was judged. */
  readonly change?: Change;
  /** Results of other tools. */
  readonly imports?: readonly ImportedRun[];
  /** An earlier report, for the trend. */
  readonly previous?: ReviewReport;
}

const STANDARD_TITLES: Readonly<Record<string, string>> = {
  authorization: 'Unguarded mutations', 'error-envelope': 'Error envelope', idempotency: 'Idempotency', 'n-plus-one': 'N+1 queries', rollback: 'Rollback and transactions', migrations: 'Migrations', change: 'Change', testing: 'Tests', directives: 'Directives',
};

/** Findings that get a code frame: the gravest. */
const MOST_FRAMES = 100;

const NOT_ANALYSED: readonly string[] = [
  'Conditions in SQL text: the indexes that such a query could use are not told.',
];

/** Puts the evidence of one analysis together. Pure and deterministic: sorted, without times or paths of a machine. */
export function reviewReport(input: ReviewInput): ReviewReport {
  const { result, model, paths, previous } = input;
  const ownersOf = input.ownersOf ?? (() => []);
  const verdicts = verdictsOf(result, input.passes, input.rules, model);
  const findings = findingsOf(input, verdicts, ownersOf);
  const rules = input.rules.map(rule => ruleEvidence(rule, verdicts)).sort((a, b) => compareText(a.rule, b.rule));
  const standards = standardsOf(rules, verdicts);
  const matrix = matrixOf(input, standards, verdicts, findings, ownersOf);
  const data = dataOf(model, matrix, (span) => ({ path: span.path, lines: String(input.lineOf(span)) }));
  const tests = testsOf(model, matrix, input.quality);
  const report = {
    report: 'assay-review' as const, tool: result.tool, version: result.version, status: result.status,
    summary: summaryOf(findings, matrix, result),
    scope: scopeOf(result, paths ?? []),
    steps: stepsOf({ result, model, rules, findings, matrix, tables: data.tables.length, tests }),
    standards, matrix, findings, data, ...(tests ? { tests } : {}),
    owners: input.ownersOf ? ownersTable(verdicts, matrix, ownersOf) : [],
    ...(input.change ? { change: doneOf({ change: input.change, migrations: model.migrations, verdicts, rules: input.rules, isReported: isUnder(paths), idOf: idsOf(result) }) } : {}),
    ...(input.imports ? { imports: input.imports } : {}),
  };
  return previous ? { ...report, trend: trendOf(previous, report) } : report;
}

function idsOf({ findings }: RunResult): (finding: Finding) => string | undefined {
  const ids = distinctIds(findings);
  const byFinding = new Map(findings.map((finding, index) => [finding, ids[index] ?? finding.fingerprint]));
  return (finding) => byFinding.get(finding);
}

/** Violations from the gravest on, then reviews. */
function findingsOf({ result, readLine }: ReviewInput, verdicts: readonly SubjectVerdict[], ownersOf: (path: RepoPath) => readonly string[]): readonly ReviewFinding[] {
  const byFinding = new Map(verdicts.flatMap(verdict => (verdict.finding ? [[verdict.finding, verdict] as const] : [])));
  const idOf = idsOf(result);
  const rank = ({ outcome, severity }: { outcome: string; severity: Severity }) => (outcome === 'violation' ? 0 : SEVERITIES.length) + SEVERITIES.indexOf(severity);
  const ordered = result.findings.toSorted((a, b) => rank(a) - rank(b));
  return ordered.flatMap((finding, index): ReviewFinding[] => {
    const verdict = byFinding.get(finding);
    if (!verdict) return [];
    const { rule, category, outcome, severity, subject, title, evidence, recommendation, reason, where, trace } = finding;
    return [{
      id: idOf(finding) ?? finding.fingerprint, rule, standard: verdict.standard, category, outcome, severity, subject, title, path: where.path, lines: formatLines(where.lines), evidence, recommendation,
      ...(reason === undefined ? {} : { reason }), owners: ownersOf(where.path), entries: verdict.entries,
      trace: trace.map(step => ({ path: step.where.path, lines: formatLines(step.where.lines), message: step.message })),
      frame: index < MOST_FRAMES ? frameOf(where, readLine) : [],
    }];
  });
}

function ruleEvidence({ id, meta }: Rule, verdicts: readonly SubjectVerdict[]): RuleEvidence {
  const severities = new Set(Object.values(meta.variants).map(variant => variant.severity));
  const gravest = SEVERITIES.find(severity => severities.has(severity)) ?? 'info';
  const { standard, category, summary, subjects } = meta;
  return { rule: id, standard, category, summary, subjects, gravest, ...countsOf(verdicts.filter(({ rule }) => rule.id === id)) };
}

function standardsOf(rules: readonly RuleEvidence[], verdicts: readonly SubjectVerdict[]): readonly StandardEvidence[] {
  const ids = [...new Set(rules.map(({ standard }) => standard))].sort(compareText);
  return ids.map((id: Standard) => {
    const own = verdicts.filter(({ standard }) => standard === id);
    const counts = countsOf(own);
    const subjects = own.map(({ rule, subject, outcome, where }) => ({ rule: rule.id, subject, outcome, path: where.path, lines: formatLines(where.lines) }));
    const order = (a: (typeof subjects)[number], b: (typeof subjects)[number]) => compareText(a.rule, b.rule) || OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) || compareText(a.subject, b.subject);
    return {
      id, title: STANDARD_TITLES[id] ?? id, applicable: counts.pass + counts.violation, conforming: counts.pass, ...counts,
      rules: rules.filter(({ standard }) => standard === id), subjects: subjects.sort(order),
    };
  });
}

function matrixOf({ model, lineOf, paths }: ReviewInput, standards: readonly StandardEvidence[], verdicts: readonly SubjectVerdict[], findings: readonly ReviewFinding[], ownersOf: (path: RepoPath) => readonly string[]): readonly MatrixRow[] {
  const outcomes = new Map<string, Cell>();
  for (const outcome of OUTCOMES.toReversed()) {
    for (const verdict of verdicts.filter(each => each.outcome === outcome)) for (const entry of verdict.entries) outcomes.set(`${entry}\0${verdict.standard}`, outcome);
  }
  const found = new Map<string, string[]>();
  for (const { id, entries } of findings) for (const entry of entries) found.set(entry, [...(found.get(entry) ?? []), id]);
  const under = isUnder(paths);
  return model.endpoints.filter(({ at }) => under(at.path)).map(entry => ({
    id: entry.id, framework: entry.framework, guard: model.guarded(entry).level, path: entry.at.path, lines: String(lineOf(entry.at)), owners: ownersOf(entry.at.path),
    cells: Object.fromEntries(ofEntries(standards).map(({ id }) => [id, outcomes.get(`${entry.id}\0${id}`) ?? 'not-applicable'])),
    findings: found.get(entry.id) ?? [],
  }));
}

function summaryOf(findings: readonly ReviewFinding[], matrix: readonly MatrixRow[], { suppressed }: RunResult): ReviewReport['summary'] {
  const open = findings.filter(({ outcome }) => outcome === 'violation');
  const count = (severity: Severity) => open.filter(finding => finding.severity === severity).length;
  return {
    severities: { critical: count('critical'), major: count('major'), minor: count('minor'), info: count('info') },
    violations: open.length, reviews: findings.length - open.length, accepted: suppressed.length,
    entries: matrix.length, clean: matrix.filter(({ cells }) => !Object.values(cells).includes('violation')).length,
  };
}

function scopeOf({ coverage, checked, problems, missingContext }: RunResult, paths: readonly RepoPath[]): ReviewReport['scope'] {
  const unknowns = new Map<string, number>(Object.entries(coverage.dataCalls.reasons));
  for (const { reasons } of checked) for (const [reason, count] of Object.entries(reasons)) unknowns.set(reason, (unknowns.get(reason) ?? 0) + count);
  const { files, functions, frameworks, dataLayers, endpoints, dataCalls } = coverage;
  const { total, mutating, unresolvedHandlers, unmounted } = endpoints;
  return {
    paths, files, functions, frameworks, dataLayers, endpoints: { total, mutating, unresolvedHandlers, unmounted }, dataCalls: { resolved: dataCalls.yes + dataCalls.no, unknown: dataCalls.unknown },
    unknowns: [...unknowns].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count || compareText(a.reason, b.reason)),
    problems: problems.filter(({ level }) => level === 'problem').map(({ path, message }) => ({ path, message })), missingContext, notAnalysed: NOT_ANALYSED,
  };
}

function ownersTable(verdicts: readonly SubjectVerdict[], matrix: readonly MatrixRow[], ownersOf: (path: RepoPath) => readonly string[]): readonly OwnerEvidence[] {
  const groups = new Map<string, SubjectVerdict[]>();
  for (const verdict of verdicts) for (const owner of namesOf(ownersOf(verdict.where.path))) groups.set(owner, [...(groups.get(owner) ?? []), verdict]);
  return [...groups].map(([owner, own]) => ({ owner, entries: matrix.filter(({ owners }) => namesOf(owners).includes(owner)).length, ...countsOf(own) }))
    .sort((a, b) => b.violation - a.violation || compareText(a.owner, b.owner));
}

function namesOf(owners: readonly string[]): readonly string[] {
  return owners.length > 0 ? owners : [''];
}
