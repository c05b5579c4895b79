import type { FlowEvent, LoopRef } from '../flow/events.js';

/**
 * Does each round call a function of the project that opens a transaction around this access and others: `for (const id of ids) await close(id)`? What belongs together is committed
 * for each element by itself. Around one statement alone a transaction says nothing of the loop.
 */
export function isUnitOfWork(event: FlowEvent, { depth }: LoopRef, events: readonly FlowEvent[]): boolean {
  const { steps, transaction } = event;
  if (transaction === undefined) return false;
  const opened = steps.findIndex(({ expr, file }, index) => index >= depth && file.path === transaction.at.path && expr.at[0] === transaction.at.start && expr.at[1] === transaction.at.end);
  if (opened < 0) return false;
  return events.some((other) => other.kind === 'access' && other.at.start !== event.at.start && other.transaction?.at.start === transaction.at.start && other.steps[opened]?.expr === steps[opened]?.expr);
}
