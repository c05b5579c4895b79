import { resolve } from 'node:path';
import type { Settings } from '@assay/config';
import { reviewBrief, reviewHtml, reviewJson, reviewMarkdown, reviewReport, VERBOSITIES, type ReviewReport, type Verbosity } from '@assay/report';
import { writeReport } from './delivery.js';
import { disk } from './disk.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { readLineOf } from './read-line.js';
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
  // The evidence for tests and standards rests on the rules that read tests: they run unless the configuration speaks of them.
  const added = session.host.rules.filter(({ id, meta }) => meta.reads === 'tests' && settings.config.rules?.[id] === undefined && !settings.rules.some(rule => rule.id === id));
  const rules = [...settings.rules, ...added];
  const level: Settings['level'] = (rule, path) => (added.some(({ id }) => id === rule) ? 'on' : settings.level(rule, path));
  const { result, passes, model, sources, crashed, judged } = await session.judge({ tests: true, rules, level });
  const ownersOf = engine.readOwners(project.root);
  const lineOf = ({ path, start }: { readonly path: string; readonly start: number }) => (sources.get(path) ?? '').slice(0, start).split(/\r\n|\n|\r/).length;
  const report = reviewReport({
    result, passes, model, rules: [...rules, ...session.host.allRules.filter(rule => !session.host.rules.includes(rule))], readLine: readLineOf(sources), lineOf, quality: engine.readQuality(project.root, sources),
    ...(ownersOf ? { ownersOf } : {}), ...(project.paths ? { paths: project.paths } : {}), ...(previous ? { previous } : {}),
  });
  const text = render(report, verbosity);
  if (options.output === undefined) await io.stdout.write(text);
  else writeReport(options.format, resolve(io.cwd, options.output), text);
  return crashed || judged === 0 ? 2 : 0;
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
