import type { Expr, Range } from '@assay/contract';
import { messageOf } from './text.js';

/** What running a function comes to. */
export type Doing =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'throws'; readonly at: Range; readonly reason?: string }
  | { readonly kind: 'acts' };

export const NOTHING: Doing = { kind: 'nothing' };
export const ACTS: Doing = { kind: 'acts' };

/** Acting outweighs refusing, refusing outweighs doing nothing. */
export function worst(list: readonly Doing[]): Doing {
  return list.find((doing) => doing.kind === 'acts') ?? list.find((doing) => doing.kind === 'throws') ?? NOTHING;
}

/** The refusal that throwing or rejecting with `value` is. */
export function refusal(value: Expr, at: Range): Doing {
  const reason = messageOf(value);
  return { kind: 'throws', at, ...(reason === undefined ? {} : { reason }) };
}
