import { spanOf, type FileFacts, type Range, type RowChange } from '@assay/contract';

/** `Updates all invoices`, `remove every session`. */
const OF_ALL = /\b(?:updat|delet|remov|reset|set|mark|clear|empt|wip|purg)\w*\s+(?:\w+\s+){0,2}(?:all|every|each)\b/i;

/** What the code around a write says of it: the name of the innermost function that has one, and a comment in it or above it that speaks of all. */
export function statedAround(file: FileFacts, [start, end]: Range): Pick<RowChange, 'within' | 'said'> {
  const around = file.functions.filter(({ name, at }) => name !== '' && at[0] <= start && end <= at[1]);
  const fn = around.reduce((inner, one) => (one.at[1] - one.at[0] <= inner.at[1] - inner.at[0] ? one : inner), around[0] ?? { name: '', at: [0, end] as const });
  const earlier = file.functions.filter(({ at }) => at[1] <= fn.at[0]).map(({ at }) => at[1]);
  const comment = file.comments.findLast(({ at, text }) => at[0] >= Math.max(0, ...earlier) && at[1] <= start && OF_ALL.test(text));
  return { within: fn.name, ...(comment ? { said: spanOf(file.path, comment.at) } : {}) };
}
