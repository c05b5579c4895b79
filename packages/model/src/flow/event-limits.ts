import { firstStep } from './carried.js';
import type { FlowEvent } from './events.js';

type Kind = FlowEvent['kind'];

/** Of these a few are enough: that there are some is what is asked. */
const ENOUGH: Partial<Record<Kind, number>> = { inquiry: 120, unresolved: 40 };
const MAX_THROWS = 200;
const MAX_OTHERS = 400;

/** How many events of callees one activation takes over: errors have a limit of their own, so that a helper that refuses in many ways does not hide what comes after it. */
export class EventLimits {
  private readonly taken = new Map<string, number>();
  /** Something beyond a limit was asked for: what it is, is unknown. */
  exceeded = false;

  /** Is the event one to keep? Those of the function itself always are. */
  admits(event: FlowEvent): boolean {
    if (!firstStep(event)) return true;
    const enough = ENOUGH[event.kind];
    if (enough !== undefined) return this.takes(event.kind, enough);
    const admitted = event.kind === 'throw' ? this.takes('throw', MAX_THROWS) : this.takes('others', MAX_OTHERS);
    if (!admitted) this.exceeded = true;
    return admitted;
  }

  /** No event of a callee is admitted any more. */
  get areReached(): boolean {
    return this.exceeded && this.count('throw') >= MAX_THROWS && this.count('others') >= MAX_OTHERS;
  }

  private takes(group: string, limit: number): boolean {
    const count = this.count(group);
    if (count >= limit) return false;
    this.taken.set(group, count + 1);
    return true;
  }

  private count(group: string): number {
    return this.taken.get(group) ?? 0;
  }
}
