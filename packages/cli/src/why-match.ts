import { resolve } from 'node:path';
import type { Endpoint, Place } from '@assay/contract';
import type { Analysis } from '@assay/engine';
import { disk } from './disk.js';
import { nearest } from '@assay/config';
import { toRepoPath } from './project.js';
import { UsageError } from './usage-error.js';
import type { VerdictRecord } from './why-records.js';

export interface Found {
  readonly records: readonly VerdictRecord[];
  readonly endpoints: readonly Endpoint[];
}

export interface TargetPlace {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly given: string;
}

const MOST_CANDIDATES = 5;

/** Reads `path:line`; undefined for anything else. The path counts from the current folder, else from the root. */
export function parsePlace(target: string, root: string, cwd: string): TargetPlace | undefined {
  const [, path, line] = /^(\S.*?):(\d+)(?::\d+)?$/.exec(target) ?? [];
  if (path === undefined || line === undefined || /^[A-Z]+ \//.test(path) || path.startsWith('/') && !disk.exists(path)) return undefined;
  const file = [resolve(cwd, path), resolve(cwd, root, path)].find(candidate => disk.exists(candidate));
  if (file === undefined) throw new UsageError(`No such file: ${path} (looked in ${cwd}). Give path:line of a file, or an endpoint such as "PATCH /users/{id}".`);
  return { file, line: Number(line), given: target };
}

/** The verdicts whose place covers the line; if there is none, those with a step on it. */
export function atPlace(place: TargetPlace, root: string, records: readonly VerdictRecord[], analysis: Analysis): Found {
  const path = toRepoPath(root, place.file);
  const covers = (where: Place) => where.path === path && where.lines.first <= place.line && place.line <= where.lines.last;
  const direct = records.filter(record => covers(record.where));
  const found = direct.length > 0 ? direct : records.filter(record => record.trace.some(step => covers(step.where)));
  if (found.length > 0) return { records: found, endpoints: [] };
  if (!analysis.sources.has(path)) throw new UsageError(`Nothing is known of ${place.given}: ${path} was not read (ignored, generated, or no source file).`);
  const near = records.filter(record => record.where.path === path).sort((a, b) => gap(a, place.line) - gap(b, place.line)).map(record => `${path}:${record.where.lines.first} (${record.subject})`);
  throw new UsageError(`No rule judged anything at ${place.given}. ${suggestions('Nearest in that file', near)}`);
}

/** The verdicts on a subject: an endpoint as written, else subjects that contain the text. */
export function ofSubject(target: string, records: readonly VerdictRecord[], { model }: Analysis): Found {
  const wanted = normal(target);
  const matchers = [(text: string) => containsWhole(normal(text), wanted), (text: string) => normal(text).includes(wanted)];
  for (const matches of matchers) {
    const found = { records: records.filter(record => matches(record.subject)), endpoints: model.endpoints.filter(endpoint => matches(endpoint.id)) };
    if (wanted !== '' && found.records.length + found.endpoints.length > 0) return found;
  }
  const subjects = [...model.endpoints.map(endpoint => endpoint.id), ...records.map(record => record.subject)];
  throw new UsageError(`Nothing here is called ${target}. ${suggestions('Nearest', nearest(target, subjects, MOST_CANDIDATES))}`);
}

function gap({ where }: VerdictRecord, line: number): number {
  return Math.min(Math.abs(where.lines.first - line), Math.abs(where.lines.last - line));
}

function suggestions(label: string, candidates: readonly string[]): string {
  const shown = [...new Set(candidates)].slice(0, MOST_CANDIDATES);
  return shown.length > 0 ? `${label}:\n${shown.map(candidate => `  ${candidate}`).join('\n')}` : 'No rule judged anything here. Run assay check to see what was read.';
}

/** `:id`, `{id}` and `[id]` are the same parameter whatever its name; case and a last slash do not matter. */
function normal(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, ' ').replace(/:[a-z_]\w*\??|\{[^}]*\}|\[[^\]]*\]/g, '{}').replace(/(?<=[^\s/])\/$/, '');
}

function containsWhole(text: string, part: string): boolean {
  for (let at = text.indexOf(part); part !== '' && at !== -1; at = text.indexOf(part, at + 1)) {
    if (!/[\w/}.-]/.test(text[at - 1] ?? ' ') && !/[\w/{.-]/.test(text[at + part.length] ?? ' ')) return true;
  }
  return false;
}
