import { walk, type Expr, type FileFacts, type FunctionFact } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import { anchorAt } from './frames.js';

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
  return elementsOf(list).some((part) => {
    if (part === anchor || (part.kind === 'await' && part.value === anchor)) return part === anchor || !isQuery;
    if (part.kind === 'name') return nameHolds(part.binding, anchor, file, isQuery, depth + 1);
    return part.kind === 'function' && bodyHolds(file.functions[part.fn], anchor);
  });
}

/**
 * What may be an element of the list, or bring some: items, either arm of a condition, the list that `map` or `flat` is called on, what a call that makes queries is handed. Not what is
 * written by them: a value in the data of a query has been looked up before. A query that was awaited has run; a call that only makes queries may be waited for.
 */
function elementsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'array': return expr.items.flatMap(elementsOf);
    case 'spread': case 'cast': return elementsOf(expr.value);
    case 'conditional': return [...elementsOf(expr.then), ...elementsOf(expr.else)];
    case 'logical': return [...elementsOf(expr.left), ...elementsOf(expr.right)];
    case 'await': return [expr];
    case 'call': return [expr, ...(expr.callee.kind === 'member' ? elementsOf(expr.callee.object) : []), ...expr.args.flatMap((arg) => (HANDED.has(arg.kind) ? elementsOf(arg) : []))];
    default: return [expr];
  }
}

const HANDED: ReadonlySet<Expr['kind']> = new Set(['array', 'call', 'spread', 'function', 'conditional']);

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
