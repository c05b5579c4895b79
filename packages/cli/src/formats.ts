import { basename, dirname, resolve } from 'node:path';
import { didYouMean } from '@assay/config';
import type { Rule, RunResult } from '@assay/contract';
import { checkstyle, github, gitlab, json, jsonFull, junit, markdown, rdjson, sarif, sonar, stylish, type ReadLine } from '@assay/report';
import { disk } from './disk.js';
import { UsageError } from './usage-error.js';

/** What a format may want to know besides the result. */
export interface Rendering {
  readonly rules: readonly Rule[];
  readonly readLine: ReadLine;
  readonly color: boolean;
  /** Show the code around each finding. */
  readonly frame: boolean;
  /** Violations only. */
  readonly quiet?: boolean;
  /** Most findings to show; the others are counted. */
  readonly most?: number;
}

type Format = (result: RunResult, rendering: Rendering) => string;

const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['stylish', (result, { color, frame, readLine, quiet, most }) => stylish(result, { color, quiet, most, ...(frame ? { readLine } : {}) })],
  ['json', result => json(result)],
  ['json-full', result => jsonFull(result)],
  ['sarif', (result, { rules }) => sarif(result, { rules })],
  ['github', result => github(result)],
  ['gitlab', result => gitlab(result)],
  ['rdjson', (result, { readLine }) => rdjson(result, { readLine })],
  ['junit', result => junit(result)],
  ['checkstyle', result => checkstyle(result)],
  ['sonar', (result, { rules }) => sonar(result, { rules })],
  ['markdown', result => markdown(result)],
]);

export const FORMAT_NAMES: readonly string[] = [...FORMATS.keys()];

/** A report to write: to a file, or to standard output. */
export interface Target {
  readonly format: string;
  readonly file?: string;
}

/**
 * Reads the values of `--format name[=file]`.
 * @throws UsageError for an unknown name, a file that cannot be written, or two reports on standard output.
 */
export function parseTargets(values: readonly string[], cwd: string): readonly Target[] {
  const targets = (values.length > 0 ? values : ['stylish']).map(value => parseTarget(value, cwd));
  const [first, second] = targets.filter(target => target.file === undefined);
  if (first && second) throw new UsageError(`Both ${first.format} and ${second.format} would go to standard output. Give one of them a file: --format ${second.format}=report.txt`);
  const files = targets.flatMap(({ file }) => file ?? []);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(`Two formats would be written to ${twice}. Give each its own file.`);
  return targets;
}

function parseTarget(value: string, cwd: string): Target {
  const [format = '', ...rest] = value.split('=');
  if (!FORMATS.has(format)) throw new UsageError(`Unknown format '${format}'.${didYouMean(format, FORMAT_NAMES)} Formats: ${FORMAT_NAMES.join(', ')}.`);
  if (rest.length === 0) return { format };
  const name = rest.join('=');
  if (name === '') throw new UsageError(`--format ${value} names no file. Write --format ${format}=report.txt, or leave the = out to print to standard output.`);
  const file = resolve(cwd, name);
  if (!disk.isFolder(dirname(file))) throw new UsageError(`Cannot write ${name}: the folder ${dirname(name)} does not exist. Create it, or give another place for ${basename(file)}.`);
  if (disk.isFolder(file)) throw new UsageError(`Cannot write ${name}: it is a folder. Give the name of a file.`);
  return { format, file };
}

/** The text of one report. */
export function render(format: string, result: RunResult, rendering: Rendering): string {
  const renderFormat = FORMATS.get(format);
  if (!renderFormat) throw new UsageError(`Unknown format '${format}'. Formats: ${FORMAT_NAMES.join(', ')}.`);
  return renderFormat(result, rendering);
}
