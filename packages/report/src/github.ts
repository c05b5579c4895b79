import { SEVERITIES, type Finding, type RunResult, type Severity } from '@assay/contract';
import { violationsOf } from './violations.js';
import { visible } from './visible.js';

/** How annotations are written. */
export interface GithubOptions {
  /** The root's path below the checkout, '' when it is the checkout itself: GitHub wants paths from there. */
  readonly folder?: string;
}

type Command = 'error' | 'warning' | 'notice';

const COMMAND: Record<Severity, Command> = { critical: 'error', major: 'error', minor: 'warning', info: 'notice' };
const COMMANDS: readonly Command[] = ['error', 'warning', 'notice'];
/** GitHub shows this many of each command a step and drops the others without a word. */
const MOST = 10;

/**
 * Workflow commands that GitHub shows as annotations: the gravest first, as many as GitHub shows, and one line that says how many
 * more there are. Lines and columns are 1-based; columns are given for places on one line only, as GitHub wants.
 * See https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands and actions/toolkit.
 */
export function github(result: RunResult, options: GithubOptions = {}): string {
  const violations = violationsOf(result);
  const sorted = SEVERITIES.flatMap(severity => violations.filter(finding => finding.severity === severity));
  const shown = COMMANDS.flatMap(command => sorted.filter(finding => COMMAND[finding.severity] === command).slice(0, MOST));
  const rest = violations.length - shown.length;
  const lines = shown.map(finding => annotation(finding, options.folder ?? ''));
  if (rest > 0) lines.push(`${violations.length} findings in all: ${shown.length} are annotated, ${rest} more are in the report.`);
  return lines.map(line => `${line}\n`).join('');
}

function annotation({ severity, where, title, rule, evidence, recommendation }: Finding, folder: string): string {
  const oneLine = where.lines.first === where.lines.last;
  const properties = {
    file: folder === '' ? where.path : `${folder}/${where.path}`,
    line: where.lines.first,
    endLine: where.lines.last,
    ...(oneLine ? { col: where.columns.first, endColumn: Math.max(where.columns.first, where.columns.last) } : {}),
    title: `${severity}: ${visible(title)}`,
  };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${COMMAND[severity]} ${written}::${escapeData([evidence, `Fix: ${recommendation}`, `(${rule})`].map(visible).join('\n'))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
