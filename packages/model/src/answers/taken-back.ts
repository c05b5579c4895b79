import type { AccessConcept, AccessOp } from '@assay/contract';
import { originOf } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';
import { anchorAt } from './frames.js';
import { plainTable } from './table-names.js';
import { triesAround } from './tries.js';
import type { Write } from './write-dependence.js';

/** What undoes a write. */
const UNDOES: Partial<Readonly<Record<AccessOp, AccessOp>>> = { create: 'delete', delete: 'create' };

/**
 * When something fails, a catch block takes the first back: what it created is deleted, and what it deleted (an entry of a queue) is put back. The second is tried there, or comes
 * after it.
 */
export function isTakenBack(first: Write, second: Write, events: readonly FlowEvent[]): boolean {
  const { op, table } = accessOf(first.event) ?? {};
  const undoes = op && UNDOES[op];
  if (undoes === undefined || table === undefined) return false;
  return events.some((event) => {
    const access = accessOf(event);
    return access?.op === undoes && access.table !== undefined && plainTable(access.table) === plainTable(table)
      && event.arms.some((arm) => arm.endsWith('~catch') && stands(originOf(arm)?.offset, first, second));
  });
}

/** The way to the second write stands in the try statement at this place; or behind it, where the first comes before it. */
function stands(offset: number | undefined, first: Write, second: Write): boolean {
  return second.frames.some(({ fn, depth, key }) => {
    if (fn === undefined || offset === undefined) return false;
    if (triesAround(fn.body, anchorAt(second.event, depth).at).some(({ at }) => at[0] === offset)) return true;
    if (first.frames[depth]?.key !== key || fn.at[0] > offset || fn.at[1] < offset) return false;
    return anchorAt(first.event, depth).at[1] <= offset && offset < anchorAt(second.event, depth).at[0];
  });
}

function accessOf({ concept }: FlowEvent): AccessConcept | undefined {
  return concept?.kind === 'access' ? concept : undefined;
}
