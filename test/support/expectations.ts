import type { CaseFile } from './markdown.js';

/** What a fixture states about one line. For a rule: `error`, `review`, `ok`. For the model: `endpoint`, `access`, `migration`, `table`, `job`, `test`. */
export interface Expectation {
  readonly kind: string;
  /** The text after the colon; '' when there is none. */
  readonly text: string;
  readonly path: string;
  /** Line in the fixture's file, 1-based. */
  readonly line: number;
}

export const RULE_KINDS = ['error', 'review', 'ok'] as const;
export const MODEL_KINDS = ['endpoint', 'access', 'migration', 'table', 'job', 'test'] as const;

const MARKERS: Readonly<Record<string, string>> = { sql: '--', yaml: '#', yml: '#', graphql: '#', gql: '#', toml: '#' };
/** Expectations that may stand alone. */
const BARE = new Set(['review', 'ok']);

/** Reads the expectations in the comments at the end of lines. Several on one line are separated by the comment marker. */
export function readExpectations(files: readonly CaseFile[], kinds: readonly string[]): Expectation[] {
  return files.flatMap((file) => file.text.split('\n').flatMap((text, index) => readLine(text, kinds, file.path, index + 1)));
}

function readLine(text: string, kinds: readonly string[], path: string, line: number): Expectation[] {
  const marker = markerOf(path);
  const start = new RegExp(`(?:^|\\s)${marker}\\s*(?=(?:${kinds.join('|')})(?:\\b|:))`);
  const found = start.exec(text);
  if (!found) return [];
  const rest = text.slice(found.index + found[0].length);
  const separator = new RegExp(`\\s+${marker}\\s*(?=(?:${kinds.join('|')})(?:\\s*$|:|\\s+${marker}))`);
  return rest.split(separator).map((part) => readOne(part.trim(), path, line));
}

function readOne(part: string, path: string, line: number): Expectation {
  const [, kind = '', colon, text = ''] = /^(\w+)(:)?\s*(.*)$/.exec(part) ?? [];
  if (colon ? text === '' : text !== '' || !BARE.has(kind)) {
    throw new Error(`${path}:${line}: "${part}" is not an expectation; write "${kind}: <text>"${BARE.has(kind) ? ` or "${kind}"` : ''}`);
  }
  return { kind, text, path, line };
}

function markerOf(path: string): string {
  return MARKERS[path.slice(path.lastIndexOf('.') + 1)] ?? '//';
}

/** What the analysis said about a line. `optional` is fine when nothing expects it (a pass, a call that is no data access). */
export interface Observation extends Expectation {
  readonly optional?: boolean;
}

export type Matches = (expected: Expectation, got: Observation) => boolean;

/** Pairs expectations with observations of the same line, one to one; answers a readable difference, '' when there is none. */
export function difference(expected: readonly Expectation[], observed: readonly Observation[], matches: Matches): string {
  const open = [...observed];
  const missing: Expectation[] = [];
  // The most demanding text chooses first, so that a bare `review` cannot take the observation of a precise one.
  for (const wanted of [...expected].sort((a, b) => b.text.length - a.text.length)) {
    const at = open.findIndex((got) => got.path === wanted.path && got.line === wanted.line && matches(wanted, got));
    if (at < 0) missing.push(wanted);
    else open.splice(at, 1);
  }
  const unexpected = open.filter((got) => !got.optional);
  const places = [...missing, ...unexpected].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
  const reported = new Set<string>();
  return places
    .flatMap((place) => {
      const key = `${place.path}:${place.line}`;
      if (reported.has(key)) return [];
      reported.add(key);
      const here = (item: Expectation) => item.path === place.path && item.line === place.line;
      return [`${key}\n    expected  ${list(missing.filter(here))}\n    got       ${list(open.filter(here))}`];
    })
    .join('\n');
}

function list(items: readonly Expectation[]): string {
  return items.length === 0 ? 'nothing' : items.map(render).join('\n              ');
}

function render(item: Expectation): string {
  return item.text ? `${item.kind}: ${item.text}` : item.kind;
}

/** `error` states the whole title, `review` a part of it, `ok` a part of the subject. */
export const matchesVerdict: Matches = (expected, got) =>
  expected.kind === got.kind && (expected.kind === 'error' ? expected.text === got.text : got.text.includes(expected.text));

/** The head must be equal; of the `key: value` pairs only those that are stated. */
export const matchesModelLine: Matches = (expected, got) => {
  if (expected.kind !== got.kind) return false;
  const wanted = readModelLine(expected.text);
  const seen = readModelLine(got.text);
  return wanted.head === seen.head && [...wanted.pairs].every(([key, value]) => seen.pairs.get(key) === value);
};

export const MODEL_KEYS = ['chain', 'guard', 'handler', 'mounted', 'perElement', 'tool', 'down', 'noop', 'destructive', 'framework', 'reaches', 'statuses', 'denied', 'unlinked'] as const;

/** `POST /v1/orders chain: [a, b] guard: role` -> the head and its pairs. Spaces do not matter. */
export function readModelLine(text: string): { readonly head: string; readonly pairs: ReadonlyMap<string, string> } {
  const [head = '', ...rest] = text.split(new RegExp(`\\s+(${MODEL_KEYS.join('|')}):`));
  const pairs = new Map<string, string>();
  for (let i = 0; i + 1 < rest.length; i += 2) pairs.set(rest[i] ?? '', normalize(rest[i + 1] ?? ''));
  return { head: normalize(head), pairs };
}

function normalize(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(/\[ /g, '[').replace(/ \]/g, ']').replace(/ ,/g, ',').replace(/,(?! )/g, ', ');
}
