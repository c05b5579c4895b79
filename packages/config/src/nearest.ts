import { compareText } from '@assay/contract';

const LONGEST = 100;

/** The candidates that are most like `word`, best first, at most `limit`. */
export function nearest(word: string, candidates: readonly string[], limit = 1): readonly string[] {
  const ranked = [...new Set(candidates)].map(candidate => ({ candidate, distance: distance(word, candidate) }));
  return ranked.sort((a, b) => a.distance - b.distance || compareText(a.candidate, b.candidate)).slice(0, limit).map(({ candidate }) => candidate);
}

/** ` Did you mean x?` when a candidate is like `word` enough, else nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const [best] = nearest(word, candidates);
  return best !== undefined && distance(word, best) <= Math.max(2, best.length * 0.4) ? ` Did you mean ${best}?` : '';
}

/** Levenshtein distance, upper and lower case alike. */
function distance(a: string, b: string): number {
  const from = a.slice(0, LONGEST).toLowerCase();
  const to = b.slice(0, LONGEST).toLowerCase();
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
