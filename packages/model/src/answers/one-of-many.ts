import { branchOf, originOf } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';

/** More callees than this for one call: which of them it is depends on what is not known. */
const MANY = 4;

/** Does the event happen in one of many functions that a call may reach, such as the implementations of an interface? */
export function isOneOfMany(event: FlowEvent, events: readonly FlowEvent[]): boolean {
  return event.arms.some((arm) => {
    if (originOf(arm)?.kind !== 'alt') return false;
    const branch = branchOf(arm);
    return new Set(events.flatMap((other) => other.arms.filter((candidate) => branchOf(candidate) === branch))).size > MANY;
  });
}
