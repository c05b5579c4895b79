import { code, inline } from '../markdown-text.js';
import type { ReviewFinding, ReviewReport, StepEvidence } from './model.js';
import { change, data, imports } from './markdown-evidence.js';
import { table } from './markdown-table.js';
import { percent } from './rating.js';
import { qualityLines } from './tests.js';
import { CELL_WORDS, confidenceWord, count, ofEntries, ratingText } from './words.js';

/** The report as Markdown: the same content as the page, without the filter. */
export function reviewMarkdown(report: ReviewReport): string {
  const sections = [summary, change, steps, scope, matrix, standards, data, tests, owners, trend, imports, findings].flatMap(section => section(report));
  return `# Backend review evidence\n\n${inline(`${report.tool} ${report.version}. Static evidence only. Status: ${report.status}.`)}\n\n${sections.join('\n').trimEnd()}\n`;
}

function summary({ summary: { severities, violations, reviews, accepted, entries, clean }, standards: all }: ReviewReport): readonly string[] {
  const by = Object.entries(severities).map(([severity, number]) => `${number} ${severity}`).join(', ');
  return [
    '## Summary', '', `${count(violations, 'violation')} (${by}), ${reviews} to review, ${accepted} accepted with a reason. ${clean} of ${entries} entry points have no violation.`, '',
    ...table(['Standard', 'Conforming', 'Applicable', 'To review', 'Accepted'], all.map(({ title, conforming, applicable, review, accepted: let_ }) => [inline(title), conforming, applicable, review, let_])),
  ];
}

function steps({ steps: all }: ReviewReport): readonly string[] {
  return [
    '## Evidence for the steps of the review', '',
    ...table(['Step', 'Rating', 'Confidence'], all.map(step => [`${step.step}. ${step.title}`, ratingText(step), step.confidence === undefined ? '' : `${confidenceWord(step.confidence)}, ${percent(step.confidence)}`])),
    ...all.filter(({ measures, inventory }) => measures.length + inventory.length > 0).flatMap(step),
  ];
}

function step({ step: at, title, rating, unrated, base, measures, shares, caps, inventory }: StepEvidence): readonly string[] {
  const basis = rating === undefined ? `Not rated: ${unrated}.` : `Weighted mean ${base?.toFixed(2)}${caps.map(({ why, atMost }) => `; at most ${atMost.toFixed(2)} for ${why}`).join('')}. Known: ${shares.map(({ what, value }) => `${what} ${percent(value)}`).join(', ')}.`;
  return [
    `### Step ${at}. ${title}`, '', basis, '',
    ...table(['Rule', 'Pass', 'Violation', 'To review', 'Accepted', 'Weight', 'Ratio'], measures.map(({ rule, pass, violation, review, accepted, weight, ratio }) => [code(rule), pass, violation, review, accepted, weight, ratio?.toFixed(2) ?? 'none'])),
    ...inventory.map(({ label, value }) => `- ${inline(label)}: ${inline(value)}`), '',
  ];
}

function scope({ scope: given }: ReviewReport): readonly string[] {
  const { endpoints, dataCalls } = given;
  const facts = [
    `reported paths: ${given.paths.join(', ') || 'the whole project'}`, `files read: ${given.files}`, `functions: ${given.functions}`, `frameworks: ${given.frameworks.join(', ') || 'none found'}`, `data layers: ${given.dataLayers.join(', ') || 'none found'}`,
    `entry points: ${endpoints.total}; ${endpoints.mutating} mutating, ${endpoints.unresolvedHandlers} with unresolved handler, ${endpoints.unmounted} with unknown mount`, `data accesses: ${dataCalls.resolved} classified, ${dataCalls.unknown} unknown`,
  ];
  return [
    '## What was analysed, and what was not', '', ...facts.map(fact => `- ${inline(fact)}`), '',
    ...list('Missing context', given.missingContext), ...list('Not analysed', given.notAnalysed), ...list('Reasons for what is undecided', given.unknowns.map(({ reason, count: times }) => `${reason}: ${times}`)),
    ...list('Problems', given.problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))),
  ];
}

