import type { Arm } from './arms.js';
import type { Certainty } from './certainty.js';
import type { FlowEvent, LoopRef, Step } from './events.js';

/** A call on the way to an event, and what held when it was made. */
export interface Frame {
  readonly step: Step;
  readonly arms: readonly Arm[];
  readonly within: readonly Arm[];
  readonly inTry: boolean;
  /** How the arms of the callee are named at this call. */
  readonly through: (arm: Arm) => Arm;
}

/** What is known of an event at one of the calls on the way to it. */
export type Seen = Pick<FlowEvent, 'loops' | 'certainty' | 'transaction' | 'spares'>;

interface Lists { steps?: readonly Step[]; arms?: readonly Arm[]; within?: readonly Arm[] }

/**
 * An event of a callee, seen from a call of it. Most events are carried far and never looked at, so this holds the event of the callee and the call; the lists that
 * grow with each call are made when somebody asks for them.
 */
class CarriedEvent implements FlowEvent {
  readonly loops: readonly LoopRef[];
  readonly certainty: Certainty;
  readonly transaction: FlowEvent['transaction'];
  readonly spares?: true;
  private lists: Lists | undefined;

  constructor(readonly origin: FlowEvent, readonly inner: FlowEvent, readonly frame: Frame, { loops, certainty, transaction, spares = inner.spares }: Seen) {
    this.loops = loops;
    this.certainty = certainty;
    this.transaction = transaction;
    if (spares) this.spares = spares;
    this.lists = undefined;
  }

  get kind() { return this.origin.kind; }
  get expr() { return this.origin.expr; }
  get env() { return this.origin.env; }
  get at() { return this.origin.at; }
  get concept() { return this.origin.concept; }
  get path() { return this.origin.path; }
  get status() { return this.origin.status; }
  get body() { return this.origin.body; }
  get error() { return this.origin.error; }
  get reason() { return this.origin.reason; }
  get name() { return this.origin.name; }
  get inquiry() { return this.origin.inquiry; }
  get inTry(): boolean { return this.frame.inTry || this.inner.inTry; }

  get steps(): readonly Step[] {
    this.lists ??= {};
    return (this.lists.steps ??= framesOf(this).map(({ step }) => step));
  }

  get arms(): readonly Arm[] {
    this.lists ??= {};
    return (this.lists.arms ??= this.taken('arms'));
  }

  get within(): readonly Arm[] {
    this.lists ??= {};
    return (this.lists.within ??= this.taken('within'));
  }

  private taken(list: 'arms' | 'within'): readonly Arm[] {
    return framesOf(this).reduceRight<readonly Arm[]>((inner, frame) => (inner.length === 0 ? frame[list] : [...frame[list], ...inner.map(frame.through)]), this.origin[list]);
  }
}

/** The calls on the way to an event, the outermost first. */
function framesOf(event: FlowEvent): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = event; at instanceof CarriedEvent; at = at.inner) frames.push(at.frame);
  return frames;
}

/** The event as it is seen from a call of the function that it belongs to. */
export function carriedBy(frame: Frame, event: FlowEvent, seen: Seen): FlowEvent {
  return new CarriedEvent(event instanceof CarriedEvent ? event.origin : event, event, frame, seen);
}

/** The same event, of which something else is certain. */
export function withCertainty(event: FlowEvent, certainty: Certainty): FlowEvent {
  if (!(event instanceof CarriedEvent)) return { ...event, certainty };
  return new CarriedEvent(event.origin, event.inner, event.frame, { ...seenOf(event), certainty });
}

/** The same event, of which the way to it tells more. */
export function withConcept(event: FlowEvent, concept: FlowEvent['concept']): FlowEvent {
  return event instanceof CarriedEvent ? new CarriedEvent({ ...event.origin, concept }, event.inner, event.frame, seenOf(event)) : { ...event, concept };
}

function seenOf({ loops, certainty, transaction, spares }: FlowEvent): Seen {
  return { loops, certainty, transaction, ...(spares ? { spares } : {}) };
}

/** The same refusal, to which callers who show nothing do not get. */
export function sparing(event: FlowEvent): FlowEvent {
  return event instanceof CarriedEvent ? new CarriedEvent(event.origin, event.inner, event.frame, { ...seenOf(event), spares: true }) : { ...event, spares: true };
}

/** The first call on the way to the event; none for one of the function itself. */
export function firstStep(event: FlowEvent): Step | undefined {
  return event instanceof CarriedEvent ? event.frame.step : event.steps[0];
}

/** Those of an event's arms that are branches of the function it is seen from. */
export function armsHere(event: FlowEvent): readonly Arm[] {
  return event instanceof CarriedEvent ? event.frame.arms : event.arms;
}

/** Those of them that the event stands in. */
export function withinHere(event: FlowEvent): readonly Arm[] {
  return event instanceof CarriedEvent ? event.frame.within : event.within;
}

/** Does it depend on branches of functions that are called on the way? */
export function hasArmsBelow(event: FlowEvent): boolean {
  return event instanceof CarriedEvent && (armsHere(event.inner).length > 0 || hasArmsBelow(event.inner));
}
