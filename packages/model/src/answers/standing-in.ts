import type { Expr } from '@assay/contract';
import { originOf, type Arm } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { testAt } from './refusals.js';

/** What says that a caller acts for somebody else. */
const STANDS_IN = /impersonat|masquerad|on_?behalf|acting_?(?:as|for)/i;

/** Does it hold for those only who act for somebody else, and the write for all? `if (caller.isImpersonating) { if (!mayWhileImpersonating(caller)) refuse }`: the others are asked for nothing. */
export function holdsStandIns(event: FlowEvent, write: FlowEvent, linker: Linker): boolean {
  return event.arms.some((arm) => !write.arms.includes(arm) && isForStandIns(arm, linker));
}

function isForStandIns(arm: Arm, linker: Linker): boolean {
  const side = /~([tf])$/.exec(arm)?.[1];
  const origin = side === undefined ? undefined : originOf(arm);
  const file = origin?.kind === '' ? linker.index.file(origin.path) : undefined;
  const test = file && origin && testAt(origin.offset, file);
  return test !== undefined && says(test, side === 't');
}

/** Whoever comes by where the test comes out like this acts for somebody. */
function says(test: Expr, holds: boolean): boolean {
  switch (test.kind) {
    case 'cast': return says(test.value, holds);
    case 'unary': return test.op === '!' && says(test.value, !holds);
    case 'logical': return (test.op === '&&') === holds && (says(test.left, holds) || says(test.right, holds));
    case 'member': return holds && STANDS_IN.test(test.name);
    default: return false;
  }
}
