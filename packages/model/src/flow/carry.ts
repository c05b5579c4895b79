import { memo } from '@assay/contract';
import { armsThrough, type Arm } from './arms.js';
import { both, type Certainty } from './certainty.js';
import type { FlowEvent, LoopRef, Step } from './events.js';
import type { State } from './state.js';

/** The steps of an event of the activation itself. */
export const HERE: readonly Step[] = [];

/** Where a callee is entered: the call, and what holds around it. */
export interface Entered {
  readonly step: Step;
  readonly state: State;
  readonly loops: readonly LoopRef[];
  readonly transaction: State['transaction'];
}

/**
 * Events of a callee, as they are seen from a call of it. Many events of one callee have equal lists, and then the same lists: each is
 * made once a call, so that a chain of calls costs an object an event and not its lists.
 */
export function carrier({ step, state, loops, transaction }: Entered): (event: FlowEvent) => FlowEvent {
  const armAt = armsThrough(`${step.file.path}:${step.expr.at[0]}`);
  const stepsOf = memo((steps: readonly Step[]) => [step, ...steps]);
  const loopsOf = memo((inner: readonly LoopRef[]) => (inner.length === 0 ? loops : [...loops, ...inner.map(deeper)]));
  const armsOf = memo((arms: readonly Arm[]) => (arms.length === 0 ? state.arms : [...state.arms, ...arms.map(armAt)]));
  const withinOf = memo((arms: readonly Arm[]) => (arms.length === 0 ? state.within : [...state.within, ...arms.map(armAt)]));
  const certaintyOf = memo((certainty: Certainty) => both(state.certainty, certainty));
  return (event) => {
    const within = event.transaction ?? transaction;
    return {
      ...event, steps: stepsOf(event.steps), loops: loopsOf(event.loops), inTry: event.inTry || state.tries > 0, arms: armsOf(event.arms), within: withinOf(event.within),
      certainty: certaintyOf(event.certainty), ...(within ? { transaction: within } : {}),
    };
  };
}

const deepened = new WeakMap<LoopRef, LoopRef>();

function deeper(loop: LoopRef): LoopRef {
  let found = deepened.get(loop);
  if (!found) deepened.set(loop, (found = { ...loop, depth: loop.depth + 1 }));
  return found;
}
