import { createHash } from 'node:crypto';
import { compareText, type Place, type RepoPath, type RunResult } from '@assay/contract';

const FORMAT = 'assay-report';
const VERSION = 1;
/** Of a place that spans more lines the first ones are shown. */
const MOST_LINES = 5;

/** A run as one machine hands it to another: everything that a gate needs, nothing of the machine. */
export interface StoredRun {
  readonly result: RunResult;
  readonly crashed: boolean;
  readonly judged: number;
  readonly filesRead: number;
  /** Which part of the project's findings this is, from 1. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Over configuration and rules: equal for all reports that may be put together. */
  readonly key: string;
  /** Over the code: equal for all parts of one run. */
  readonly tree: string;
  /** Lines of the places of the findings, by path and number, for code frames. */
  readonly lines: Readonly<Record<RepoPath, Readonly<Record<number, string>>>>;
}

/** The text is no report of this version; the message says why. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** A key over the parts. */
export function runKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}

/** The lines that reports show of the places of a result. */
export function linesOf({ findings }: RunResult, readLine: (path: RepoPath, line: number) => string | undefined): StoredRun['lines'] {
  const kept: Record<RepoPath, Record<number, string>> = {};
  const keep = ({ path, lines }: Place) => {
    const wanted = [...Array.from({ length: MOST_LINES + 2 }, (_, index) => lines.first - 1 + index), lines.last];
    for (const line of wanted) {
      const text = line > lines.last + 1 ? undefined : readLine(path, line);
      if (text !== undefined) (kept[path] ??= {})[line] = text;
    }
  };
  for (const finding of findings) for (const place of [finding.where, ...finding.trace.map(step => step.where)]) keep(place);
  return Object.fromEntries(Object.entries(kept).sort(([a], [b]) => compareText(a, b)));
}

/** A run as text, without roll-up, so that parts can be merged. */
export function formatRun(run: StoredRun): string {
  return `${JSON.stringify({ format: FORMAT, formatVersion: VERSION, ...run }, null, 1)}\n`;
}

/**
 * Reads a stored run.
 * @throws ReportError when it is none.
 */
export function parseRun(text: string): StoredRun {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ReportError(`it is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const run = value as Partial<StoredRun> & { readonly format?: unknown; readonly formatVersion?: unknown } | null;
  if (typeof run !== 'object' || run?.format !== FORMAT || !run.result) throw new ReportError('it is no report of assay analyze (-f json and json-full are for other tools)');
  if (run.formatVersion !== VERSION) throw new ReportError(`its format version is ${String(run.formatVersion)}, and this version of Assay reads ${VERSION}`);
  const { result, crashed = false, judged = 0, filesRead = 0, key = '', tree = '', lines = {}, shard } = run;
  return { result, crashed, judged, filesRead, key, tree, lines, ...(shard ? { shard } : {}) };
}
