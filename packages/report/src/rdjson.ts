import type { Finding, Place, RunResult, Severity } from '@assay/contract';
import type { ReadLine } from './code-frame.js';
import { fullMessage, violationsOf } from './violations.js';

/** How a report for reviewdog is written. */
export interface RdjsonOptions {
  /** Columns are counted in bytes of UTF-8, so they are written only when the line can be read. */
  readonly readLine?: ReadLine;
}

const SEVERITY: Record<Severity, 'ERROR' | 'WARNING' | 'INFO'> = { critical: 'ERROR', major: 'ERROR', minor: 'WARNING', info: 'INFO' };

/**
 * Reviewdog's diagnostic format. Lines and columns are 1-based, the end is exclusive.
 * See https://github.com/reviewdog/reviewdog/tree/master/proto/rdf.
 */
export function rdjson(result: RunResult, options: RdjsonOptions = {}): string {
  const diagnostics = violationsOf(result).map(finding => diagnostic(finding, options.readLine));
  return `${JSON.stringify({ source: { name: result.tool }, severity: 'ERROR', diagnostics }, null, 2)}\n`;
}

function diagnostic(finding: Finding, readLine: ReadLine | undefined) {
  return {
    message: fullMessage(finding),
    location: { path: finding.where.path, range: rangeOf(finding.where, readLine) },
    severity: SEVERITY[finding.severity],
    code: { value: finding.rule },
    ...(finding.trace.length === 0 || finding.count !== undefined ? {} : {
      relatedLocations: finding.trace.map(({ where, message }) => ({ message, location: { path: where.path, range: rangeOf(where, readLine) } })),
    }),
  };
}

function rangeOf({ path, lines, columns }: Place, readLine: ReadLine | undefined) {
  const first = readLine?.(path, lines.first);
  const last = readLine?.(path, lines.last);
  if (first === undefined || last === undefined) return { start: { line: lines.first }, end: { line: lines.last } };
  return { start: { line: lines.first, column: byteColumn(first, columns.first) }, end: { line: lines.last, column: byteColumn(last, columns.last) } };
}

/** The 1-based column in bytes of a 1-based column in UTF-16 units. */
function byteColumn(line: string, column: number): number {
  return new TextEncoder().encode(line.slice(0, column - 1)).length + 1;
}
