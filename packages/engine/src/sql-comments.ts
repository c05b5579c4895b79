import type { CommentFact } from '@assay/contract';
import type { SqlPieces } from '@assay/facts';
import { factsStage } from './stages.js';

/** An SQL text as its pieces. */
export function sqlPieces(text: string): SqlPieces {
  return factsStage().sqlPieces(text);
}

/** The comments of an SQL text, their marks removed. */
export function sqlComments(text: string): readonly CommentFact[] {
  return sqlPieces(text).lexemes.filter(({ kind }) => kind === 'comment').map(({ start, end }) => ({ text: sqlCommentText(text.slice(start, end)), at: [start, end] }));
}

/** What a comment says, its marks removed. */
export function sqlCommentText(comment: string): string {
  return comment.replace(/^(?:--|#|\/\*)/, '').replace(/\*\/$/, '').trim();
}
