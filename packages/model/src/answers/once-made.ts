import { memo, walk, weakMemo, type Expr, type FileFacts, type FunctionFact } from '@assay/contract';
import { originOf, type Arm } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';
import { onGlobalObject } from '../link/global-names.js';
import type { Linker } from '../link/linker.js';
import { isOutward, isWrite } from './effects.js';

/**
 * `if (!globalThis.store) { globalThis.store = connect(); }`: what changes something there does so for the first of all calls of the process, whoever that is. It is no part of what
 * a call is for.
 */
export function isOnceMade(event: FlowEvent, linker: Linker): boolean {
  if (!isWrite(event) && !isOutward(event) && event.kind !== 'unresolved') return false;
  return event.arms.some(asked(linker));
}

const asked = weakMemo((linker: Linker) => memo((arm: Arm) => asksKept(arm, linker)));

function asksKept(arm: Arm, linker: Linker): boolean {
  const origin = /~[tf]$/.test(arm) ? originOf(arm) : undefined;
  const file = origin?.kind === '' ? linker.index.file(origin.path) : undefined;
  if (!origin || !file) return false;
  const fn = file.functions[linker.index.functionAt(file, origin.offset)];
  const [test] = fn ? walk(fn).filter((expr) => expr.at[0] === origin.offset && expr.kind !== 'conditional').sort((a, b) => b.at[1] - a.at[1]) : [];
  const kept = test && lookedFor(test);
  return fn !== undefined && kept !== undefined && arm.endsWith(kept.negated ? '~t' : '~f') && isMadeHere(kept.of, fn, file, linker);
}

/** `kept` of `!kept`, `kept === undefined`. */
function lookedFor(test: Expr): { readonly of: Expr; readonly negated: boolean } | undefined {
  if (test.kind === 'unary' && test.op === '!') {
    const inner = lookedFor(test.value);
    return inner && { of: inner.of, negated: !inner.negated };
  }
  if (test.kind === 'name' || test.kind === 'member') return { of: test, negated: false };
  if (test.kind !== 'binary' || !/^[!=]==?$/.test(test.op)) return undefined;
  const nothing = test.right.kind === 'undefined' || (test.right.kind === 'literal' && test.right.value === null);
  return nothing ? { of: test.left, negated: test.op.startsWith('=') } : undefined;
}

/** The function makes it, in the one place that gives it a value at all: nothing takes it away again. */
function isMadeHere(kept: Expr, fn: FunctionFact, file: FileFacts, linker: Linker): boolean {
  if (kept.kind === 'name') {
    const binding = file.bindings[kept.binding];
    const [value, ...others] = binding?.assigned ?? [];
    return file.functions[binding?.fn ?? -1]?.kind === 'module' && value !== undefined && others.length === 0 && isMade(value, fn);
  }
  const [place, ...others] = onGlobalObject(kept, file, linker.index)?.places ?? [];
  return place !== undefined && place.file === file && others.length === 0 && isMade(place.write.value, fn);
}

function isMade(value: Expr, { at }: FunctionFact): boolean {
  const plain = value.kind === 'cast' ? value.value : value;
  return value.at[0] >= at[0] && value.at[1] <= at[1] && plain.kind !== 'undefined' && plain.kind !== 'literal';
}
