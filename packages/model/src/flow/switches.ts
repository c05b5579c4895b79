import { Label, weakMemo, type Env, type Expr, type Span } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { isParked } from '../link/parked.js';
import { Bit, certain, type Certainty } from './certainty.js';

/** By the labels of a condition: does the configuration decide it, and no request? */
export function isSwitch(labels: number): boolean {
  return (labels & Label.config) !== 0 && (labels & (Label.principal | Label.credential | Label.role | Label.input | Label.data)) === 0;
}

/** Whether the caller is asked for depends on the configuration. */
export function asksInSome(at: Span): Certainty {
  return certain(Bit.opaque, { at, message: 'asks for the caller in some configurations' });
}

/** `context.isOpen`, which code of the project sets to `true` and to nothing else: a step says so of some entry points, and no caller can. */
export function isMarkedByServer(expr: Expr, env: Env, linker: Linker): boolean {
  if (expr.kind === 'cast') return isMarkedByServer(expr.value, env, linker);
  if (expr.kind === 'unary') return expr.op === '!' && isMarkedByServer(expr.value, env, linker);
  return expr.kind === 'member' && marksOf(linker).has(expr.name) && isParked(expr, env, linker);
}

/** Members that are set to `true` wherever they are set. */
const marksOf = weakMemo((linker: Linker): ReadonlySet<string> => {
  const writes = linker.files.flatMap((file) => file.writes);
  const others = new Set(writes.flatMap(({ name, value }) => (value.kind === 'literal' && value.value === true ? [] : [name])));
  return new Set(writes.flatMap(({ name }) => (others.has(name) ? [] : [name])));
});
