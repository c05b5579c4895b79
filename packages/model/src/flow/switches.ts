import { Label, type Span } from '@assay/contract';
import { Bit, certain, type Certainty } from './certainty.js';

/** By the labels of a condition: does the configuration decide it, and no request? */
export function isSwitch(labels: number): boolean {
  return (labels & Label.config) !== 0 && (labels & (Label.principal | Label.credential | Label.role | Label.input | Label.data)) === 0;
}

/** Whether the caller is asked for depends on the configuration. */
export function asksInSome(at: Span): Certainty {
  return certain(Bit.opaque, { at, message: 'asks for the caller in some configurations' });
}
