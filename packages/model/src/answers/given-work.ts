import { spanOf, type Env, type Expr, type FileFacts, type FunctionFact, type Span } from '@assay/contract';
import type { FlowEvent, LoopRef, Step } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { framesOf, type Frame } from './frames.js';

/**
 * Where a loop is to be mended, and what runs in each round. `eachOf(rows, async (row) => ..)` of a helper of the project that goes over a list and runs for each element
 * only what its caller gives it is a loop of each caller's own.
 */
export interface Place {
  readonly at: Span;
  readonly form: string;
  /** What a round runs, as it is written: the loop itself, and the function that is given. */
  readonly body: readonly Span[];
  /** The function that holds the loop. */
  readonly holder: FunctionFact;
}

/** A run of a function, with what is known of its arguments. */
export interface Run { readonly env: Env; readonly events: readonly FlowEvent[]; readonly linker: Linker }

/** Answers where a loop around an event of the run is to be mended; undefined where that is not in the function that runs, but in one that called it, or that it calls. */
export function placesOf(run: Run): (event: FlowEvent, loop: LoopRef) => Place | undefined {
  const { env: { fn: start }, events } = run;
  const own = new Set(events.flatMap((event) => (event.kind === 'access' ? event.loops.filter((loop) => isNear(event, loop) && workOf(event, loop, run) === undefined).map(keyOf) : [])));
  return (event, loop) => {
    if (!isNear(event, loop)) return undefined;
    const work = own.has(keyOf(loop)) ? undefined : workOf(event, loop, run);
    if (loop.depth === 0) return work ? undefined : { at: loop.at, form: loop.form, body: [loop.at], holder: start };
    const [call] = event.steps;
    const holder = event.steps[loop.depth - 1]?.callee.fn;
    if (!work || !holder || loop.exempt !== undefined || work.giver !== 0 || call?.expr.kind !== 'call') return undefined;
    const { file, fn } = work.callee;
    return { at: spanOf(call.file.path, call.expr.at), form: calledName(call.expr.callee, call.file), body: [loop.at, spanOf(file.path, fn.at)], holder };
  };
}

/** A loop of the function itself, or below a call that is given a function. */
function isNear({ steps: [call] }: FlowEvent, { depth }: LoopRef): boolean {
  return depth === 0 || (call?.expr.kind === 'call' && call.handed !== true && call.element !== true && call.expr.args.some(mayWork));
}

function mayWork(arg: Expr): boolean {
  return isWork(arg) || (arg.kind === 'object' && arg.members.some((member) => member.kind === 'property' && member.value.kind === 'function'));
}

function keyOf({ at, depth }: LoopRef): string {
  return `${at.path}:${at.start}:${depth}`;
}

interface Work {
  /** The depth of the call that gives it; absent where that called the run. */
  readonly giver?: number;
  readonly callee: Step['callee'];
}

/** The function that the rounds run and that the one which holds the loop was given. */
function workOf(event: FlowEvent, loop: LoopRef, run: Run): Work | undefined {
  const { steps } = event;
  for (let index = loop.depth; index < steps.length; index += 1) {
    const step = steps[index] as Step;
    const param = parameterOf(ranBy(step), step.file);
    const giver = param && giverOf(param, framesOf(event, run.env.fn)[index] as Frame, loop, run);
    if (giver === 'before') return { callee: step.callee };
    if (giver !== undefined) return { callee: step.callee, giver };
  }
  return undefined;
}

/** `work(row)`, `rows.map(work)`: the name of what runs. */
function ranBy({ expr, element, handed }: Step): Expr | undefined {
  if (expr.kind !== 'call') return undefined;
  return element || handed ? expr.args.find(({ kind }) => kind === 'name') : expr.callee;
}

interface Parameter { readonly fn: number; readonly index: number; readonly member?: string }

/** The parameter that a name is, or from which it is taken. */
function parameterOf(expr: Expr | undefined, file: FileFacts): Parameter | undefined {
  const binding = expr?.kind === 'name' ? file.bindings[expr.binding] : undefined;
  if (binding?.kind === 'param') return { fn: binding.fn, index: binding.index ?? 0 };
  const taken = binding?.init?.kind === 'member' ? binding.init : undefined;
  const whole = taken?.object.kind === 'name' ? file.bindings[taken.object.binding] : undefined;
  return taken && whole?.kind === 'param' ? { fn: whole.fn, index: whole.index ?? 0, member: taken.name } : undefined;
}

/** The depth of the function that writes out what the parameter takes, where it is none that the loop stands in. */
function giverOf({ fn, index, member }: Parameter, frame: Frame, loop: LoopRef, run: Run): number | 'before' | undefined {
  const { file } = frame;
  let home: Frame | undefined = frame;
  while (home && !(home.file === file && home.fn === file.functions[fn])) home = home.caller;
  if (!home?.caller) return isGivenBefore({ fn, index, ...(member === undefined ? {} : { member }) }, file, run.env, run.linker, 0) ? 'before' : undefined;
  if (home.depth > loop.depth) return undefined;
  const given = home.args?.[index];
  if (isWork(given, member)) {
    const outer = parameterOf(given, home.caller.file);
    return outer ? giverOf(outer, home.caller, loop, run) : home.caller.depth;
  }
  return undefined;
}

const MAX_DEPTH = 6;

/** Did a caller write it out? */
function isGivenBefore({ fn, index, member }: Parameter, file: FileFacts, env: Env, linker: Linker, depth: number): boolean {
  const arg = scopeEnv(file, fn, env, linker).args?.[index];
  if (depth > MAX_DEPTH || !arg?.expr || !arg.env || arg.spread || !isWork(arg.expr, member)) return false;
  const outer = parameterOf(arg.expr, arg.env.file);
  return !outer || isGivenBefore(outer, arg.env.file, arg.env, linker, depth + 1);
}

/** A function that is written out, or named; as a member of a literal only one that is written out: what a name there stands for may be any dependency. */
function isWork(given: Expr | undefined, member?: string): boolean {
  if (member === undefined) return given?.kind === 'function' || given?.kind === 'name';
  const property = given?.kind === 'object' ? given.members.find((one) => one.kind === 'property' && one.key === member) : undefined;
  return property?.kind === 'property' && property.value.kind === 'function';
}
