import type { ChainStep } from '@assay/contract';
import { Bit, both, certain, NOTHING, type Certainty } from '../flow/certainty.js';
import type { FlowEvent, Summary } from '../flow/events.js';
import { rejectionOf } from '../flow/rejection.js';

/** Bits that say who calls, or that this is not decidable. */
const OF_CALLER = Bit.principal | Bit.role | Bit.owner | Bit.service | Bit.opaque;

/**
 * What a function of the project that runs around the handler makes certain before it goes on with it (an interceptor): what it does before, where it refuses on some
 * ways only, nobody decides here. What it does with the answer, in callbacks, comes too late.
 */
export function ensuredAround(step: ChainStep, { completes, events, cut }: Summary): Certainty {
  const known = completes ? { bits: completes.bits & OF_CALLER, because: completes.because } : NOTHING;
  if (known.bits & Bit.principal) return known;
  const refuses = events.some((event) => rejectionOf(event) !== undefined && isBefore(event));
  return refuses && !cut ? both(known, certain(Bit.opaque, { at: step.at, message: `${step.label} turns callers away on some ways` })) : known.bits === 0 ? NOTHING : known;
}

function isBefore({ steps }: FlowEvent): boolean {
  return !steps.some(({ handed }) => handed === true);
}
