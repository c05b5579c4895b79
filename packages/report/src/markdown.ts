import { SEVERITIES, type Finding, type RunResult, type Severity } from '@assay/contract';
import { formatLines } from './lines.js';
import { code, inline } from './markdown-text.js';
import { countBySeverity } from './severity.js';
import { violationsOf } from './violations.js';

/** How a Markdown report is written. */
export interface MarkdownOptions {
  /** Most UTF-8 bytes to write; findings that do not fit are counted instead. GitHub takes 1 MiB as a step's summary. */
  readonly mostBytes?: number;
}

const MOST_FIXED = 100;
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** A report for people: a summary, the findings from the gravest on, what is left to review, and the denominators. */
export function markdown(result: RunResult, options: MarkdownOptions = {}): string {
  const violations = violationsOf(result);
  const reviews = result.findings.length - violations.length;
  const head = ['# Assay', '', summary(violations, result), ''];
  const foot = [
    ...(reviews > 0 ? [`${reviews} ${reviews === 1 ? 'subject is' : 'subjects are'} left to review by hand: the code does not decide ${reviews === 1 ? 'it' : 'them'}.`, ''] : []),
    ...table(result),
    ...list('Fixed', (result.compared?.fixed ?? []).slice(0, MOST_FIXED).map(({ rule, subject, path }) => `${code(rule)}: ${inline(subject)} (${code(path)})`)),
    ...list('Problems', result.problems.filter(problem => problem.level === 'problem').map(({ path, line, message }) => `${path === '' ? '' : `${code(line === undefined ? path : `${path}:${line}`)}: `}${inline(message)}`)),
    ...list('Missing context', result.missingContext.map(inline)),
  ];
  const left = (options.mostBytes ?? Infinity) - bytes([...head, ...foot].join('\n')) - 200;
  return `${[...head, ...sections(violations, left), ...foot].join('\n').trimEnd()}\n`;
}

function summary(violations: readonly Finding[], { status, compared }: RunResult): string {
  const counts = countBySeverity(violations).map(([severity, count]) => `${count} ${severity}`).join(', ');
  const found = violations.length === 0 ? 'No findings' : `${violations.length} ${violations.length === 1 ? 'finding' : 'findings'}: ${counts}`;
  const earlier = compared ? ` Compared with ${inline(compared.against)}: ${compared.remaining} remaining, ${compared.fixed.length} fixed; only new findings are shown.` : '';
  return `**${found}.** Status: ${status}.${earlier}`;
}

function sections(violations: readonly Finding[], mostBytes: number): readonly string[] {
  const lines: string[] = [];
  let left = mostBytes;
  let omitted = 0;
  for (const severity of SEVERITIES) {
    const section = violations.filter(finding => finding.severity === severity).map(entry);
    const fitting = section.filter(text => {
      left -= bytes(text) + 1;
      return left >= 0;
    });
    omitted += section.length - fitting.length;
    if (fitting.length > 0) lines.push(heading(severity), '', ...fitting, '');
  }
  if (omitted > 0) lines.push(`${omitted} more ${omitted === 1 ? 'finding does' : 'findings do'} not fit here; the other reports list all.`, '');
  return lines;
}

function heading(severity: Severity): string {
  return `## ${severity[0]?.toUpperCase()}${severity.slice(1)}`;
}

function entry({ title, where, evidence, recommendation, rule, trace, count }: Finding): string {
  const steps = trace.slice(0, count === undefined ? 10 : 50).map(step => `  - ${code(`${step.where.path}:${step.where.lines.first}`)}: ${inline(step.message)}`);
  const rest = trace.length - steps.length;
  return [
    `- **${inline(title)}** (${code(rule)}) at ${code(`${where.path}:${formatLines(where.lines)}`)}`,
    `  - Why: ${inline(evidence)}`,
    ...steps,
    ...(rest > 0 ? [`  - and ${rest} more places`] : []),
    `  - Fix: ${inline(recommendation)}`,
  ].join('\n');
}

function table({ checked }: RunResult): readonly string[] {
  if (checked.length === 0) return [];
  const rows = checked.map(({ rule, subjects, pass, violation, review }) => `| ${code(rule)} | ${inline(subjects)} | ${pass} | ${violation} | ${review} |`);
  return ['## Judged', '', '| rule | subjects | pass | violation | review |', '|---|---|---:|---:|---:|', ...rows, ''];
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`## ${title}`, '', ...items.map(item => `- ${item}`), ''];
}
