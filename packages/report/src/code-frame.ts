import type { Place } from '@assay/contract';
import { visible } from './visible.js';

/** Answers the text of a 1-based line without its line break; undefined beyond the end of the file. */
export type ReadLine = (path: string, line: number) => string | undefined;

const CONTEXT = 1;
const LONGEST = 120;
const MOST_LINES = 5;

/** The lines around a place, the place's own marked by `>`. Empty when the file cannot be shown. */
export function codeFrame(place: Place, readLine: ReadLine): readonly string[] {
  const last = Math.min(place.lines.last, place.lines.first + MOST_LINES - 1);
  const width = String(last + CONTEXT).length;
  const frame: string[] = [];
  for (let line = Math.max(1, place.lines.first - CONTEXT); line <= last + CONTEXT; line++) {
    const text = readLine(place.path, line);
    if (text === undefined) continue;
    const marked = line >= place.lines.first && line <= last;
    frame.push(`${marked ? '>' : ' '} ${String(line).padStart(width)} | ${shorten(text)}`.trimEnd());
  }
  return frame;
}

function shorten(text: string): string {
  const shown = visible(text.replaceAll('\t', '  '));
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}...` : shown;
}
