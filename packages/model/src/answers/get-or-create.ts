import { walkExpr, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { compatible } from '../flow/rejection.js';
import { conditionsOf, type Met } from './exclusive.js';
import { framesOf } from './frames.js';
import { derivesFrom, originOf } from './results.js';
import type { Write } from './write-dependence.js';

/**
 * The first write makes what is looked up and missing, and the second runs whether or not it was: a second try finds what the first made, so it may well stand
 * alone.
 */
export function isMadeWhenMissing(first: Write, second: Write, sameTable: (event: FlowEvent) => boolean, events: readonly FlowEvent[]): boolean {
  const others = new Set(second.event.arms);
  const met = conditionsOf(first.event.arms.filter((arm) => !others.has(arm)), first.frames);
  return met.some((condition) => isAbsent(condition.test, condition.truth) && !refuses(condition) && asksFor(condition, first, sameTable, events));
}

/** What is there is brought up to date, and made by the same function where it is missing: what follows needs a row, whatever became of this one. */
export function isUpdatedWhenThere(update: FlowEvent, sameTable: (event: FlowEvent) => boolean, events: readonly FlowEvent[]): boolean {
  const { concept, steps } = update;
  return concept?.kind === 'access' && concept.op === 'update' && events.some((event) => event.concept?.kind === 'access' && event.concept.op === 'create' && sameTable(event)
    && !compatible(event.arms, update.arms) && event.steps.slice(0, -1).every(({ expr }, depth) => expr === steps[depth]?.expr) && Math.abs(event.steps.length - steps.length) <= 1);
}

/** The event happens only where something that was looked up before it is missing: what reads fill in for the next ones. */
export function fillsIn(event: FlowEvent, events: readonly FlowEvent[]): boolean {
  const met = conditionsOf(event.arms, framesOf(event, undefined)).filter(({ test, truth }) => isAbsent(test, truth));
  return met.length > 0 && met.some((condition) => asksForOne(condition, readsBefore(event, events), events));
}

/** What was kept is dropped, and filled in again where it is missing: of an answer that is kept, and out of date. */
export function isFilledAgain({ concept, ...event }: FlowEvent, events: readonly FlowEvent[]): boolean {
  if (concept?.kind !== 'access' || concept.op !== 'delete' || concept.table === undefined) return false;
  const own = events.findIndex(({ expr, env }) => expr === event.expr && env === event.env);
  return events.slice(own + 1).some((other) => other.concept?.kind === 'access' && other.concept.op === 'create' && other.concept.table === concept.table && fillsIn(other, events));
}

/** What is there already is refused, or answered with something else. */
function refuses({ test, otherwise, frame }: Met): boolean {
  const last = otherwise.at(-1);
  if (last?.kind === 'throw') return true;
  const asked = new Set(walkExpr(test).flatMap((part) => (part.kind === 'name' ? [part.binding] : [])));
  if (last?.kind !== 'return') return false;
  const named = last.value === undefined ? [] : walkExpr(last.value).flatMap((part) => (part.kind === 'name' ? [part.binding] : []));
  // `const fresh = await update({ where: { id: found.id } }); return fresh`.
  const made = named.flatMap((id) => frame.file.bindings[id]?.init ?? []).flatMap(walkExpr).flatMap((part) => (part.kind === 'name' ? [part.binding] : []));
  return ![...named, ...made].some((id) => asked.has(id));
}

/** The condition comes out so where its value is missing or empty. */
function isAbsent(test: Expr, truth: boolean): boolean {
  if (test.kind === 'cast' || test.kind === 'await') return isAbsent(test.value, truth);
  if (test.kind === 'unary') return test.op === '!' && isAbsent(test.value, !truth);
  if (test.kind === 'logical') {
    const sides = [test.left, test.right].map((side) => isAbsent(side, truth));
    return test.op === (truth ? '&&' : '||') ? sides.includes(true) : !sides.includes(false);
  }
  if (test.kind !== 'binary') return !truth;
  const isEmpty = test.right.kind === 'undefined' || (test.right.kind === 'literal' && (test.right.value === null || test.right.value === 0));
  return isEmpty && (/^===?$/.test(test.op) ? truth : /^(?:!==?|>)$/.test(test.op) && !truth);
}

/** What the condition asks for was read from the table that the first write fills. */
function asksFor(condition: Met, first: Write, sameTable: (event: FlowEvent) => boolean, events: readonly FlowEvent[]): boolean {
  return asksForOne(condition, readsBefore(first.event, events).filter(sameTable), events);
}

function readsBefore(event: FlowEvent, events: readonly FlowEvent[]): readonly FlowEvent[] {
  return events.slice(0, events.indexOf(event)).filter(({ concept }) => concept?.kind === 'access' && concept.op === 'read');
}

function asksForOne({ test, frame }: Met, reads: readonly FlowEvent[], events: readonly FlowEvent[]): boolean {
  return reads.some((event) => {
    const read = originOf(event, framesOf(event, undefined), events);
    return walkExpr(test).some((part) => derivesFrom(part, frame, read, new Set()));
  });
}
