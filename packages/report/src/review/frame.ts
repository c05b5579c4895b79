import type { Place } from '@assay/contract';
import type { ReadLine } from '../code-frame.js';
import { visible } from '../visible.js';
import type { FrameLine } from './model.js';

const CONTEXT = 2;
const MOST_LINES = 8;
const LONGEST = 160;

/** The lines around a place, the place's own marked. Empty when the file cannot be shown. */
export function frameOf({ path, lines }: Place, readLine: ReadLine): readonly FrameLine[] {
  const last = Math.min(lines.last, lines.first + MOST_LINES - 1);
  const numbers = Array.from({ length: last - lines.first + 1 + 2 * CONTEXT }, (_, index) => lines.first - CONTEXT + index).filter(line => line > 0);
  return numbers.flatMap(line => {
    const text = readLine(path, line);
    if (text === undefined) return [];
    const shown = visible(text.replaceAll('\t', '  '));
    return [{ line, text: shown.length > LONGEST ? `${shown.slice(0, LONGEST)}...` : shown, marked: line >= lines.first && line <= last }];
  });
}
