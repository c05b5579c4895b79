/** A path relative to the repository root, `/`-separated, never absolute. */
export type RepoPath = string;

/** Half-open range of UTF-16 offsets in a file's text, byte order mark removed. */
export type Range = readonly [start: number, end: number];

/** A place in the repository. */
export interface Span {
  readonly path: RepoPath;
  readonly start: number;
  readonly end: number;
}

/** A text to put in place of what stands at a span; an empty span is an insertion. */
export interface Edit {
  readonly at: Span;
  readonly text: string;
}

/** A 1-based line range, as reports print it. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Makes a Span from a path and a range. */
export function spanOf(path: RepoPath, [start, end]: Range): Span {
  return { path, start, end };
}

/** Orders spans by path, then start, then end: the order of every report. */
export function compareSpans(a: Span, b: Span): number {
  return compareText(a.path, b.path) || a.start - b.start || a.end - b.end;
}

/** Code-unit order: the same on every machine and locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The 1-based line that holds `offset`, by binary search in the file's line starts. */
export function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** Offsets of the first character of each line of a text. */
export function lineStartsOf(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), match => match.index + match[0].length)];
}

/** Answers the 1-based line at which a span of one of these texts begins; a text that is not there has one line. */
export function lineOf(texts: ReadonlyMap<RepoPath, string>): (at: Pick<Span, 'path' | 'start'>) => number {
  const starts = new Map<RepoPath, readonly number[]>();
  return ({ path, start }) => {
    const known = starts.get(path) ?? lineStartsOf(texts.get(path) ?? '');
    starts.set(path, known);
    return lineAt(known, start);
  };
}
