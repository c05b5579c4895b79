import type { Expr } from '@assay/contract';
import { both, either, type Certainty } from './certainty.js';
import type { Arm } from './arms.js';
import type { FlowEvent, LoopRef, OpenTransaction } from './events.js';

/** Where the execution of one activation is. Copied at branches, merged after them. */
export interface State {
  alive: boolean;
  certainty: Certainty;
  /** Certain on paths that sent no response yet; absent when every path did. */
  unreplied: Certainty | undefined;
  loops: readonly LoopRef[];
  arms: readonly Arm[];
  /** Those of `arms` whose branch has not ended: what happens here does not happen on every way. */
  within: readonly Arm[];
  transaction: OpenTransaction | undefined;
  tries: number;
  /** A status set before the body is sent or returned (`reply.code(404); return {...}`). */
  pendingStatus: number | undefined;
  /** What a context holds until the chain ends: the answer, or a status alone, as each branch left it. */
  held: readonly Held[];
}

export interface Held { readonly expr: Expr; readonly event: Partial<FlowEvent>; readonly arms: readonly Arm[]; readonly certainty: Certainty }

/** The state on one way of a branch, where `more` is certain besides. */
export function fork(state: State, arm: Arm | undefined, more: Certainty): State {
  return {
    ...state, arms: arm === undefined ? state.arms : [...state.arms, arm], within: arm === undefined ? state.within : [...state.within, arm], certainty: both(state.certainty, more),
    unreplied: state.unreplied && both(state.unreplied, more),
  };
}

/** What is certain from here on. */
export function learn(state: State, more: Certainty): void {
  state.certainty = both(state.certainty, more);
  if (state.unreplied) state.unreplied = both(state.unreplied, more);
}

/** After a branch: what holds on every path that goes on. A lone survivor keeps its arm, so that the dead one stays excluded. */
export function join(state: State, arms: readonly State[]): void {
  const alive = arms.filter((arm) => arm.alive);
  const [first, ...rest] = alive;
  if (!first) {
    state.alive = false;
    return;
  }
  state.certainty = rest.reduce((all, arm) => either(all, arm.certainty), first.certainty);
  const open = alive.flatMap((arm) => (arm.unreplied ? [arm.unreplied] : []));
  state.unreplied = open.length === 0 ? undefined : open.reduce(either);
  state.pendingStatus = alive.every((arm) => arm.pendingStatus === first.pendingStatus) ? first.pendingStatus : state.pendingStatus;
  state.held = [...new Set(alive.flatMap((arm) => arm.held))];
  if (rest.length === 0) state.arms = first.arms;
}
