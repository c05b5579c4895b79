import { walk, walkExpr, type Expr, type FileFacts, type FunctionFact } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import { anchorAt, contains } from './frames.js';

const MAX_DEPTH = 8;

/** The batch (`$transaction([..])`) of one flow that runs this access: the list holds it, by place or by name. */
export function batchOf(event: FlowEvent, events: readonly FlowEvent[]): FlowEvent | undefined {
  return events.find((batch) => isBatch(batch) && sharesFrame(event, batch) && listHolds(batch, anchorAt(event, batch.steps.length)));
}

function isBatch(event: FlowEvent): boolean {
  return event.concept?.kind === 'transaction' && event.concept.form === 'batch';
}

/** The batch is run by a function on the way to the access. */
function sharesFrame(event: FlowEvent, batch: FlowEvent): boolean {
  return batch.steps.every((step, depth) => event.steps[depth]?.expr === step.expr && event.steps[depth]?.callee.id === step.callee.id);
}

function listHolds(batch: FlowEvent, anchor: Expr): boolean {
  const list = batch.expr.kind === 'call' ? batch.expr.args[0] : undefined;
  return list !== undefined && holds(list, anchor, batch.env.file, 0);
}

function holds(list: Expr, anchor: Expr, file: FileFacts, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (contains(list, anchor)) return true;
  for (const inner of walkExpr(list)) {
    if (inner.kind === 'name' && nameHolds(inner.binding, anchor, file, depth + 1)) return true;
    if (inner.kind === 'function' && bodyHolds(file.functions[inner.fn], anchor)) return true;
  }
  return false;
}

function nameHolds(id: number, anchor: Expr, file: FileFacts, depth: number): boolean {
  const binding = file.bindings[id];
  if (!binding || binding.kind === 'param' || binding.imported) return false;
  const pushed = mutationsOf(id, file).filter((mutation) => mutation.kind === 'grow').flatMap((mutation) => mutation.values);
  const values = [binding.init, ...(binding.assigned ?? []), ...pushed];
  return values.some((value) => value !== undefined && holds(value, anchor, file, depth));
}

function bodyHolds(fn: FunctionFact | undefined, anchor: Expr): boolean {
  return fn !== undefined && [...walk(fn)].includes(anchor);
}
