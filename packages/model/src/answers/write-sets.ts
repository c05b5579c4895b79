import { compareSpans, spanOf, type Span, type WriteSet } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { functionLabel } from '../text.js';
import { effectOf, isWrite } from './effects.js';
import { isDeclaredHandle, joined, membershipOf, type Membership } from './joins.js';
import { canBothRun, dependenceOf, partingOf, type Write } from './write-dependence.js';
import { framesOf } from './frames.js';
import { leavesOf } from './leaves.js';
import { listenerDepth } from './listeners.js';

const MAX_WRITES = 60;

/** A function from which writes are reached, with what is known of it. */
export interface WriteScope {
  readonly label: string;
  readonly at: Span;
  readonly events: readonly FlowEvent[];
  /** Its callers are not known: it may run in their transaction. */
  readonly uncalled?: boolean;
}

/**
 * Two dependent writes that one run performs and no common transaction joins. The place is where the two ways part: the function that
 * reaches both by different steps.
 */
export function writeSets(scopes: readonly WriteScope[], linker: Linker): WriteSet[] {
  const sets = new Map<string, WriteSet>();
  const judged = new Set<string>();
  for (const scope of scopes) {
    const writes = distinct(scope.events.filter((event) => isWrite(event) && listenerDepth(event) < 0));
    if (writes.length < 2) continue;
    const places = writes.map((write) => `${write.at.path}:${write.at.start}`).join('|');
    const split = firstSplit(writes, scope, linker);
    const home = split ? homeOf(split.first, split.second, scope) : undefined;
    if (!split && judged.has(places)) continue;
    judged.add(places);
    const doubtful = split !== undefined && scope.uncalled === true && isDeclaredHandle(split.first) && isDeclaredHandle(split.second);
    const set: WriteSet = {
      id: home?.label ?? scope.label, at: home?.at ?? scope.at, writes: writes.map(effectOf), ...(doubtful ? { known: 'unknown', reason: 'parameter' } : { known: 'yes' }),
      ...(split ? { split: { first: effectOf(split.first), second: effectOf(split.second), dependence: split.dependence } } : {}),
    };
    const key = `${set.at.path}:${set.at.start}`;
    const known = sets.get(key);
    if (!known || (!known.split && split) || (known.known === 'unknown' && set.known === 'yes' && split)) sets.set(key, set);
  }
  return [...sets.values()].sort((a, b) => compareSpans(a.at, b.at));
}

/** One write for each call that reaches it; options of one receiver are the same write. */
function distinct(writes: readonly FlowEvent[]): readonly FlowEvent[] {
  const found = new Map<string, FlowEvent>();
  for (const write of writes) {
    const way = write.steps.map((step) => `${step.file.path}:${step.expr.at[0]}`).join('>');
    const key = `${way}|${write.at.path}:${write.at.start}`;
    if (!found.has(key)) found.set(key, write);
  }
  return [...found.values()].slice(0, MAX_WRITES);
}

interface Split { readonly first: FlowEvent; readonly second: FlowEvent; readonly dependence: string }

/** The split that parts furthest out: a transaction there covers those within. */
function firstSplit(events: readonly FlowEvent[], scope: WriteScope, linker: Linker): Split | undefined {
  const writes = events.map((event): Write => {
    const frames = framesOf(event, undefined);
    return { event, frames, leaves: leavesOf(event, frames) };
  });
  const members = new Map<Write, Membership>();
  const membership = (write: Write): Membership => {
    let known = members.get(write);
    if (!known) members.set(write, (known = membershipOf(write.event, scope.events, linker)));
    return known;
  };
  let found: (Split & { readonly depth: number }) | undefined;
  for (const [index, first] of writes.entries()) {
    for (const second of writes.slice(index + 1)) {
      const depth = partingOf(first, second);
      if ((found && found.depth <= depth) || !canBothRun(first.event, second.event)) continue;
      const dependence = dependenceOf(first, second);
      if (dependence === undefined || joined(membership(first), membership(second))) continue;
      found = { first: first.event, second: second.event, dependence, depth };
    }
  }
  return found;
}

/** The function from which the two writes are reached by different steps, and the place of the first step there. */
function homeOf(first: FlowEvent, second: FlowEvent, scope: WriteScope): { readonly label: string; readonly at: Span } {
  let depth = 0;
  while (depth < first.steps.length && depth < second.steps.length && first.steps[depth]?.expr === second.steps[depth]?.expr && first.steps[depth]?.callee.id === second.steps[depth]?.callee.id) depth += 1;
  const inside = depth > 0 ? first.steps[depth - 1] : undefined;
  const label = inside ? functionLabel(inside.callee.file, inside.callee.id) : scope.label;
  const step = first.steps[depth];
  return { label, at: step ? spanOf(step.file.path, step.expr.at) : first.at };
}
