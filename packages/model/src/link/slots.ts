import type { Value } from '@assay/contract';
import type { Doubts } from './doubts.js';
import { unionOf } from './values.js';

/** What code of the project puts on the objects that a framework hands over: `req.models = models`, `c.set('user', user)`, `decorateRequest('x', fn)`. */
export class Slots {
  private readonly values = new Map<string, Value[]>();
  private readonly callers = new Set<string>();

  constructor(private readonly doubts: Doubts) {}

  /** Called while set-up code runs, before anything asks. */
  park(root: string, name: string, value: Value): void {
    const key = `${root}.${name}`;
    this.values.set(key, [...(this.values.get(key) ?? []), value]);
  }

  /** It was filled with what a verified credential says of the caller. */
  parkCaller(root: string, name: string): void {
    this.callers.add(`${root}.${name}`);
  }

  valueOf(root: string, name: string): Value | undefined {
    this.doubts.touch();
    const values = this.values.get(`${root}.${name}`);
    return values && unionOf(values);
  }

  holdsCaller(root: string, name: string): boolean {
    this.doubts.touch();
    return this.callers.has(`${root}.${name}`);
  }

  get isEmpty(): boolean {
    return this.values.size === 0 && this.callers.size === 0;
  }
}
