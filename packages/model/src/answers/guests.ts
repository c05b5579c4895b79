import { Label, spanOf, type Env, type Expr, type TraceStep } from '@assay/contract';
import { isNothing } from '../ir/is-nothing.js';
import { armsHere, firstStep, withinHere } from '../flow/carried.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import type { EntryFlow } from './entry-flow.js';
import { conditionsOf } from './exclusive.js';
import { framesOf } from './frames.js';
import { writtenAs, writtenColumns, type Placed } from './written-values.js';

/** What shows that callers whom nobody knows are meant: a row is stored with a place for the caller, left empty for a guest, or who is known is sent away first. */
export function openToGuests(effects: readonly FlowEvent[], { handled }: EntryFlow, linker: Linker): TraceStep | undefined {
  const env = handled.find((event) => firstStep(event) === undefined)?.env;
  return effects.map((event) => guestIn(event, linker) ?? (env && strangerIn(event, env, linker))).find((step) => step !== undefined);
}

/** `if (caller) return { error: 'signed in already' }` stands before it in the handler. */
function strangerIn(event: FlowEvent, env: Env, linker: Linker): TraceStep | undefined {
  const within = withinHere(event);
  const left = conditionsOf(armsHere(event).filter((arm) => !within.includes(arm)), framesOf(event, undefined).slice(0, 1));
  const found = left.find(({ test, truth }) => !truth && (test.kind === 'name' || test.kind === 'member') && (linker.labels(test, env) & Label.principal) !== 0);
  return found && { at: spanOf(env.file.path, found.test.at), message: 'sends away who is signed in' };
}

/** `userId: caller?.id ?? null`, `authorId: caller ? caller.id : null`. */
function guestIn(event: FlowEvent, linker: Linker): TraceStep | undefined {
  for (const values of writtenColumns(event, linker).values.values()) {
    const found = values.map((value) => writtenAs(value.expr, value.env, linker)).find((value) => sparesGuests(value, linker));
    if (found) return { at: spanOf(found.env.file.path, found.expr.at), message: 'is stored for a caller whom nobody knows as well' };
  }
  return undefined;
}

function sparesGuests({ expr, env }: Placed, linker: Linker): boolean {
  const isCaller = (part: Expr): boolean => (linker.labels(part, env) & Label.principal) !== 0;
  if (expr.kind === 'logical') return expr.op !== '&&' && isNothing(expr.right) && isCaller(expr.left);
  return expr.kind === 'conditional' && isNothing(expr.else) && isCaller(expr.test) && isCaller(expr.then);
}
