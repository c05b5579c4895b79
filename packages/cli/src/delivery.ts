import { isAbsolute, relative, sep } from 'node:path';
import type { Rule, RunResult } from '@assay/contract';
import { coverageTable, github, markdown, type ReadLine } from '@assay/report';
import { disk } from './disk.js';
import { render, type Target } from './formats.js';
import { wantsColor, type Io } from './io.js';
import { problemLines } from './problems-text.js';
import { UsageError } from './usage-error.js';

/** How reports are shown. */
export interface DeliveryOptions {
  /** As said on the command line; decided by the stream when not said. */
  readonly color?: boolean;
  readonly quiet: boolean;
  readonly maxFindings?: number;
}

export interface Delivery {
  readonly result: RunResult;
  readonly rules: readonly Rule[];
  readonly readLine: ReadLine;
  readonly root: string;
}

const STEP_SUMMARY_BYTES = 1024 * 1024;
const FOR_PEOPLE: ReadonlySet<string> = new Set(['stylish', 'markdown']);

/** Writes the reports to where they go, annotations for GitHub when it runs this and reads the output, and the rest to standard error. */
export async function deliver(targets: readonly Target[], { result, rules, readLine, root }: Delivery, options: DeliveryOptions, io: Io): Promise<void> {
  const { quiet, maxFindings } = options;
  const rendering = { rules, readLine, color: options.color ?? wantsColor(io.stdout, io.env), frame: io.stdout.isTTY, quiet, ...(maxFindings === undefined ? {} : { most: maxFindings }) };
  for (const { format, file } of targets) {
    if (file === undefined) await io.stdout.write(render(format, result, rendering));
    else writeReport(format, file, render(format, result, { ...rendering, color: false, frame: false }));
  }
  const shown = targets.find(target => target.file === undefined);
  if (io.env['GITHUB_ACTIONS'] === 'true' && (shown === undefined || FOR_PEOPLE.has(shown.format))) await annotate(result, root, io);
  if (!quiet) await io.stderr.write(problemLines(result.problems) + coverageTable(result));
}

/** @throws UsageError when the file cannot be written. */
export function writeReport(format: string, file: string, text: string): void {
  try {
    disk.write(file, text);
  } catch (error) {
    throw new UsageError(`Cannot write the ${format} report to ${file}: ${error instanceof Error ? error.message : String(error)}. Give a file that may be written.`);
  }
}

async function annotate(result: RunResult, root: string, io: Io): Promise<void> {
  const folder = relative(io.env['GITHUB_WORKSPACE'] ?? root, root).split(sep).join('/');
  await io.stdout.write(github(result, { folder: folder.startsWith('..') || isAbsolute(folder) ? '' : folder }));
  const summary = io.env['GITHUB_STEP_SUMMARY'];
  if (summary === undefined) return;
  try {
    disk.append(summary, markdown(result, { mostBytes: STEP_SUMMARY_BYTES }));
  } catch (error) {
    await io.stderr.write(`note: the step summary could not be written (${error instanceof Error ? error.message : String(error)}); the report is complete without it\n`);
  }
}
