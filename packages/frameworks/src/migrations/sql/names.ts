import type { Token } from './tokens.js';

const NOISE: ReadonlySet<string> = new Set(['IF', 'NOT', 'EXISTS', 'ONLY', 'TEMPORARY', 'TEMP', 'UNLOGGED', 'TABLE', 'FROM', 'INTO']);

/** The last part of the name at `from`: `"public"."User"` is `user`. */
export function nameAfter(list: readonly Token[], from: number): string {
  let at = from;
  while (list[at]?.kind === 'word' && NOISE.has(list[at]?.text ?? '')) at++;
  while (list[at + 1]?.text === '.' && list[at + 2]) at += 2;
  return nameOf(list[at]);
}

/** A name, whatever its case is. */
export function nameOf(token: Token | undefined): string {
  return token?.text.toLowerCase() ?? '';
}