function matrix({ matrix: rows, standards: all, owners: owned }: ReviewReport): readonly string[] {
  const columns = ofEntries(all);
  const withOwners = owned.length > 0;
  return ['## Standards by entry point', '', ...table(
    ['Entry point', 'Place', 'Guard', ...columns.map(({ title }) => title), ...(withOwners ? ['Owners'] : [])],
    rows.map(row => [inline(row.id), code(`${row.path}:${row.lines}`), row.guard, ...columns.map(({ id }) => CELL_WORDS[row.cells[id] ?? 'not-applicable']), ...(withOwners ? [inline(row.owners.join(', ') || 'nobody')] : [])]),
  )];
}

function standards({ standards: all }: ReviewReport): readonly string[] {
  return ['## Standards in detail', '', ...all.filter(({ subjects }) => subjects.length > 0).flatMap(({ title, conforming, applicable, subjects }) => [
    `### ${inline(title)}: ${conforming} of ${applicable} conform`, '',
    ...table(['Subject', 'Verdict', 'Rule', 'Place'], subjects.map(({ subject, outcome, rule, path, lines }) => [inline(subject), CELL_WORDS[outcome], code(rule), code(`${path}:${lines}`)])),
  ])];
}

function tests({ tests: given }: ReviewReport): readonly string[] {
  if (!given) return [];
  const { files, cases, skipped, requests, entries, quality } = given;
  const unlinked = requests.unlinked.map(({ reason, count: times }) => `${times} ${reason}`).join(', ');
  return [
    '## Test evidence', '', `${count(files, 'file')} of tests with ${count(cases, 'case')}, ${skipped} skipped. ${count(requests.linked, 'request')} matched with entry points${unlinked === '' ? '' : `; not matched: ${unlinked}`}.`, '',
    ...table(['Entry point', 'Cases', 'Expect to be refused', 'Call the handler', 'Statuses'], entries.map(({ id, cases: own, denied, direct, around, statuses }) => [code(id), own === 0 && around ? 'around the cases' : own, denied, direct, statuses.join(', ')])),
    ...(quality ? [...qualityLines(quality).map(([label, value]) => `- ${inline(label)}: ${inline(String(value))}`), ''] : []),
  ];
}

function owners({ owners: all }: ReviewReport): readonly string[] {
  return all.length === 0 ? [] : ['## By owner', '', ...table(['Owner', 'Entry points', 'Pass', 'Violation', 'To review', 'Accepted'], all.map(({ owner, entries, pass, violation, review, accepted }) => [inline(owner || 'nobody'), entries, pass, violation, review, accepted]))];
}

function trend({ trend: given }: ReviewReport): readonly string[] {
  if (!given) return [];
  const share = (value: number | undefined) => (value === undefined ? 'none' : percent(value));
  return ['## Trend', '', `${count(given.appeared, 'violation')} new and ${given.gone} gone since the earlier report.`, '', ...table(['Standard or step', 'Earlier', 'Now'], [
    ...given.standards.map(({ id, before, after }) => [id, share(before), share(after)]), ...given.steps.map(({ step: at, before, after }) => [`Step ${at}`, before?.toFixed(2) ?? 'none', after?.toFixed(2) ?? 'none']),
  ])];
}

function findings({ findings: all }: ReviewReport): readonly string[] {
  return all.length === 0 ? [] : ['## All findings', '', ...all.flatMap(finding)];
}

function finding({ outcome, severity, title, path, lines, rule, owners: owned, evidence, reason, entries, trace, frame, recommendation }: ReviewFinding): readonly string[] {
  return [
    `### ${outcome === 'review' ? 'To review' : `${severity[0]?.toUpperCase()}${severity.slice(1)}`}: ${inline(title)}`, '', `${code(`${path}:${lines}`)}, rule ${code(rule)}${owned.length > 0 ? `, owned by ${inline(owned.join(', '))}` : ''}`, '',
    `${inline(evidence)}${reason === undefined ? '' : ` Undecided: ${inline(reason)}.`}`, '',
    ...(entries.length > 0 ? [`Reached from ${entries.map(inline).join(', ')}`, ''] : []),
    ...trace.map((at, index) => `${index + 1}. ${inline(at.message)}: ${code(`${at.path}:${at.lines}`)}`), ...(trace.length > 0 ? [''] : []),
    ...frame.map(({ line, text, marked }) => `    ${marked ? '>' : ' '} ${String(line).padStart(4)} | ${text}`.trimEnd()), ...(frame.length > 0 ? [''] : []),
    `Fix: ${inline(recommendation)}`, '',
  ];
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`### ${title}`, '', ...items.map(item => `- ${inline(item)}`), ''];
}
