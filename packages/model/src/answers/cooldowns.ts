import { walkExpr, type Expr, type FileFacts } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import { conditionsOf } from './exclusive.js';
import { framesOf } from './frames.js';
import { runsWith } from './same-arms.js';

const TOO_OFTEN = /too_?(?:many|often|soon|frequent)|rate_?limit|cool_?down|throttl/i;

/**
 * Is a request refused that comes within a while after the first? `if (Date.now() - user.codeSentAt < MINUTE) throw new TooOften()`. A limit of several says nothing of a second, and
 * what one process remembers nothing to another.
 */
export function coolsDown(event: FlowEvent, events: readonly FlowEvent[]): boolean {
  return events.slice(0, events.indexOf(event)).some((refusal) => {
    if ((refusal.kind !== 'throw' && refusal.kind !== 'respond') || !saysTooOften(refusal)) return false;
    const frames = framesOf(refusal, undefined);
    const around = refusal.within.filter((arm) => !event.arms.includes(arm));
    // The way to the refusal is one branch, and the effect stands behind it.
    return around.length === 1 && runsWith(refusal, refusal.within.slice(0, -1), event, events) && conditionsOf(around, frames).some(({ test, truth, frame }) => truth && asksWhen(test, frame.file));
  });
}

function saysTooOften({ status, name = '', expr }: FlowEvent): boolean {
  return status === 429 || TOO_OFTEN.test(name) || walkExpr(expr).some((inner) => inner.kind === 'member' && TOO_OFTEN.test(inner.name));
}

/** Was it done a while ago? */
function asksWhen(test: Expr, file: FileFacts): boolean {
  if (test.kind === 'cast' || test.kind === 'await') return asksWhen(test.value, file);
  if (test.kind === 'logical' && test.op === '&&') return asksWhen(test.left, file) || asksWhen(test.right, file);
  if (test.kind === 'binary' && /^[<>]/.test(test.op)) return [test.left, test.right].some((side) => tellsTime(side, file, 0));
  return false;
}

const MAX_NAMES = 3;

/** A moment or a span of time; how many rows are younger than that is a count. */
function tellsTime(expr: Expr, file: FileFacts, depth: number): boolean {
  switch (expr.kind) {
    case 'call': return /^(?:now|getTime|valueOf|diff|differenceIn\w+|unix)$/.test(calledName(expr.callee, file));
    case 'new': return calledName(expr.callee, file) === 'Date' || (expr.callee.kind === 'global' && expr.callee.name === 'Date');
    case 'binary': return tellsTime(expr.left, file, depth) || tellsTime(expr.right, file, depth);
    case 'cast': return tellsTime(expr.value, file, depth);
    case 'name': {
      const init = file.bindings[expr.binding]?.init;
      return init !== undefined && depth < MAX_NAMES && tellsTime(init, file, depth + 1);
    }
    default: return false;
  }
}
