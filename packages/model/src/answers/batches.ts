import { walk, walkExpr, type Expr, type FileFacts, type FunctionFact } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import { anchorAt, contains } from './frames.js';

const MAX_DEPTH = 8;

/** The batch (`$transaction([..])`) of one flow that runs this access: the list holds it, by place or by name. */
export function batchOf(event: FlowEvent, events: readonly FlowEvent[]): FlowEvent | undefined {
  return events.find((batch) => isBatch(batch) && listsOf(batch).some(({ list, file, steps }) => sharesFrame(event, steps) && anchorsOf(event, steps.length).some((anchor) => holds(list, anchor, file, anchor === event.expr, 0))));
}

/** How the access is reached from there: by a call, or by what a callback of it calls. */
function anchorsOf(event: FlowEvent, depth: number): readonly Expr[] {
  const anchor = anchorAt(event, depth);
  return event.steps[depth]?.element === true ? [anchor, ...anchorsOf(event, depth + 1)] : [anchor];
}

interface List { readonly list: Expr; readonly file: FileFacts; readonly steps: FlowEvent['steps'] }

/** The list as the batch is given it, and as callers of a wrapper around it (`transaction([..])`) hand it in. */
function listsOf(batch: FlowEvent): readonly List[] {
  const found: List[] = [];
  let list = batch.expr.kind === 'call' ? batch.expr.args[0] : undefined;
  let { file } = batch.env;
  for (let { steps } = batch; list; ) {
    found.push({ list, file, steps });
    const step = steps.at(-1);
    const binding = list.kind === 'name' ? file.bindings[list.binding] : undefined;
    if (!step || step.expr.kind !== 'call' || binding?.kind !== 'param' || file.functions[binding.fn] !== step.callee.fn) return found;
    list = step.expr.args[binding.index ?? 0];
    file = step.file;
    steps = steps.slice(0, -1);
  }
  return found;
}

/** A call that sends a list of queries. */
export function isBatch(event: FlowEvent): boolean {
  return event.concept?.kind === 'transaction' && event.concept.form === 'batch';
}

/** The batch is run by a function on the way to the access. */
function sharesFrame(event: FlowEvent, steps: FlowEvent['steps']): boolean {
  return steps.every((step, depth) => event.steps[depth]?.expr === step.expr && event.steps[depth]?.callee.id === step.callee.id);
}

function holds(list: Expr, anchor: Expr, file: FileFacts, isQuery: boolean, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (contains(list, anchor)) return !isQuery || !isAwaited(list, anchor);
  for (const inner of walkExpr(list)) {
    if (inner.kind === 'name' && nameHolds(inner.binding, anchor, file, isQuery, depth + 1)) return true;
    if (inner.kind === 'function' && bodyHolds(file.functions[inner.fn], anchor)) return true;
  }
  return false;
}

/** A query that was awaited has run, whatever becomes of its rows; a call that only makes queries may be waited for. */
function isAwaited(list: Expr, anchor: Expr): boolean {
  return walkExpr(list).some((inner) => inner.kind === 'await' && contains(anchor, inner.value) && contains(inner.value, anchor));
}

function nameHolds(id: number, anchor: Expr, file: FileFacts, isQuery: boolean, depth: number): boolean {
  const binding = file.bindings[id];
  if (!binding || binding.kind === 'param' || binding.imported) return false;
  const pushed = mutationsOf(id, file).filter((mutation) => mutation.kind === 'grow').flatMap((mutation) => mutation.values);
  const values = [binding.init, ...(binding.assigned ?? []), ...pushed];
  return values.some((value) => value !== undefined && holds(value, anchor, file, isQuery, depth));
}

function bodyHolds(fn: FunctionFact | undefined, anchor: Expr): boolean {
  return fn !== undefined && [...walk(fn)].includes(anchor);
}
