import { memo, weakMemo } from '@assay/contract';
import { armsThrough } from './arms.js';
import { carriedBy, type Frame } from './carried.js';
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

/** Events of a callee, as they are seen from a call of it. What many of them have in common is made once a call. */
export function carrier({ step, state, loops, transaction }: Entered): (event: FlowEvent) => FlowEvent {
  const { arms, within, certainty: around } = state;
  const frame: Frame = { step, arms, within, inTry: state.tries > 0, through: armsThrough(`${step.file.path}:${step.expr.at[0]}`) };
  const loopsOf = memo((inner: readonly LoopRef[]) => [...loops, ...inner.map(deeper)]);
  const certaintyOf = memo((certainty: Certainty) => both(around, certainty));
  return (event) => carriedBy(frame, event, {
    loops: event.loops.length === 0 ? loops : loopsOf(event.loops),
    certainty: event.certainty.bits === 0 ? around : certaintyOf(event.certainty),
    transaction: event.transaction ?? transaction,
  });
}

const deeper = weakMemo((loop: LoopRef): LoopRef => ({ ...loop, depth: loop.depth + 1 }));
