import { keptIn, walkExpr, weakMemo, type FunctionFact } from '@assay/contract';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import { compatible } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import { dependsOnLoop } from './dependence.js';
import { anchorAt, commonSteps, framesOf } from './frames.js';
import { triesAround } from './tries.js';

/**
 * A write of a round in which something was done outside before it, for that element: a mail was sent, a card charged, a file uploaded. It keeps how far the work has come;
 * written for all after the loop, what was done would be done again once a round fails.
 */
export function isCheckpoint(event: FlowEvent, loop: LoopRef, start: FunctionFact, events: readonly FlowEvent[], linker: Linker): boolean {
  if (event.concept?.kind !== 'access' || !WRITES.has(event.concept.op)) return false;
  if (isOutcome(event, loop, start, events)) return true;
  return doneOutside(loop, start, events, linker).some((other) => isBefore(other, event) && compatible(other.within, event.within) && (isKept(other) || isTried(event, other, loop, start)));
}

/** `await rows.update(done, { where: { id } }); return rows.findOne({ id })`: it looks at the row that the function has just kept. */
export function readsBack(event: FlowEvent, loop: LoopRef, start: FunctionFact, events: readonly FlowEvent[], linker: Linker): boolean {
  const table = event.concept?.kind === 'access' && event.concept.op === 'read' ? event.concept.table : undefined;
  if (table === undefined) return false;
  return events.some((other) => other.concept?.kind === 'access' && other.concept.table === table && WRITES.has(other.concept.op) && isSameRound(other, loop) && isBefore(other, event)
    && commonSteps(other, event) === other.steps.length && other.steps.length > loop.depth && isCheckpoint(other, loop, start, events, linker));
}

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'upsert', 'delete']);

const loopsIn = weakMemo((_events: readonly FlowEvent[]) => new Map<string, readonly FlowEvent[]>());

/** What a round does outside for its element. */
function doneOutside(loop: LoopRef, start: FunctionFact, events: readonly FlowEvent[], linker: Linker): readonly FlowEvent[] {
  return keptIn(loopsIn(events), `${loop.at.path}:${loop.at.start}:${loop.depth}`, () => events.filter((event) => isDoneOutside(event) && isSameRound(event, loop) && dependsOnLoop(event, loop, start, linker).known === 'yes'));
}

function isDoneOutside(event: FlowEvent): boolean {
  const { kind, concept } = event;
  return kind === 'external' && concept?.kind === 'external' && concept.live !== true && (concept.effect !== 'call' || changes(event));
}

/** Something that is sent, published for others to work on or charged stays done; of other calls the code has to say that each round fails by itself. */
function isKept({ concept }: FlowEvent): boolean {
  return concept?.kind === 'external' && concept.effect !== 'call';
}

/** What a call does by its name, or by that of the command it sends. */
function nameOf({ expr, env: { file } }: FlowEvent): string {
  if (expr.kind !== 'call') return 'request';
  const [given] = expr.args;
  const command = given?.kind === 'name' ? file.bindings[given.binding]?.init : given;
  if (command?.kind === 'new') return calledName(command.callee, file);
  return expr.callee.kind === 'member' || expr.callee.kind === 'global' ? expr.callee.name : 'request';
}

const ASKS = /^(?:get|head|list|describe|read|search|find|query|fetch|options|count)/i;
const CHANGING = /^(?:post|put|patch)$/i;

/** What is deleted stays so: doing it again does no harm, and the rows can go together once the loop is through. */
const DELETES = /^(?:delete|del|remove|unlink|rm|destroy|purge|invalidate)/i;

/** `http.post(..)`, `fetch(url, { method: 'PUT' })`, `s3.upload(..)`: not what only asks, nor what may be done again. */
function changes(event: FlowEvent): boolean {
  const { expr } = event;
  if (expr.kind !== 'call') return false;
  const method = expr.args.flatMap(walkExpr).flatMap((part) => (part.kind === 'object' ? part.members : [])).find((member) => member.kind === 'property' && member.key === 'method');
  if (method?.kind === 'property') return method.value.kind === 'literal' && CHANGING.test(String(method.value.value));
  const name = nameOf(event);
  return !ASKS.test(name) && !DELETES.test(name) && name !== 'request';
}

/** `try { await run(job); await note(job, 'done'); } catch (error) { await note(job, 'failed'); }`: each round keeps what became of its element, at once. */
function isOutcome(event: FlowEvent, loop: LoopRef, start: FunctionFact, events: readonly FlowEvent[]): boolean {
  const table = event.concept?.kind === 'access' && event.concept.op === 'update' ? event.concept.table : undefined;
  if (table === undefined) return false;
  return framesOf(event, start).slice(loop.depth).some(({ fn }, index) => {
    const depth = loop.depth + index;
    return triesAround(fn?.body ?? [], anchorAt(event, depth).at).some(({ at, handler, body }) => {
      if (handler === undefined || body.length < 2 || (index === 0 && (loop.expr !== undefined || at[0] < loop.at.start || at[1] > loop.at.end))) return false;
      return events.some((other) => other.concept?.kind === 'access' && other.concept.op === 'update' && other.concept.table === table && isSameRound(other, loop)
        && commonSteps(event, other) >= depth && handler.some((statement) => statement.at[0] <= anchorAt(other, depth).at[0] && anchorAt(other, depth).at[1] <= statement.at[1]));
    });
  });
}

function isSameRound(event: FlowEvent, { at }: LoopRef): boolean {
  return event.loops.some((loop) => loop.at.path === at.path && loop.at.start === at.start);
}

/** In the activation that both are reached from, the one is over where the other begins or ends. */
function isBefore(first: FlowEvent, second: FlowEvent): boolean {
  const depth = commonSteps(first, second);
  const [a, b] = [anchorAt(first, depth), anchorAt(second, depth)];
  return a !== b && a.at[1] <= b.at[1] && !(a.at[0] <= b.at[0] && a.at[1] === b.at[1]);
}

/** A `try` of the round stands around both. */
function isTried(event: FlowEvent, other: FlowEvent, loop: LoopRef, start: FunctionFact): boolean {
  const last = Math.min(commonSteps(event, other), event.steps.length);
  return framesOf(event, start).slice(loop.depth, last + 1).some(({ fn }, index) => {
    const tries = triesAround(fn?.body ?? [], anchorAt(event, loop.depth + index).at);
    return tries.some(({ at, handler, body }) => {
      if (handler === undefined || (index === 0 && loop.expr === undefined && (at[0] < loop.at.start || at[1] > loop.at.end))) return false;
      const before = anchorAt(other, loop.depth + index).at;
      return body.some((statement) => statement.at[0] <= before[0] && before[1] <= statement.at[1]);
    });
  });
}
