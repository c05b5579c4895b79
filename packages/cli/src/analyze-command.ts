import { dirname, resolve } from 'node:path';
import { violationsOf } from '@assay/report';
import { writeReport } from './delivery.js';
import { disk } from './disk.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { problemLines } from './problems-text.js';
import { readLineOf } from './read-line.js';
import { declarationLines, openSession, type SessionOptions } from './session.js';
import { parseShard } from './shard-option.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

export interface AnalyzeCommandOptions extends SessionOptions {
  readonly output: string;
  readonly shard?: string;
}

/** `assay analyze`: writes what `gate` and `merge` need to a file. Exit code 0 whatever was found, so that a task runner can cache it. */
export async function analyzeCommand(paths: readonly string[], options: AnalyzeCommandOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  const shard = options.shard === undefined ? undefined : parseShard(options.shard, io.env);
  const file = resolve(io.cwd, options.output);
  if (!disk.isFolder(dirname(file))) throw new UsageError(`Cannot write ${options.output}: its folder does not exist. Create it first.`);
  const session = await openSession(paths, options, io, load);
  const { host: { engine }, settings } = session;
  const analysis = await session.judge(shard ? { shard } : {});
  const { result, crashed, judged, sources } = analysis;
  const text = engine.formatRun({
    result, crashed, judged, filesRead: sources.size, ...(shard ? { shard } : {}),
    key: engine.runKey([VERSION, settings.config, session.host.rules.map(rule => rule.id), options.inlineConfig]), tree: engine.runKey([...sources]),
    lines: engine.linesOf(result, readLineOf(sources)),
  });
  writeReport('analysis', file, text);
  await io.stderr.write(problemLines(result.problems.filter(problem => problem.level === 'problem')) + declarationLines(session, analysis));
  const violations = violationsOf(result).length;
  await io.stderr.write(`${violations} ${violations === 1 ? 'finding' : 'findings'} written to ${options.output}. Next: assay gate ${options.output}\n`);
  return crashed ? 2 : 0;
}
