import { resolve } from 'node:path';
import type { StoredRun } from '@assay/engine';
import { writeReport } from './delivery.js';
import { disk } from './disk.js';
import { parseTargets } from './formats.js';
import type { Engine, Host } from './host.js';
import type { Io } from './io.js';
import { settingsOf, type SessionOptions } from './session.js';
import { UsageError } from './usage-error.js';
import { conclude, type VerdictOptions } from './verdict.js';

export interface GateCommandOptions extends Omit<VerdictOptions, 'failOn'>, Pick<SessionOptions, 'config' | 'safe'> {
  readonly format: readonly string[];
  readonly failOn?: VerdictOptions['failOn'];
  /** Where `merge` writes the whole report. */
  readonly output?: string;
}

/** `assay gate` and `assay merge`: puts stored reports together, applies the baseline once and answers the exit code. */
export async function gateCommand(files: readonly string[], options: GateCommandOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  const targets = parseTargets(options.format, io.cwd);
  const host = await load();
  const run = merged(files, host.engine, io);
  if (options.output !== undefined) writeReport('merged', resolve(io.cwd, options.output), host.engine.formatRun(run));
  const root = host.findRoot(io.cwd);
  const settings = settingsOf(root, host, options, io);
  const readLine = (path: string, line: number) => run.lines[path]?.[line];
  return conclude({ ...run, root, rules: host.allRules, readLine }, targets, { ...options, failOn: options.failOn ?? settings.failOn }, io, host);
}

function merged(files: readonly string[], engine: Engine, io: Io): StoredRun {
  const runs = files.map(file => {
    const path = resolve(io.cwd, file);
    if (!disk.exists(path)) throw new UsageError(`There is no report ${file}. Make it with: assay analyze -o ${file}`);
    try {
      return engine.parseRun(disk.read(path));
    } catch (error) {
      throw new UsageError(`${file} cannot be used: ${error instanceof Error ? error.message : String(error)}.`);
    }
  });
  try {
    return engine.mergeRuns(runs);
  } catch (error) {
    if (error instanceof engine.ReportError) throw new UsageError(`The reports cannot be put together: ${error.message}.`);
    throw error;
  }
}
