import { Label, spanOf, type Expr, type TraceStep } from '@assay/contract';
import { isNothing } from '../ir/is-nothing.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { writtenAs, writtenColumns, type Placed } from './written-values.js';

/** What shows that callers whom nobody knows are meant: a row is stored with a place for the caller, left empty for a guest. */
export function openToGuests(effects: readonly FlowEvent[], linker: Linker): TraceStep | undefined {
  return effects.map((event) => guestIn(event, linker)).find((step) => step !== undefined);
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
