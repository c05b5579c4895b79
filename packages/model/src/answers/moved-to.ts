import { blocksOf, walk, type ExprOf, type Range, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { rootName } from '../ir/mutations.js';
import type { Linker } from '../link/linker.js';
import { givesNothing } from '../link/settled.js';
import { optionsOf } from '../link/values.js';
import { isHanded } from './joins.js';

/**
 * `const query = db('orders').insert(row); if (unit) query.transacting(unit); await query`: was the query moved to a transaction's handle by a statement of its own? `unknown` where
 * what it was moved to is not told; undefined where nothing moves it, or nothing was given.
 */
export function movedTo({ concept, env, expr }: FlowEvent, linker: Linker): 'yes' | 'unknown' | undefined {
  const movedBy = concept?.kind === 'access' ? concept.movedBy : undefined;
  if (movedBy === undefined) return undefined;
  const held = heldAs(env.fn.body, expr.at) ?? rootName(expr);
  const handle = held === undefined ? undefined : walk(env.fn).find((call): call is ExprOf<'call'> => call.kind === 'call' && call.callee.kind === 'member' && call.callee.name === movedBy && rootName(call.callee.object) === held)?.args[0];
  if (!handle || givesNothing(handle, env, linker)) return undefined;
  return optionsOf(linker.evaluate(handle, env)).some((option) => option.kind === 'path' && isHanded(option)) ? 'yes' : 'unknown';
}

/** The name that a query is declared under. */
function heldAs(body: readonly Stmt[], at: Range): number | undefined {
  for (const statement of body) {
    const isHolder = statement.kind === 'declare' && statement.bindings.length === 1 && statement.value !== undefined && statement.value.at[0] <= at[0] && at[1] <= statement.value.at[1];
    const found = isHolder ? statement.bindings[0] : blocksOf(statement).map((block) => heldAs(block, at)).find((id) => id !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
