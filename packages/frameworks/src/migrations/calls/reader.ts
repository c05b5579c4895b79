import type { Range, SqlOp } from '@assay/contract';
import type { Chain } from './chain.js';
import type { Ref } from './scope.js';

/** What a chain of calls on the database comes to. */
export interface Reading {
  /** SQL texts are read where they are written: `sql` names the expressions that hold them. */
  readonly parts: readonly (SqlOp | { readonly sql: Ref })[];
  /** Functions that are run with the database as their first parameter. */
  readonly runs?: readonly Ref[];
  /** Why the call throws: the library has nothing of that name. */
  readonly throws?: string;
  /** The functions run only if something fails. */
  readonly runsRarely?: readonly Ref[];
}

/** One library's calls as Ops. `undefined`: the call is none of its own. */
export type CallReader = (chain: Chain) => Reading | undefined;

/** The reading of calls that change nothing. */
export const IDLE: Reading = { parts: [] };

/** A call that belongs to the library and cannot be followed. */
export function unread(at: Range, reason: string, tables?: readonly string[]): SqlOp {
  return { op: 'opaque', at, reason, ...(tables ? { tables } : {}) };
}
