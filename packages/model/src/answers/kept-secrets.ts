import { Label, spanOf, walkExpr, type Expr, type TraceStep } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { needsOf } from './asked-state.js';
import type { Frame } from './frames.js';
import { partsIn } from './value-parts.js';

/** What somebody was given who began something: only they can name it. */
const GIVEN = /^(?:state|challenge|ticket|nonce|otp|handle|session)(?:_?(?:id|key|token))?$|token$|secret$/i;

/** Conditions that the answer itself must meet, and no comparison with it. */
const TAKEN: ReadonlySet<Expr['kind']> = new Set(['name', 'member', 'await', 'call']);

/** The look-up in a key-value store, by something that only its receiver knows, without whose answer the effect is not reached. */
export function openedByKept(effect: FlowEvent, events: readonly FlowEvent[], linker: Linker): TraceStep | undefined {
  for (const { expr, holds, sure, frame } of needsOf(effect, events, linker)) {
    if (!holds || !sure || !TAKEN.has(expr.kind)) continue;
    for (const part of partsIn(expr, frame)) if (looksUpGiven(part.expr, part.frame, linker)) return { at: spanOf(part.frame.file.path, part.expr.at), message: 'looks up what is kept under a secret of the request' };
  }
  return undefined;
}

function looksUpGiven(expr: Expr, { file }: Frame, linker: Linker): boolean {
  if (expr.kind !== 'call') return false;
  const env = linker.envOf(file, linker.index.functionAt(file, expr.at[0]));
  const isRead = optionsOf(linker.evaluate(expr, env)).some((option) => {
    const concept = option.kind === 'path' ? linker.concept(option) : undefined;
    return concept?.kind === 'source' && (concept.label & Label.data) !== 0;
  });
  return isRead && expr.args.some((arg) => walkExpr(arg).some((inner) => (inner.kind === 'member' ? GIVEN.test(inner.name) : inner.kind === 'name' && GIVEN.test(file.bindings[inner.binding]?.name ?? ''))));
}
