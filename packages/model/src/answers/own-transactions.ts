import type { PathValue } from '@assay/contract';
import type { FlowEvent, LoopRef } from '../flow/events.js';

/**
 * Does each round call a function of the project that opens a transaction around this access and others: `for (const id of ids) await close(id)`? What belongs together is committed
 * for each element by itself. Around one statement alone a transaction says nothing of the loop.
 */
export function isUnitOfWork(event: FlowEvent, loop: LoopRef, events: readonly FlowEvent[]): boolean {
  const { depth } = loop;
  const { steps, transaction } = event;
  if (transaction === undefined) return false;
  const opened = steps.findIndex(({ expr, file }, index) => index >= depth && file.path === transaction.at.path && expr.at[0] === transaction.at.start && expr.at[1] === transaction.at.end);
  if (opened < 0 || events.some((other) => other.kind === 'transaction' && other.expr === steps[opened]?.expr && (isOnHandle(openedOn(other.path)) || isAround(other, event, loop)))) return false;
  return events.some((other) => other.kind === 'access' && other.at.start !== event.at.start && other.transaction?.at.start === transaction.at.start && other.steps[opened]?.expr === steps[opened]?.expr);
}

/** The transaction is opened in another one that is open around the loop: its rounds are committed together. */
function isAround(opening: FlowEvent, { steps }: FlowEvent, { at, depth }: LoopRef): boolean {
  const around = opening.transaction?.at;
  if (around === undefined || (around.path === at.path && around.start >= at.start && around.end <= at.end)) return false;
  return !steps.slice(depth).some(({ expr, file }) => file.path === around.path && expr.at[0] === around.start);
}

/** What the opening call is made on: some libraries call the method itself `tx`. */
function openedOn(path: PathValue | undefined): PathValue | undefined {
  return path?.step === '()' ? path.parent?.parent : path?.parent;
}

/** It is opened on the handle of another, as a savepoint of that. */
function isOnHandle(path: PathValue | undefined): boolean {
  return path !== undefined && (path.step === 'tx' || isOnHandle(path.parent));
}
