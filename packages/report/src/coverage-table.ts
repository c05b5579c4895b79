import { compareText, type RuleCount, type RunResult } from '@assay/contract';
import { visible } from './visible.js';

/** What was read and judged, one fact a line, its label first: a screen reader can follow it, and so can `grep`. */
export function coverageTable(result: RunResult): string {
  const { files, functions, frameworks, dataLayers, endpoints, dataCalls, migrations, cut } = result.coverage;
  const resolved = dataCalls.yes + dataCalls.no;
  const lines = [
    `files read: ${files}`,
    `functions: ${functions}`,
    `frameworks: ${list(frameworks)}`,
    `data layers: ${list(dataLayers)}`,
    `endpoints: ${endpoints.total}; mutating ${endpoints.mutating}, handler unresolved ${endpoints.unresolvedHandlers}, mount unknown ${endpoints.unmounted}`,
    `data accesses: ${resolved + dataCalls.unknown} candidates; resolved ${resolved} (access ${dataCalls.yes}, other ${dataCalls.no}), unresolved ${dataCalls.unknown}${reasonsOf(dataCalls.reasons)}`,
    `migrations: ${migrations.total}${migrations.tools.length > 0 ? ` (${migrations.tools.join(', ')})` : ''}`,
    ...(cut.merged + cut.dropped > 0 ? [`followed in part: ${cut.merged} functions without the arguments of some calls, ${cut.dropped} not for some calls`] : []),
    ...result.checked.map(ruleLine),
    `suppressed findings: ${result.suppressed.length}`,
    `unread or unclear: ${result.problems.filter(problem => problem.level === 'problem').length} problems, ${result.problems.filter(problem => problem.level === 'note').length} notes`,
    ...result.missingContext.map(sentence => `missing context: ${sentence}`),
    `status: ${result.status}`,
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

function ruleLine({ rule, subjects, pass, violation, review, reasons }: RuleCount): string {
  return `rule ${rule}: ${pass + violation + review} judged (${subjects}); pass ${pass}, violation ${violation}, review ${review}${reasonsOf(reasons)}`;
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'none found';
}

function reasonsOf(reasons: Readonly<Record<string, number>>): string {
  const entries = Object.entries(reasons).sort(([a, x], [b, y]) => y - x || compareText(a, b));
  return entries.length > 0 ? ` (${entries.map(([reason, count]) => `${reason} ${count}`).join(', ')})` : '';
}
