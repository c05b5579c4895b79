import { deliver } from './delivery.js';
import { parseTargets } from './formats.js';
import { emptyPaths } from './gate.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { readLineOf } from './read-line.js';
import { against, emptyResult, judgeSince, nothingChanged, type SinceOptions } from './since.js';
import { declarationLines, openSession, type SessionOptions } from './session.js';
import { UsageError } from './usage-error.js';
import { conclude, type VerdictOptions } from './verdict.js';

export interface CheckOptions extends Omit<VerdictOptions, 'failOn'>, SessionOptions, SinceOptions {
  readonly format: readonly string[];
  /** Said on the command line; else the configuration's, else major. */
  readonly failOn?: VerdictOptions['failOn'];
}

/** `assay check`: judges a project, or what changed in it, writes the reports and answers the exit code. */
export async function check(paths: readonly string[], options: CheckOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  const targets = parseTargets(options.format, io.cwd);
  if (options.since !== undefined && options.staged) throw new UsageError('--since and --staged compare with different things. Give one of them.');
  const session = await openSession(paths, options, io, load);
  const { host, project, settings } = session;
  const verdict: VerdictOptions = { ...options, failOn: options.failOn ?? settings.failOn };
  const compares = options.since !== undefined || options.staged;
  const unchanged = compares ? nothingChanged(session, options) : undefined;
  if (unchanged !== undefined) {
    await deliver(targets, { result: emptyResult(against(options)), rules: host.allRules, readLine: () => undefined, root: project.root }, { ...options, quiet: true }, io);
    await io.stderr.write(`${unchanged}\n`);
    return 0;
  }
  const { analysis, narrow } = compares ? await judgeSince(session, options) : { analysis: await session.judge(), narrow: undefined };
  const { result, crashed, judged, sources } = analysis;
  const code = await conclude({
    result, crashed, judged, filesRead: sources.size, rules: host.allRules, readLine: readLineOf(sources), ...project, ...(narrow ? { narrow } : {}),
  }, targets, compares ? { ...verdict, allowEmpty: true } : verdict, io, host);
  await io.stderr.write(declarationLines(session, analysis));
  const empty = options.allowEmpty || compares ? undefined : emptyPaths(analysis, project);
  if (empty === undefined || code === 2) return code;
  await io.stderr.write(`assay: ${empty}\n`);
  return 2;
}
