import type { FileFacts, Range } from '@assay/contract';

/** A migration's own statement that it cannot be undone. */
export interface Annotation {
  readonly at: Range;
  readonly reason?: string;
}

const SQL_NOTE = /--[ \t]*IRREVERSIBLE:?[ \t]*([^\n]*)|\/\*\s*IRREVERSIBLE:?\s*([^]*?)\*\//;
const CODE_NOTE = /^\W*IRREVERSIBLE:?\s*([^\n]*)/m;

/** `-- IRREVERSIBLE: reason` in SQL text; `from` is where the text stands in its file. */
export function sqlAnnotation(text: string, from: number): Annotation | undefined {
  const found = SQL_NOTE.exec(text);
  if (!found) return undefined;
  return { at: [from + found.index, from + found.index + found[0].length], ...reasonOf(found[1] ?? found[2]) };
}

/** `// IRREVERSIBLE: reason` in the range of a file, or anywhere in it. */
export function codeAnnotation(file: FileFacts, range?: Range): Annotation | undefined {
  for (const comment of file.comments) {
    const isOutside = range && (comment.at[0] < range[0] || comment.at[1] > range[1]);
    const found = isOutside ? undefined : CODE_NOTE.exec(comment.text);
    if (found) return { at: comment.at, ...reasonOf(found[1]) };
  }
  return undefined;
}

const COMMENT = /--[^\n]*|\/\*[^]*?(?:\*\/|$)/g;
/** What authors write where they know that the data does not come back. */
const ADMISSION = /(?<!\bnot )\birreversibl[ey]\b|\b(?:can ?not|can't|can never) be (?:undone|reversed|reverted|rolled back|restored|recovered)\b|\b(?:not|non)[- ]?reversible\b|(?<!\b(?:no|without|avoids?|prevents?) )\bdata[- ]loss\b/i;

/** Where SQL text says in any words that it cannot be undone. */
export function sqlAdmission(text: string, from: number): Annotation | undefined {
  for (const { 0: comment, index } of text.matchAll(COMMENT)) if (ADMISSION.test(comment)) return { at: [from + index, from + index + comment.length] };
  return undefined;
}

/** Where a comment of the file says so in any words. */
export function codeAdmission(file: FileFacts): Annotation | undefined {
  const found = file.comments.find(({ text }) => ADMISSION.test(text));
  return found && { at: found.at };
}

/** `No down is needed as this only fills in what was missing.` What follows gives the reason. */
const NEEDLESS = /\b(?:no|not|nothing)\b[^.\n]*\b(?:down|rollback|revert|undo|roll back)\b[^.\n]*\b(?:as|because|since)\b\s+\S+\s+\S+/i;

/** A comment in a range of a file that says why nothing is to be done there. */
export function codeReason(file: FileFacts, range: Range): Annotation | undefined {
  const found = file.comments.find(({ at, text }) => at[0] >= range[0] && at[1] <= range[1] && NEEDLESS.test(text));
  return found && { at: found.at, reason: found.text.replace(/^[\s/*]+|[\s/*]+$/g, '') };
}

function reasonOf(text: string | undefined): { reason?: string } {
  const reason = text?.trim();
  return reason ? { reason } : {};
}
