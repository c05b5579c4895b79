import { compareText, type Compared, type Coverage, type Finding, type ReadProblem, type RuleCount, type RunResult } from '@assay/contract';
import { evidenceOf, whereOf } from './json.js';

/** ReviewFindingsJSON with everything Assay knows: reviews, traces, denominators, coverage, problems and what was silenced. */
export function jsonFull(result: RunResult): string {
  const { tool, version, status, missingContext } = result;
  const report = {
    tool, version, status,
    findings: result.findings.map(fullFinding),
    checked: result.checked.map(countOf),
    coverage: coverageOf(result.coverage),
    missingContext,
    problems: result.problems.map(problemOf),
    suppressed: result.suppressed.map(({ finding, reason }) => ({ finding: fullFinding(finding), reason })),
    compared: result.compared && comparedOf(result.compared),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function fullFinding(finding: Finding) {
  const { rule, variant, outcome, subject, fingerprint, reason, count } = finding;
  const trace = finding.trace.map(({ where, message }) => ({ where: whereOf(where), message }));
  const suggestions = (finding.suggest ?? []).map(({ message, edits }) => ({ message, edits: edits.map(({ at: { path, start, end }, text }) => ({ path, start, end, text })) }));
  return { ...evidenceOf(finding), rule, variant, outcome, subject, fingerprint, trace, suggestions, reason, count };
}

function comparedOf({ against, remaining, fixed }: Compared) {
  return { against, remaining, fixed: fixed.map(({ fingerprint, rule, subject, path }) => ({ fingerprint, rule, subject, path })) };
}

function countOf({ rule, subjects, pass, violation, review, reasons }: RuleCount) {
  return { rule, subjects, pass, violation, review, reasons: sortedKeys(reasons) };
}

function coverageOf({ files, functions, frameworks, dataLayers, endpoints, dataCalls, migrations, cut }: Coverage) {
  const { yes, no, unknown } = dataCalls;
  const total = yes + no + unknown;
  const rate = total === 0 ? null : Math.round(((yes + no) / total) * 10_000) / 10_000;
  return {
    files, functions, frameworks, dataLayers,
    endpoints: { total: endpoints.total, mutating: endpoints.mutating, unresolvedHandlers: endpoints.unresolvedHandlers, unmounted: endpoints.unmounted },
    dataCalls: { yes, no, unknown, rate, reasons: sortedKeys(dataCalls.reasons) },
    migrations: { total: migrations.total, tools: migrations.tools },
    cut: { merged: cut.merged, dropped: cut.dropped },
  };
}

function problemOf({ path, line, code, message, level }: ReadProblem) {
  return { path, line, code, message, level };
}

function sortedKeys(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => compareText(a, b)));
}
