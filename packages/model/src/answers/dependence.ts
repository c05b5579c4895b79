import type { Answer, Arg, Env, Expr } from '@assay/contract';
import type { FlowEvent, LoopRef, Step } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { argsOf } from '../link/evaluate.js';
import { walkExpr } from '../ir/children.js';

const MAX_STEPS = 400;

/** An activation as data flow sees it: its arguments are the caller's very expressions. */
interface Frame {
  readonly env: Env;
  readonly caller?: Frame;
  readonly args?: readonly Expr[];
  /** Its parameters take elements of the loop asked about. */
  readonly element: boolean;
}

/** Does what the event reads or writes depend on the element of the loop? Followed through arguments, locals and callbacks. */
export function dependsOnLoop(event: FlowEvent, loop: LoopRef, start: Env, linker: Linker): Answer {
  const frame = frameOf(event, loop, start, linker);
  if (!frame) return { known: 'unknown', reason: 'budget', because: [] };
  const search = new Search(loop);
  return search.touches(event.expr, frame) ? { known: 'yes', because: [] } : search.lost ? { known: 'unknown', reason: 'expression', because: [] } : { known: 'no', because: [] };
}

function frameOf(event: FlowEvent, loop: LoopRef, start: Env, linker: Linker): Frame | undefined {
  let frame: Frame = { env: start, element: false };
  for (const [depth, step] of event.steps.entries()) {
    frame = enter(frame, step, depth === loop.depth && loop.expr !== undefined && step.element === true && loop.expr === step.expr, linker);
  }
  return frame;
}

function enter(caller: Frame, step: Step, element: boolean, linker: Linker): Frame {
  const expr = step.expr;
  const args = expr.kind === 'call' || expr.kind === 'new' ? expr.args : [];
  const env = linker.activate(step.callee, expr.kind === 'call' && !step.element ? argsOf(args, caller.env, linker) as Arg[] : undefined);
  return { env, caller, element, ...(step.element || isCallback(step) ? {} : { args }) };
}

/** The callee is one of the call's own arguments: its parameters come from the library. */
function isCallback(step: Step): boolean {
  const expr = step.expr;
  return (expr.kind === 'call' || expr.kind === 'new') && expr.args.some((arg) => arg.kind === 'function' && arg.fn === step.callee.id && step.file === step.callee.file);
}

class Search {
  lost = false;
  private steps = 0;
  private readonly seen = new Map<Frame, Set<number>>();

  constructor(private readonly loop: LoopRef) {}

  touches(expr: Expr, frame: Frame): boolean {
    if (this.steps++ > MAX_STEPS) {
      this.lost = true;
      return false;
    }
    for (const inner of walkExpr(expr)) {
      if (inner.kind === 'name' && this.name(inner.binding, frame)) return true;
      if (inner.kind === 'function' && this.closure(inner.fn, frame)) return true;
    }
    return false;
  }

  /** A nested function reads what its body names. */
  private closure(fn: number, frame: Frame): boolean {
    const fact = frame.env.file.functions[fn];
    return (fact?.body ?? []).some((statement) => (statement.kind === 'return' || statement.kind === 'expr') && statement.value !== undefined && this.touches(statement.value, frame));
  }

  private name(id: number, frame: Frame): boolean {
    const home = owner(id, frame);
    const known = this.seen.get(home ?? frame) ?? new Set();
    if (known.has(id)) return false;
    this.seen.set(home ?? frame, known.add(id));
    const file = frame.env.file;
    const binding = file.bindings[id];
    if (!binding || binding.imported) return false;
    if (file === this.loop.file && this.loop.bindings.includes(id)) return true;
    if (binding.kind === 'param') return home ? this.param(binding.index ?? 0, home) : false;
    const target = home ?? frame;
    return [binding.init, ...(binding.assigned ?? [])].some((value) => value !== undefined && this.touches(value, target));
  }

  private param(index: number, home: Frame): boolean {
    if (home.element) return true;
    if (!home.caller) return false;
    if (!home.args) return false;
    const spread = home.args.findIndex((arg) => arg.kind === 'spread');
    const arg = spread >= 0 && spread <= index ? home.args[spread] : home.args[index];
    return arg ? this.touches(arg, home.caller) : false;
  }
}

/** The frame whose function declares the name: this one, or one it was called from (closures). */
function owner(id: number, frame: Frame): Frame | undefined {
  const binding = frame.env.file.bindings[id];
  const fn = binding && frame.env.file.functions[binding.fn];
  for (let at: Frame | undefined = frame; at; at = at.caller) if (at.env.fn === fn && at.env.file === frame.env.file) return at;
  return undefined;
}
