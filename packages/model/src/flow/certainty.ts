import type { TraceStep } from '@assay/contract';

/** A place that made something certain; `bits`: what, where one condition or step alone did. */
export interface Ground extends TraceStep { readonly bits?: number }

/** What is certain about the caller at a point: bits, each with the place that made it so. */
export interface Certainty {
  readonly bits: number;
  readonly because: readonly Ground[];
}

export const Bit = {
  /** The request comes from a known principal, or from a holder of a verified credential. */
  principal: 1,
  /** A role, permission or policy was demanded. */
  role: 2,
  /** The object belongs to the principal. */
  owner: 4,
  /** Something that may reject stands here; what it ensures is not decidable. */
  opaque: 8,
  /** A condition that looks at the caller and is not decidable holds here. Where both its outcomes meet again it says nothing. */
  doubt: 16,
  /** The caller is whoever holds a secret of the configuration, or of the row itself: a scheduler, another service. */
  service: 32,
} as const;

const RIGHT = Bit.role | Bit.owner;

export const NOTHING: Certainty = { bits: 0, because: [] };

/** These bits, for the reason of the step; `NOTHING` where no bit is set. */
export function certain(bits: number, step?: TraceStep): Certainty {
  return bits === 0 ? NOTHING : { bits, because: step ? [{ ...step, bits }] : [] };
}

const MOST_REASONS = 20;

/** Both hold. What adds nothing to the first gives the first, so that most of a function's events share one. */
export function both(a: Certainty, b: Certainty): Certainty {
  if (b.bits === 0 || a === b) return a;
  if (a.bits === 0) return b;
  const bits = a.bits | b.bits;
  const room = MOST_REASONS - a.because.length;
  const more = room > 0 ? b.because.filter((step) => !a.because.some((other) => isSame(other, step))) : [];
  if (bits === a.bits && more.length === 0) return a;
  return { bits, because: [...a.because, ...more.slice(0, room)] };
}

/** What holds whichever of the two is the case. An `opaque` on one side stays; a `doubt` does where the other side is no less. A role here and the ownership there are a right to the object either way. */
export function either(a: Certainty, b: Certainty): Certainty {
  const isLeast = (one: Certainty, other: Certainty): boolean => (one.bits & Bit.doubt) !== 0 && (other.bits & Bit.principal) !== 0;
  const hasRight = (a.bits & RIGHT) !== 0 && (b.bits & RIGHT) !== 0 && (a.bits & b.bits & RIGHT) === 0;
  const bits = (a.bits & b.bits) | (hasRight ? Bit.owner : 0) | ((a.bits | b.bits) & Bit.opaque) | (isLeast(a, b) || isLeast(b, a) ? Bit.doubt : 0);
  return bits === 0 ? NOTHING : { bits, because: both(a, b).because };
}

/** The places that each of these bits rests on; undefined where not all of them are known. */
export function groundsOf({ bits, because }: Certainty, asked: number): readonly Ground[] | undefined {
  const grounds = because.filter((ground) => ((ground.bits ?? 0) & asked) !== 0);
  const told = grounds.reduce((all, ground) => all | (ground.bits ?? 0), 0);
  return because.length < MOST_REASONS && (bits & asked & ~told) === 0 ? grounds : undefined;
}

function isSame(a: TraceStep, b: TraceStep): boolean {
  return a === b || (a.at.start === b.at.start && a.at.path === b.at.path && a.message === b.message);
}
