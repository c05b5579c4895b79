import { compareText, type Finding, type KnownFinding } from '@assay/contract';
import { knownOf, matchKnown } from './match.js';

/** The file's name, next to the configuration. */
export const BASELINE_FILE = '.assay-baseline.json';
const VERSION = 1;

/** One finding that was there when the baseline was made. The last three are for people to add. */
export interface BaselineEntry extends KnownFinding {
  readonly reason?: string;
  readonly owner?: string;
  /** The last day (`2026-12-31`) on which the finding is let through. */
  readonly expires?: string;
}

/** The text is no baseline; the message says what is wrong with it. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

/** A baseline as text: one line an entry, sorted, so that two branches merge without a conflict where they touch different findings. */
export function formatBaseline(entries: readonly BaselineEntry[]): string {
  const lines = sorted(entries).map(entry => `    ${JSON.stringify(written(entry))}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "version": ${VERSION},\n  "findings": ${list}\n}\n`;
}

/**
 * Reads a baseline.
 * @throws BaselineError when it is none, or was written by a later version.
 */
export function parseBaseline(text: string): readonly BaselineEntry[] {
  const value = parseJson(text);
  if (!isRecord(value) || !Array.isArray(value['findings'])) throw new BaselineError('it has no list "findings"');
  if (value['version'] !== VERSION) throw new BaselineError(`its version is ${JSON.stringify(value['version'])}, and this version of Assay reads ${VERSION}`);
  return value['findings'].map((entry: unknown, index) => entryOf(entry, index));
}

/** The entries that hold on this day (`2026-12-31`); the others have expired. */
export function unexpired(entries: readonly BaselineEntry[], today: string): readonly BaselineEntry[] {
  return entries.filter(({ expires }) => expires === undefined || expires >= today);
}

/** The baseline of these findings; what people wrote to an entry stays with it. */
export function updated(findings: readonly Finding[], before: readonly BaselineEntry[]): readonly BaselineEntry[] {
  const old = matchKnown(before, findings);
  return findings.map(finding => ({ ...old.get(finding), ...knownOf(finding) }));
}

function entryOf(entry: unknown, index: number): BaselineEntry {
  const place = `entry ${index + 1}`;
  if (!isRecord(entry)) throw new BaselineError(`${place} is no object`);
  const text = (key: string): string => {
    const value = entry[key];
    if (typeof value !== 'string') throw new BaselineError(`${place} has no text "${key}"`);
    return value;
  };
  const optional = (['reason', 'owner', 'expires'] as const).filter(key => entry[key] !== undefined).map(key => [key, text(key)] as const);
  const extra = Object.fromEntries(optional);
  if (extra['expires'] !== undefined && !/^\d{4}-\d\d-\d\d$/.test(extra['expires'])) throw new BaselineError(`${place}: "expires" is no day such as 2026-12-31`);
  return { fingerprint: text('fingerprint'), anchor: text('anchor'), context: text('context'), rule: text('rule'), subject: text('subject'), path: text('path'), ...extra };
}

function sorted(entries: readonly BaselineEntry[]): readonly BaselineEntry[] {
  return entries.toSorted((a, b) => compareText(a.rule, b.rule) || compareText(a.subject, b.subject) || compareText(a.path, b.path) || compareText(a.fingerprint, b.fingerprint));
}

function written({ rule, subject, path, fingerprint, anchor, context, reason, owner, expires }: BaselineEntry) {
  return { rule, subject, path, fingerprint, anchor, context, reason, owner, expires };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new BaselineError(`it is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
