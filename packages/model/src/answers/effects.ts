import { spanOf, type Effect, type TraceStep } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { calleeText, functionLabel } from '../text.js';

/** A flow event as rules see it. */
export function effectOf(event: FlowEvent): Effect {
  const concept = event.concept ?? { kind: 'inert' };
  return {
    kind: event.kind === 'unresolved' || event.kind === 'inquiry' ? 'access' : event.kind, at: event.at, concept, ...(concept.kind === 'access' ? { access: concept } : {}),
    via: event.steps.map((step) => ({ at: spanOf(step.file.path, step.expr.at), callee: functionLabel(step.callee.file, step.callee.id) })),
    loops: event.loops.map((loop) => ({ at: loop.at, kind: loop.kind, form: loop.form })), inTry: event.inTry, arms: event.arms, package: event.path?.root ?? '',
    label: calleeText(event.expr, event.env.file), ...(event.transaction ? { transaction: event.transaction } : {}),
  };
}

/** Changes of the data store. */
export function isWrite(event: FlowEvent): boolean {
  return event.kind === 'access' && event.concept?.kind === 'access' && event.concept.op !== 'read' && event.concept.op !== 'raw';
}

/** Effects that others see: a charge, a message sent or published. */
export function isOutward(event: FlowEvent): boolean {
  return event.kind === 'external' && event.concept?.kind === 'external' && event.concept.effect !== 'call';
}

/** The way to an effect as a trace, the effect last. */
export function traceTo(effect: Effect, what: string): TraceStep[] {
  return [...effect.via.map((step) => ({ at: step.at, message: `calls ${step.callee}` })), { at: effect.at, message: what }];
}

/** What an effect does, in words: `updates user`. */
export function describe(effect: Effect): string {
  if (effect.access) return `${effect.access.op}s ${effect.access.table ?? 'data'} (${effect.label})`;
  return effect.concept.kind === 'external' ? `${effect.concept.effect === 'publish' ? 'publishes' : `${effect.concept.effect}s`} (${effect.label})` : effect.label;
}
