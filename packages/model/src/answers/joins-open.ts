import { groupBy, weakMemo } from '@assay/contract';
import type { FlowEvent, Step } from '../flow/events.js';

/** Helpers that run their callback in the transaction that is open already, and otherwise open one: `if (open) return work(open); return db.transaction(work)`. */
type Helpers = ReadonlySet<string>;

/**
 * What joins a write that a helper of this kind leads to: all that its outermost call leads to is in one transaction, as it opens one (`in`), or in one that is open
 * around it (`caller`). `events` is all that the run does.
 */
export function joinsOpen(write: FlowEvent, events: readonly FlowEvent[]): { readonly kind: 'in'; readonly key: string } | { readonly kind: 'caller' } | undefined {
  const helpers = helpersIn(events);
  const outer = write.steps.findIndex((step) => helpers.has(nameOf(step)));
  if (outer < 0) return undefined;
  const next = write.steps[outer + 1];
  if (next && runsParameter(next)) return { kind: 'caller' };
  if (!write.transaction || !write.steps.some((step) => helpers.has(nameOf(step)) && opensThere(write, step))) return undefined;
  return { kind: 'in', key: write.steps.slice(0, outer + 1).map(({ file, expr }) => `${file.path}:${expr.at[0]}`).join('>') };
}

/** A helper is told by two ways from one call of it to one place: by one of them what it was given runs as it stands, by the other in a transaction. */
const helpersIn = weakMemo((events: readonly FlowEvent[]): Helpers => {
  const plain = groupBy(events.filter(({ steps }) => steps.some((step, depth) => depth > 0 && runsParameter(step))), placeOf);
  const opened = plain.size === 0 ? [] : events.filter(({ transaction }) => transaction !== undefined);
  return new Set(opened.flatMap((event) => (plain.get(placeOf(event)) ?? []).flatMap((other) => helperOf(other, event) ?? [])));
});

function placeOf({ at }: FlowEvent): string {
  return `${at.path}:${at.start}`;
}

function helperOf(plain: FlowEvent, opened: FlowEvent): string | undefined {
  const parting = plain.steps.findIndex((step, depth) => opened.steps[depth]?.expr !== step.expr || opened.steps[depth]?.callee.id !== step.callee.id);
  const [before, step] = [plain.steps[parting - 1], plain.steps[parting]];
  return before && step && runsParameter(step) && opensThere(opened, before) ? nameOf(before) : undefined;
}

function nameOf({ callee }: Step): string {
  return `${callee.file.path}#${callee.id}`;
}

/** The transaction of the event is opened in the function that the step enters. */
function opensThere({ transaction }: FlowEvent, { callee }: Step): boolean {
  return transaction !== undefined && transaction.at.path === callee.file.path && callee.fn.at[0] <= transaction.at.start && transaction.at.start < callee.fn.at[1];
}

/** `work(open)`, where `work` is a parameter of the function. */
function runsParameter({ expr, file }: Step): boolean {
  return expr.kind === 'call' && expr.callee.kind === 'name' && file.bindings[expr.callee.binding]?.kind === 'param';
}
