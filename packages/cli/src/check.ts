import type { Analysis } from '@assay/engine';
import { coverageTable } from '@assay/report';
import { disk } from './disk.js';
import { parseTargets, render, type Rendering, type Target } from './formats.js';
import { gate, type GateOptions } from './gate.js';
import type { Host } from './host.js';
import { wantsColor, type Io } from './io.js';
import { problemLines } from './problems-text.js';
import { progressLine } from './progress.js';
import { findProject } from './project.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

export interface CheckOptions extends GateOptions {
  readonly format: readonly string[];
  readonly rollup: boolean;
  readonly inlineConfig: boolean;
  /** As said on the command line; decided by the stream when not said. */
  readonly color?: boolean;
}

/** `assay check`: judges a project, writes the reports and answers the exit code. */
export async function check(paths: readonly string[], options: CheckOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  const targets = parseTargets(options.format, io.cwd);
  const host = await load();
  const project = findProject(paths, io.cwd, host);
  const progress = progressLine(io);
  const { rules, adapters } = host;
  const analysis = host.analyze({
    ...project, rules, adapters, rollup: options.rollup, inlineConfig: options.inlineConfig, tool: { name: 'assay', version: VERSION },
    onProgress: (stage, done, total) => progress.show(stage, done, total),
  });
  await progress.clear();

  const rendering = { rules: host.allRules, color: options.color ?? wantsColor(io.stdout, io.env), frame: io.stdout.isTTY };
  for (const target of targets) await write(target, analysis, rendering, io);
  await io.stderr.write(problemLines(analysis.result.problems) + coverageTable(analysis.result));
  const outcome = gate(analysis, options, project);
  if (outcome.message !== undefined) await io.stderr.write(`assay: ${outcome.message}\n`);
  return outcome.code;
}

async function write({ format, file }: Target, analysis: Analysis, rendering: Rendering, io: Io): Promise<void> {
  if (file === undefined) return io.stdout.write(render(format, analysis, rendering));
  try {
    disk.write(file, render(format, analysis, { ...rendering, color: false, frame: false }));
  } catch (error) {
    throw new UsageError(`Cannot write the ${format} report to ${file}: ${error instanceof Error ? error.message : String(error)}. Give a file that may be written.`);
  }
}
