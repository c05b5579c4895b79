import type { Span } from '@assay/contract';
import { sqlPieces } from '@assay/engine';

/** One statement of a script and where it stands. */
export interface PlacedStatement {
  readonly text: string;
  readonly at: Span;
}

/** The statements of scripts, in order. */
export function statementsIn(scripts: readonly Span[], sources: ReadonlyMap<string, string>): readonly PlacedStatement[] {
  return scripts.flatMap(({ path, start, end }) => {
    const text = (sources.get(path) ?? '').slice(start, end);
    return sqlPieces(text).statements.map(([from, to]) => ({ text: text.slice(from, to), at: { path, start: start + from, end: start + to } }));
  });
}
