import { compareText, type RuleCount, type RunResult } from '@assay/contract';
import { byPlace, sortedProblems } from '../order.js';
import { ReportError, type StoredRun } from './report-file.js';

/**
 * Puts the parts of one run together, in whatever order they come; or the reports on several packages, which are no shards.
 * @throws ReportError when a part is missing or given twice, or when they are parts of different runs.
 */
export function mergeRuns(runs: readonly StoredRun[]): StoredRun {
  const [first] = runs;
  if (!first) throw new ReportError('there is no report to merge');
  requireEqual(runs, run => [run.result.version, run.key], 'the reports are of different versions or configurations; make all with the same');
  if (runs.some(run => run.shard)) {
    requireEqual(runs, run => run.tree, 'the shards are of different states of the code; make all from one');
    requireAllShards(runs);
  }
  const result: RunResult = {
    ...first.result,
    findings: runs.flatMap(run => run.result.findings).toSorted(byPlace),
    checked: first.result.checked.map(({ rule }) => sum(runs.flatMap(run => run.result.checked.filter(count => count.rule === rule)))),
    problems: sortedProblems(runs.flatMap(run => run.result.problems)),
    suppressed: runs.flatMap(run => run.result.suppressed).toSorted((a, b) => byPlace(a.finding, b.finding)),
  };
  return {
    result, crashed: runs.some(run => run.crashed), judged: first.judged, filesRead: first.filesRead, key: first.key, tree: first.tree,
    lines: joinedLines(runs),
  };
}

function requireEqual(runs: readonly StoredRun[], of: (run: StoredRun) => unknown, message: string): void {
  if (new Set(runs.map(run => JSON.stringify(of(run)))).size > 1) throw new ReportError(message);
}

function joinedLines(runs: readonly StoredRun[]): StoredRun['lines'] {
  const joined: Record<string, Readonly<Record<number, string>>> = {};
  for (const { lines } of runs) for (const [path, texts] of Object.entries(lines)) joined[path] = { ...joined[path], ...texts };
  return joined;
}

function requireAllShards(runs: readonly StoredRun[]): void {
  const counts = new Set(runs.map(run => run.shard?.count));
  const [count] = counts;
  if (counts.size !== 1 || count === undefined) throw new ReportError('the reports are not parts of one run; make each with --shard 1/n, 2/n and so on');
  const given = runs.map(run => run.shard?.index ?? 0);
  const twice = given.find((index, at) => given.indexOf(index) !== at);
  if (twice !== undefined) throw new ReportError(`shard ${twice}/${count} is given twice`);
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(index => !given.includes(index));
  if (missing.length > 0) throw new ReportError(`${missing.length === 1 ? 'shard' : 'shards'} ${missing.map(index => `${index}/${count}`).join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`);
}

function sum(counts: readonly RuleCount[]): RuleCount {
  const add = (of: (count: RuleCount) => number) => counts.reduce((total, count) => total + of(count), 0);
  const reasons = new Map<string, number>();
  for (const [reason, count] of counts.flatMap(entry => Object.entries(entry.reasons))) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  return {
    rule: counts[0]?.rule ?? '', subjects: counts[0]?.subjects ?? '', pass: add(count => count.pass), violation: add(count => count.violation), review: add(count => count.review),
    reasons: Object.fromEntries([...reasons].sort(([a], [b]) => compareText(a, b))),
  };
}
