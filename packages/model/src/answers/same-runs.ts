import { weakMemo, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { WriteScope } from './write-sets.js';

/**
 * What tells a run from others of the same function: what it does, by which calls and on which arms. A function that is handed to many callers (a step of a chain of
 * callbacks) is entered for each of them, and mostly does the same in all.
 */
export function runKey({ at, uncalled, events }: WriteScope): string {
  return [`${at.path}:${at.start}`, uncalled === true, ...events.map(eventKey)].join('\n');
}

/** Of what neither queries nor opens a transaction, what it was called with is not asked for. */
function eventKey(event: FlowEvent): string {
  const { kind, expr, env, path, steps, arms, loops, transaction, inTry } = event;
  const values = kind === 'access' || kind === 'transaction' ? `${env.id} ${path?.key ?? ''}` : '';
  const way = steps.map((step) => `${numberOf(step.expr)}#${step.callee.id}`).join('>');
  return [kind, numberOf(expr), values, way, arms.join(' '), loops.map(({ at }) => `${at.path}:${at.start}`).join(' '), transaction?.key ?? '', inTry].join('|');
}

let last = 0;
const numberOf = weakMemo((_expr: Expr) => (last += 1));
