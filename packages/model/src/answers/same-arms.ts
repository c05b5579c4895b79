import type { FlowEvent } from '../flow/events.js';
import { branchOf, originOf, type Arm } from '../flow/arms.js';

/**
 * Does the first run wherever the second does? A call that leads to one of several (`db` of three drivers) does the same in each case: which of them it is says nothing of whether
 * it runs.
 */
export function runsWith(first: FlowEvent, arms: readonly Arm[], second: FlowEvent, events: readonly FlowEvent[]): boolean {
  return arms.every((arm) => second.arms.includes(arm) || (originOf(arm)?.kind.startsWith('alt') === true && isDoneAlike(first, arm, events)));
}

/** The other options of the call do the same. */
function isDoneAlike(event: FlowEvent, arm: Arm, events: readonly FlowEvent[]): boolean {
  return events.some((other) => isAtOnePlace(event, other) && isOneAccess(event, other) && other.arms.some((one) => one !== arm && branchOf(one) === branchOf(arm)));
}

function isAtOnePlace(event: FlowEvent, { at }: FlowEvent): boolean {
  return at.path === event.at.path && at.start === event.at.start;
}

function isOneAccess({ concept: a }: FlowEvent, { concept: b }: FlowEvent): boolean {
  return a?.kind === 'access' && b?.kind === 'access' && a.op === b.op && a.table === b.table;
}
