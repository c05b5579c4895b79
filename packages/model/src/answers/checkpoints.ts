import type { Expr, FunctionFact } from '@assay/contract';
import { walkExpr } from '@assay/contract';
import { branchOf } from '../flow/arms.js';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import { dependsOnLoop } from './dependence.js';
import { anchorAt, commonSteps, framesOf } from './frames.js';
import { triesAround } from './tries.js';

/**
 * A write of a round in which something was done outside before it, for that element: a mail was sent, a card charged, a file uploaded. It keeps how far the work has come;
 * written for all after the loop, what was done would be done again once a round fails.
 */
export function isCheckpoint(event: FlowEvent, loop: LoopRef, start: FunctionFact, events: readonly FlowEvent[]): boolean {
  if (event.concept?.kind !== 'access' || event.concept.op === 'read') return false;
  return events.some((other) => isDoneOutside(other, () => isTried(event, other, loop, start)) && isSameRound(other, loop) && isBefore(other, event) && !areExclusive(other, event)
    && dependsOnLoop(other, loop, start).known === 'yes');
}

/** Something that is sent, published for others to work on or charged stays done; of other calls the code has to say that each round fails by itself. */
function isDoneOutside({ kind, concept, expr }: FlowEvent, failsAlone: () => boolean): boolean {
  if (kind !== 'external' || concept?.kind !== 'external' || concept.live === true) return false;
  return concept.effect !== 'call' || (changes(expr) && failsAlone());
}

const ASKS = /^(?:get|head|list|describe|read|search|find|query|fetch|options|count)/i;
const CHANGING = /^(?:post|put|patch|delete)$/i;

/** `http.post(..)`, `fetch(url, { method: 'PUT' })`, `s3.upload(..)`: not what only asks. */
function changes(expr: Expr): boolean {
  if (expr.kind !== 'call') return false;
  const method = expr.args.flatMap(walkExpr).flatMap((part) => (part.kind === 'object' ? part.members : [])).find((member) => member.kind === 'property' && member.key === 'method');
  if (method?.kind === 'property') return method.value.kind === 'literal' && CHANGING.test(String(method.value.value));
  const name = expr.callee.kind === 'member' ? expr.callee.name : expr.callee.kind === 'global' ? expr.callee.name : 'request';
  return !ASKS.test(name) && name !== 'request';
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

/** They stand on two arms of one branch. */
function areExclusive(a: FlowEvent, b: FlowEvent): boolean {
  const arms = new Map(b.within.map((arm) => [branchOf(arm), arm]));
  return a.within.some((arm) => (arms.get(branchOf(arm)) ?? arm) !== arm);
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
