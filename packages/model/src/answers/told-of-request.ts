import { Label, walkExpr, type Expr, type FileFacts } from '@assay/contract';
import { originOf } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { testAt } from './refusals.js';

const MAX_NAMES = 3;

/** Does the branch in which a request is refused ask about the request alone: that one thing is in it twice, or too much? The same request meets that the first time as well. */
export function isToldOfRequest({ within, steps }: FlowEvent, linker: Linker): boolean {
  const origin = originOf(within.at(-1) ?? '');
  const file = origin?.kind === '' ? linker.index.file(origin.path) : undefined;
  const found = origin && file ? testAt(origin.offset, file) : undefined;
  if (!file || !found) return false;
  const test = found.kind === 'conditional' ? found.test : found;
  const labels = linker.labels(test, linker.envOf(file, linker.index.functionAt(file, test.at[0])));
  const parts = partsOf(test, file, 0);
  // What a helper is given may be anything.
  const isOfRequest = (labels & Label.input) !== 0 || (steps.length === 0 && parts.some((part) => part.kind === 'name' && file.bindings[part.binding]?.kind === 'param'));
  return isOfRequest && (labels & (Label.data | Label.exception)) === 0 && !parts.some((part) => mayAskState(part, file));
}

/** Is what is refused nothing of the request: does the error, with all that its function asks on the way to it, speak of the program alone? What is kept in memory says nothing of a row that no request names. */
export function isToldOfProgram({ kind, expr, env, within }: FlowEvent, linker: Linker): boolean {
  if (kind !== 'throw') return false;
  const tests = within.flatMap((arm) => {
    const origin = originOf(arm);
    const isOwn = origin?.kind === '' && origin.path === env.file.path && env.fn.at[0] <= origin.offset && origin.offset <= env.fn.at[1];
    const found = isOwn ? testAt(origin.offset, env.file) : undefined;
    return found ? [found.kind === 'conditional' ? found.test : found] : [];
  });
  const parts = [expr, ...tests].flatMap((one) => partsOf(one, env.file, 0));
  return tests.length > 0 && !parts.some((part) => part.kind === 'await' || part.kind === 'caught' || (linker.labels(part, env) & ~Label.data) !== 0);
}

/** The parts of an expression, and of what its names were given. */
function partsOf(expr: Expr, file: FileFacts, depth: number): readonly Expr[] {
  return walkExpr(expr).flatMap((part) => {
    if (part.kind !== 'name' || depth === MAX_NAMES) return [part];
    const { init, assigned = [] } = file.bindings[part.binding] ?? {};
    return [part, ...[init, ...assigned].flatMap((value) => (value ? partsOf(value, file, depth + 1) : []))];
  });
}

/** Something that is waited for, an object's own members, what the module declares or imports: a function may look anywhere. */
function mayAskState(part: Expr, file: FileFacts): boolean {
  if (part.kind === 'await' || part.kind === 'this' || part.kind === 'caught') return true;
  const binding = part.kind === 'name' ? file.bindings[part.binding] : undefined;
  return binding !== undefined && (binding.imported !== undefined || binding.kind === 'function' || file.functions[binding.fn]?.kind === 'module');
}
