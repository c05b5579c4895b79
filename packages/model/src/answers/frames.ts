import { keptIn, memo, weakMemo, type Env, type Expr, type ExprOf, type FileFacts, type FunctionFact } from '@assay/contract';
import type { FlowEvent, Step } from '../flow/events.js';
import type { Linker } from '../link/linker.js';

/** An activation as data flow sees it: its arguments are the caller's very expressions. */
export interface Frame {
  readonly file: FileFacts;
  /** Absent for the function that the flow starts in, where it is not known. */
  readonly fn?: FunctionFact;
  readonly depth: number;
  /** The calls that led here: two frames with one key are one activation. */
  readonly key: string;
  readonly caller?: Frame;
  /** The call that entered it. */
  readonly step?: Step;
  /** Absent when a library calls it. */
  readonly args?: readonly Expr[];
  /** What a library gives the parameters of a callback: what the call before it answers. */
  readonly answered?: readonly (Expr | undefined)[];
  /** What `this` was written as. */
  readonly receiver?: Expr;
}

/** The frames from the start of the flow to the function that holds the event. Events that are reached by the same calls share those of these calls. */
export function framesOf(event: FlowEvent, start: FunctionFact | undefined): readonly Frame[] {
  const { steps, env } = event;
  const fn = start ?? (steps.length === 0 ? env.fn : undefined);
  let last = rootFrame(steps[0], env.file, fn);
  const frames = [last];
  for (const step of steps) frames.push((last = below(last)(step)));
  return frames;
}

/** The frames in which flows start, by the first call and the function. */
const begun = weakMemo((_first: Step) => new Map<FunctionFact | undefined, Frame>());
/** The frames that calls lead to from a frame. */
const below = weakMemo((caller: Frame) => memo((step: Step) => enter(caller, step)));

function rootFrame(first: Step | undefined, file: FileFacts, fn: FunctionFact | undefined): Frame {
  const make = (): Frame => ({ file: first?.file ?? file, depth: 0, key: '', ...(fn ? { fn } : {}) });
  return first ? keptIn(begun(first), fn, make) : make();
}

function enter(caller: Frame, step: Step): Frame {
  const { expr, callee } = step;
  const base = { file: callee.file, fn: callee.fn, depth: caller.depth + 1, key: `${caller.key}>${step.file.path}:${expr.at[0]}-${expr.at[1]}#${callee.id}`, caller, step };
  if (step.element || (expr.kind !== 'call' && expr.kind !== 'new')) return base;
  if (step.handed) return expr.kind !== 'call' ? base : isAfter(expr, 'then') ? { ...base, args: [expr.callee.object] } : { ...base, ...answered(expr, step) };
  const receiver = expr.kind === 'call' && expr.callee.kind === 'member' ? expr.callee.object : undefined;
  return { ...base, args: expr.args, ...(receiver ? { receiver } : {}) };
}

function isAfter(call: ExprOf<'call'>, name: string): call is ExprOf<'call'> & { readonly callee: ExprOf<'member'> } {
  return call.callee.kind === 'member' && call.callee.name === name;
}

/** `promised.andThen((row) => ..)` gets what is promised, `row.save((error, saved) => ..)` what the call answers. */
function answered(call: ExprOf<'call'>, { callee }: Step): Pick<Frame, 'answered'> {
  if (isAfter(call, 'andThen')) return { answered: [call.callee.object] };
  const [failure] = callee.fn.params;
  const name = failure && callee.file.bindings[failure.binding]?.name;
  if (name === undefined || callee.fn.params.length < 2 || !FAILURE.test(name)) return {};
  return { answered: [undefined, { ...call, args: call.args.filter((arg) => arg.kind !== 'function') }] };
}

/** By convention the first parameter of such a callback is what failed. */
const FAILURE = /^_*(?:e|er|err|error|ex)\d*$/i;

/** The activation of a frame as the linker knows it, whatever its arguments. */
export function envOf({ file, fn, step }: Frame, linker: Linker): Env {
  return linker.envOf(file, fn ? file.functions.indexOf(fn) : 0, step?.callee.self);
}

/** How many calls lead to both events. */
export function commonSteps(a: FlowEvent, b: FlowEvent): number {
  const apart = a.steps.findIndex((step, index) => step.expr !== b.steps[index]?.expr);
  return apart < 0 ? a.steps.length : apart;
}

/** The expression by which a frame reaches the event: the call of the next frame, or the event's own. */
export function anchorAt(event: FlowEvent, depth: number): Expr {
  return event.steps[depth]?.expr ?? event.expr;
}

/** The frame whose function declares the name: this one, or one it was called from (closures). */
export function homeOf(id: number, frame: Frame): Frame | undefined {
  const binding = frame.file.bindings[id];
  const fn = binding && frame.file.functions[binding.fn];
  for (let at: Frame | undefined = frame; at; at = at.caller) if (at.file === frame.file && (at.fn === fn || at.fn === undefined)) return at;
  return undefined;
}

/** The argument that a parameter takes in this frame. */
export function argumentOf(index: number, frame: Frame): Expr | undefined {
  if (!frame.args) return undefined;
  const spread = frame.args.findIndex((arg) => arg.kind === 'spread');
  return spread >= 0 && spread <= index ? frame.args[spread] : frame.args[index];
}

/** The innermost function of a file that holds the place. */
export function functionAround(place: Pick<Expr, 'at'>, file: FileFacts): FunctionFact | undefined {
  let inner: FunctionFact | undefined;
  for (const fn of file.functions) if (contains(fn, place) && (!inner || fn.at[1] - fn.at[0] <= inner.at[1] - inner.at[0])) inner = fn;
  return inner;
}

/** Does one range of a file hold the other? Equal ranges hold each other. */
export function contains(outer: Pick<Expr, 'at'>, inner: Pick<Expr, 'at'>): boolean {
  return outer.at[0] <= inner.at[0] && outer.at[1] >= inner.at[1];
}

