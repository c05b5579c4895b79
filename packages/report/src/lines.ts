import type { LineRange, Place } from '@assay/contract';

/** A line range as ReviewFindingsJSON prints it: `88-129`, or `88` for one line. */
export function formatLines({ first, last }: LineRange): string {
  return last > first ? `${first}-${last}` : `${first}`;
}

/** A place as people and editors read it: `src/app.ts:31`. */
export function formatPlace(place: Place): string {
  return `${place.path}:${place.lines.first}`;
}
