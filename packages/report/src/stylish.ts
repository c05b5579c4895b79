import { SEVERITIES, type Finding, type RunResult, type Severity } from '@assay/contract';
import picocolors from 'picocolors';
import { codeFrame, type ReadLine } from './code-frame.js';
import { formatPlace } from './lines.js';
import { countBySeverity } from './severity.js';
import { byPath } from './violations.js';
import { visible } from './visible.js';

/** How the report for the terminal is written. */
export interface StylishOptions {
  /** Colour by ANSI escapes. Words carry the meaning either way. */
  readonly color?: boolean;
  /** Adds a code frame to each violation. */
  readonly readLine?: ReadLine;
  /** Leaves reviews out. */
  readonly quiet?: boolean;
  /** Most findings to show, violations before reviews; the summary counts all. */
  readonly most?: number;
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
  const shown = shownOf(result, options);
  for (const [path, findings] of byPath(shown)) {
    lines.push(colors.underline(visible(path)));
    for (const finding of findings) {
      lines.push(...(finding.outcome === 'review' ? review(finding, colors) : violation(finding, colors, options.readLine)));
    }
    lines.push('');
  }
  const hidden = result.findings.filter(finding => options.quiet !== true || finding.outcome === 'violation').length - shown.length;
  if (hidden > 0) lines.push(`${hidden} more ${hidden === 1 ? 'is' : 'are'} not shown (--max-findings ${options.most}).`);
  lines.push(...comparison(result), summary(result));
  return `${lines.join('\n')}\n`;
}

function shownOf({ findings }: RunResult, { quiet, most = Infinity }: StylishOptions): readonly Finding[] {
  const wanted = findings.filter(finding => quiet !== true || finding.outcome === 'violation');
  if (wanted.length <= most) return wanted;
  const kept = new Set([...SEVERITIES.flatMap(severity => wanted.filter(finding => finding.outcome === 'violation' && finding.severity === severity)), ...wanted.filter(finding => finding.outcome === 'review')].slice(0, most));
  return wanted.filter(finding => kept.has(finding));
}

function comparison({ compared }: RunResult): readonly string[] {
  if (!compared) return [];
  return [...compared.fixed.map(({ rule, subject, path }) => `fixed: ${visible(`${rule}: ${subject} (${path})`)}`), `Compared with ${visible(compared.against)}: ${compared.remaining} remaining, ${compared.fixed.length} fixed; only new findings are shown.`];
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
