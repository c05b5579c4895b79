import { weakMemo } from '@assay/contract';
import { branchOf, originOf, type Arm } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';

/** More callees than this for one call: which of them it is depends on what is not known. */
const MANY = 4;

/** Does the event happen in one of many functions that a call may reach, such as the implementations of an interface? */
export function isOneOfMany(event: FlowEvent, events: readonly FlowEvent[]): boolean {
  return event.arms.some((arm) => {
    if (originOf(arm)?.kind !== 'alt') return false;
    return (armsOf(events).get(branchOf(arm))?.size ?? 0) > MANY;
  });
}

/** The arms on which the events of a run stand, by branch. */
const armsOf = weakMemo((events: readonly FlowEvent[]) => groupedBy([...new Set(events.flatMap(({ arms }) => arms))]));

function groupedBy(arms: readonly Arm[]): ReadonlyMap<string, ReadonlySet<Arm>> {
  const found = new Map<string, Set<Arm>>();
  for (const arm of arms) {
    const branch = branchOf(arm);
    const list = found.get(branch);
    if (list) list.add(arm);
    else found.set(branch, new Set([arm]));
  }
  return found;
}
