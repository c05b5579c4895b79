import { lineAt, lineStartsOf, type FileFacts, type Place, type RepoPath, type SourceFile, type Span } from '@assay/contract';

/** Turns a span into the lines and columns that reports print. */
export type PlaceOf = (span: Span) => Place;

/**
 * Makes the one converter from offsets to 1-based lines and columns. `columns.last` is the column after the last character, as in
 * SARIF. Code files use the lines of their facts, other files those of their text; a span outside its file is cut to it.
 */
export function makePlaces(files: readonly SourceFile[], facts: readonly FileFacts[]): PlaceOf {
  const texts = new Map(files.map(file => [file.path, file.text]));
  const starts = new Map<RepoPath, readonly number[]>(facts.map(file => [file.path, file.lineStarts]));
  const startsOf = (path: RepoPath): readonly number[] => {
    const known = starts.get(path) ?? lineStartsOf(texts.get(path) ?? '');
    starts.set(path, known);
    return known;
  };
  return span => placeIn(startsOf(span.path), texts.get(span.path)?.length ?? 0, span);
}

function placeIn(starts: readonly number[], length: number, span: Span): Place {
  const start = Math.min(Math.max(span.start, 0), length);
  const end = Math.min(Math.max(span.end, start), length);
  const first = lineAt(starts, start);
  const last = lineAt(starts, Math.max(start, end - 1));
  const column = (offset: number, line: number) => offset - (starts[line - 1] ?? 0) + 1;
  return { path: span.path, lines: { first, last }, columns: { first: column(start, first), last: column(end, last) }, span };
}
