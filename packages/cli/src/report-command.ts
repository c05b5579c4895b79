import { basename, isAbsolute, resolve } from 'node:path';
import type { Settings } from '@assay/config';
import { lineOf } from '@assay/contract';
import { reviewBrief, reviewHtml, reviewJson, reviewMarkdown, readSarif, reviewReport, SarifError, VERBOSITIES, type ImportedRun, type ReviewReport, type Verbosity } from '@assay/report';
import { writeReport } from './delivery.js';
import { disk } from './disk.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { readLineOf } from './read-line.js';
import { judgeSince } from './since.js';
import { openSession, type SessionOptions } from './session.js';
import { UsageError } from './usage-error.js';

export const REVIEW_FORMATS: readonly string[] = ['html', 'markdown', 'json', 'brief'];

const RENDER: Readonly<Record<string, (report: ReviewReport, verbosity: Verbosity) => string>> = { html: reviewHtml, markdown: reviewMarkdown, json: reviewJson, brief: reviewBrief };

export interface ReportCommandOptions extends SessionOptions {
  readonly format: string;
  readonly output?: string;
  /** How much a brief says. */
  readonly verbosity: string;
  /** An earlier report as JSON, for the trend. */
  readonly previous?: string;
  /** A git ref: the definition of done for what changed since then. */
  readonly since?: string;
  /** SARIF files of other tools. */
  readonly import: readonly string[];
}

/** `assay report`: the evidence that a reviewer works with. Exit code 0 whatever was found; 2 when a rule failed or nothing could be judged. */
export async function reportCommand(paths: readonly string[], options: ReportCommandOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  const render = RENDER[options.format];
  if (!render) throw new UsageError(`--format does not know '${options.format}'. Give one of ${REVIEW_FORMATS.join(', ')}.`);
  const verbosity = VERBOSITIES.find(name => name === options.verbosity);
  if (!verbosity) throw new UsageError(`--verbosity does not know '${options.verbosity}'. Give one of ${VERBOSITIES.join(', ')}.`);
  const previous = options.previous === undefined ? undefined : readReport(resolve(io.cwd, options.previous), options.previous);
  const session = await openSession(paths, options, io, load);
  const { host: { engine }, project, settings } = session;
  const imports = options.import.flatMap(given => importOf(resolve(io.cwd, given), given, project.root));
  // The evidence rests on the rules that read tests, and on those that judge a change where there is one: they run unless the configuration speaks of them.
  const added = session.host.rules.filter(({ id, meta }) => (meta.reads === 'tests' || (options.since !== undefined && meta.judges === 'change')) && settings.config.rules?.[id] === undefined && !settings.rules.some(rule => rule.id === id));
  const rules = [...settings.rules, ...added];
  const level: Settings['level'] = (rule, path) => (added.some(({ id }) => id === rule) ? 'on' : settings.level(rule, path));
  const asked = { tests: true, rules, level };
  const { result, passes, model, sources, crashed, judged, change } = options.since === undefined ? await session.judge(asked) : (await judgeSince(session, { since: options.since, staged: false }, asked)).analysis;
  const ownersOf = engine.readOwners(project.root);
  const report = reviewReport({
    result, passes, model, rules: [...rules, ...session.host.allRules.filter(rule => !session.host.rules.includes(rule))], readLine: readLineOf(sources), lineOf: lineOf(sources), quality: engine.readQuality(project.root, sources),
    ...(ownersOf ? { ownersOf } : {}), ...(project.paths ? { paths: project.paths } : {}), ...(previous ? { previous } : {}), ...(change ? { change } : {}), ...(imports.length > 0 ? { imports } : {}),
  });
  const text = render(report, verbosity);
  if (options.output === undefined) await io.stdout.write(text);
  else writeReport(options.format, resolve(io.cwd, options.output), text);
  return crashed || judged === 0 ? 2 : 0;
}

/** @throws UsageError when the file is no SARIF 2.1.0. */
function importOf(file: string, given: string, root: string): readonly ImportedRun[] {
  if (!disk.exists(file) || disk.isFolder(file)) throw new UsageError(`--import finds no file ${given}. Give the SARIF file that the other tool wrote.`);
  try {
    return readSarif(disk.read(file), isAbsolute(given) ? basename(given) : given, root);
  } catch (error) {
    if (!(error instanceof SarifError)) throw error;
    throw new UsageError(`--import cannot use ${given}: ${error.message}. Give a SARIF 2.1.0 file.`);
  }
}

/** @throws UsageError when the file is no report of this command. */
export function readReport(file: string, given: string): ReviewReport {
  if (!disk.exists(file)) throw new UsageError(`No such file: ${given}. Make one with: assay report -f json -o ${given}`);
  const read = parsed(disk.read(file));
  if ((read as { report?: unknown } | undefined)?.report !== 'assay-review') throw new UsageError(`${given} is no report of assay report -f json.`);
  return read as ReviewReport;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
