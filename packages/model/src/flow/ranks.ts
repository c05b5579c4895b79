import type { Expr } from '@assay/contract';

/** Words for those who may do more than others. */
const RANK = /^(?:su|root|(?:super|sys|site|global|org)?[-_ ]?admin(?:istrator)?|super[-_ ]?user|staff|owner|moderator)$/i;

/** `token.rol === 'su'`: who is set beside such a word is asked for a role, whatever the member is called. */
export function isRank(expr: Expr): boolean {
  return expr.kind === 'literal' && typeof expr.value === 'string' && RANK.test(expr.value);
}
