import { spanOf, type SourceFile, type Span } from '@assay/contract';
import { changes } from './effects.js';

/** A SQL file, or one section of it. Offsets are those of the file. */
export interface SqlPart {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
  /** The marker that opens the section. */
  readonly marker?: readonly [number, number];
}

/** The whole file as one part. */
export function wholeFile(source: SourceFile): SqlPart {
  return { source, start: 0, end: source.text.length };
}

/** The SQL of the part alone. */
export function textOf(part: SqlPart): string {
  return part.source.text.slice(part.start, part.end);
}

/** Where the part stands in its file. */
export function spanOfPart({ source, start, end }: SqlPart): Span {
  return spanOf(source.path, [start, end]);
}

/** Can nothing in it change the database? */
export function isIdle(part: SqlPart): boolean {
  return changes(textOf(part)).length === 0;
}

/** Where a reviewer looks: the first statement that changes something, else the section's marker, else the first line. */
export function headOf(part: SqlPart): Span {
  const { path, text } = part.source;
  const [first] = changes(textOf(part));
  if (first) return spanOf(path, [part.start + first.start, part.start + first.end]);
  if (part.marker) return spanOf(path, part.marker);
  const line = text.indexOf('\n', part.start);
  return spanOf(path, [part.start, line < 0 ? part.end : line]);
}
