import type { CommentFact, Range } from '@assay/contract';

/** Words that make a comment matter to later stages. */
const RELEVANT = /eslint-(?:disable|enable)|@public\b|assay[-:]|\b(?:IRREVERSIBLE|ROLLBACK|VERIFY|OPERATIONS)\b|[iI]rreversibl|reversible\b|\bbe (?:undone|reversed|reverted|rolled back|restored|recovered)\b|[dD]ata[- ][lL]oss|\b[nN](?:o|ot|othing)\b[^\n]*\b(?:down|rollback|revert|undo|roll back)\b[^\n]*\b(?:as|because|since)\b|\b(?:[uU]pdat|[dD]elet|[rR]emov|[rR]eset|[sS]et|[mM]ark|[cC]lear|[eE]mpt|[wW]ip|[pP]urg)\w*\s+(?:\w+\s+){0,2}(?:all|every|each)\b/;
const COMMENT = /\/\/[^\n\r]*|\/\*[^]*?(?:\*\/|$)/g;

/** Comments with a directive or an annotation. `literals` are ranges in which a comment's look is no comment. */
export function readComments(text: string, literals: readonly Range[]): CommentFact[] {
  if (!RELEVANT.test(text)) return [];
  const found: CommentFact[] = [];
  const inLiteral = (offset: number): Range | undefined => literals.find(([start, end]) => start <= offset && offset < end);
  COMMENT.lastIndex = 0;
  for (let match = COMMENT.exec(text); match; match = COMMENT.exec(text)) {
    const literal = inLiteral(match.index);
    if (literal) {
      COMMENT.lastIndex = literal[1];
      continue;
    }
    if (RELEVANT.test(match[0])) found.push({ text: strip(match[0]), at: [match.index, match.index + match[0].length] });
  }
  return found;
}

function strip(comment: string): string {
  const inner = comment.startsWith('//') ? comment.slice(2) : comment.slice(2, comment.endsWith('*/') ? -2 : undefined);
  return inner.trim();
}
