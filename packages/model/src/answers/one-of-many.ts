import { blocksOf, weakMemo, type Expr, type FunctionFact, type Stmt } from '@assay/contract';
import { branchOf, originOf, type Arm } from '../flow/arms.js';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import { isWrite } from './effects.js';
import { anchorAt, commonSteps, contains, framesOf } from './frames.js';

/** More callees than this for one call: which of them it is depends on what is not known. */
const MANY = 4;

/** Does the event happen in one of many functions that a call may reach, such as the implementations of an interface? */
export function isOneOfMany(event: FlowEvent, events: readonly FlowEvent[]): boolean {
  return event.arms.some((arm) => {
    if (originOf(arm)?.kind !== 'alt') return false;
    return (armsOf(events).get(branchOf(arm))?.size ?? 0) > MANY;
  });
}

/**
 * `for (const action of actions) switch (action.kind) { .. }`: what a round writes is one of many, by the kind of its element, and in the order of these. Of what it reads that is said
 * where most kinds read nothing.
 */
export function isOneOfManyCases(event: FlowEvent, loop: LoopRef, start: FunctionFact, isElement: (id: number, depth: number) => boolean, events: readonly FlowEvent[]): boolean {
  return framesOf(event, start).slice(loop.depth).some(({ fn }, index) => {
    const depth = loop.depth + index;
    return switchesAround(fn?.body ?? [], anchorAt(event, depth)).some(({ subject, cases, at }) => {
      if (index === 0 && loop.expr === undefined && (at[0] < loop.at.start || at[1] > loop.at.end)) return false;
      return subject.kind === 'member' && subject.object.kind === 'name' && isElement(subject.object.binding, depth) && isSpread(event, depth, cases, events);
    });
  });
}

function isSpread(event: FlowEvent, depth: number, cases: Switch['cases'], events: readonly FlowEvent[]): boolean {
  const kinds = cases.filter(({ test, body }) => test !== undefined && body.length > 0);
  if (kinds.length <= MANY || isWrite(event)) return kinds.length > MANY;
  const near = events.filter((other) => other.kind === 'access' && !isWrite(other) && commonSteps(event, other) >= depth);
  return kinds.filter(({ body }) => near.some((other) => body.some((statement) => contains(statement, anchorAt(other, depth))))).length * 2 <= kinds.length;
}

type Switch = Extract<Stmt, { kind: 'switch' }>;

/** The `switch` statements in a case of which the place stands. */
function switchesAround(body: readonly Stmt[], place: Expr): readonly Switch[] {
  const around = body.find((statement) => contains(statement, place));
  if (!around) return [];
  const inner = blocksOf(around).flatMap((block) => switchesAround(block, place));
  return around.kind === 'switch' && around.cases.some((one) => one.test !== undefined && one.body.some((statement) => contains(statement, place))) ? [around, ...inner] : inner;
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
