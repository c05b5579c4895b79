import type { CommentFact } from '@assay/contract';
import { sqlPieces } from '@assay/facts';

/** The comments of an SQL text, their marks removed. */
export function sqlComments(text: string): readonly CommentFact[] {
  return sqlPieces(text).lexemes.filter(({ kind }) => kind === 'comment').map(({ start, end }) => ({ text: sqlCommentText(text.slice(start, end)), at: [start, end] }));
}

/** What a comment says, its marks removed. */
export function sqlCommentText(comment: string): string {
  return comment.replace(/^(?:--|#|\/\*)/, '').replace(/\*\/$/, '').trim();
}
