import type { Finding, RunResult, Severity } from '@assay/contract';
import picocolors from 'picocolors';
import { codeFrame, type ReadLine } from './code-frame.js';
import { formatPlace } from './lines.js';
import { countBySeverity } from './severity.js';
import { byPath } from './violations.js';
import { visible } from './visible.js';

export interface StylishOptions {
  /** Colour by ANSI escapes. Words carry the meaning either way. */
  readonly color?: boolean;
  /** Adds a code frame to each violation. */
  readonly readLine?: ReadLine;
}

type Colors = ReturnType<typeof picocolors.createColors>;

const MOST_STEPS = 10;
const WORD_WIDTH = 'critical'.length;

const PAINT: Record<Severity, (colors: Colors, text: string) => string> = {
  critical: (colors, text) => colors.bold(colors.red(text)),
  major: (colors, text) => colors.red(text),
  minor: (colors, text) => colors.yellow(text),
  info: (colors, text) => colors.blue(text),
};

/** The report for a terminal: findings by file, each with its severity in words, then a summary line. */
export function stylish(result: RunResult, options: StylishOptions = {}): string {
  const colors = picocolors.createColors(options.color ?? false);
  const lines: string[] = [];
  for (const [path, findings] of byPath(result.findings)) {
    lines.push(colors.underline(visible(path)));
    for (const finding of findings) {
      lines.push(...(finding.outcome === 'review' ? review(finding, colors) : violation(finding, colors, options.readLine)));
    }
    lines.push('');
  }
  lines.push(summary(result));
  return `${lines.join('\n')}\n`;
}

function violation(finding: Finding, colors: Colors, readLine: ReadLine | undefined): readonly string[] {
  const word = PAINT[finding.severity](colors, finding.severity.padEnd(WORD_WIDTH));
  return [
    `  ${position(finding)}  ${word}  ${visible(finding.title)}  ${colors.dim(finding.rule)}`,
    `      why: ${visible(finding.evidence)}`,
    ...(readLine ? codeFrame(finding.where, readLine).map(line => `      ${line}`) : []),
    ...steps(finding, colors),
    `      fix: ${visible(finding.recommendation)}`,
  ];
}

function review(finding: Finding, colors: Colors): readonly string[] {
  const word = colors.cyan('review'.padEnd(WORD_WIDTH));
  return [`  ${position(finding)}  ${word}  ${visible(finding.title)} (undecided: ${finding.reason ?? 'unknown'})  ${colors.dim(finding.rule)}`];
}

function position({ where }: Finding): string {
  return `${where.lines.first}:${where.columns.first}`;
}

function steps(finding: Finding, colors: Colors): readonly string[] {
  const shown = finding.trace.slice(0, MOST_STEPS).map(step => `      at ${colors.dim(visible(formatPlace(step.where)))}: ${visible(step.message)}`);
  const rest = finding.trace.length - shown.length;
  if (rest > 0) shown.push(`      and ${rest} more ${rest === 1 ? 'place' : 'places'}; -f json-full lists them all`);
  return shown;
}

function summary({ findings, status }: RunResult): string {
  const violations = findings.filter(finding => finding.outcome === 'violation');
  const reviews = findings.length - violations.length;
  const parts = countBySeverity(violations).map(([severity, count]) => `${count} ${severity}`);
  const found = violations.length === 0 ? 'No findings' : `${violations.length} ${violations.length === 1 ? 'finding' : 'findings'}: ${parts.join(', ')}`;
  const undecided = reviews === 0 ? '' : `; ${reviews} to review by hand (never a failure)`;
  return `${found}${undecided}. Status: ${status}.`;
}
