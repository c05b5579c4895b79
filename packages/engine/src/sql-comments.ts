import type { CommentFact } from '@assay/contract';

/** Comments, and what a comment's look is no comment in: strings, quoted names, dollar-quoted bodies. Unclosed ones end with the text. */
const TOKEN = /--[^\n\r]*|\/\*[^]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|\$([A-Za-z_]\w*)?\$[^]*?(?:\$\1\$|$)/g;

/** The comments of an SQL text, their marks removed. */
export function sqlComments(text: string): readonly CommentFact[] {
  const comments: CommentFact[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (token.startsWith('--')) comments.push({ text: token.slice(2).trim(), at: [match.index, match.index + token.length] });
    else if (token.startsWith('/*')) comments.push({ text: token.slice(2).replace(/\*\/$/, '').trim(), at: [match.index, match.index + token.length] });
  }
  return comments;
}
