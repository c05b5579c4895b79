import { blocksOf, childrenOf, spanOf, type Env, type Expr, type ExprOf, type FileFacts, type FunctionFact, type Span, type Stmt } from '@assay/contract';
import { firstStep } from '../flow/carried.js';
import type { FlowEvent, LoopRef, Step } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { framesOf, type Frame } from './frames.js';
import { originsOf } from './value-parts.js';

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
function isNear(event: FlowEvent, { depth }: LoopRef): boolean {
  if (depth === 0) return true;
  const call = firstStep(event);
  return call?.expr.kind === 'call' && call.handed !== true && call.element !== true && givesWork(call.expr, call.file);
}

function givesWork({ args }: ExprOf<'call'>, file: FileFacts): boolean {
  return args.some((arg) => isFunction(arg, file) || (arg.kind === 'object' && arg.members.some((member) => member.kind === 'property' && member.value.kind === 'function')));
}

/** A function that is written out, or the name of one. */
function isFunction(expr: Expr | undefined, file: FileFacts): boolean {
  if (expr?.kind !== 'name') return expr?.kind === 'function';
  const binding = file.bindings[expr.binding];
  return binding?.kind === 'function' || binding?.init?.kind === 'function' || binding?.imported !== undefined;
}

function keyOf({ at, depth }: LoopRef): string {
  return `${at.path}:${at.start}:${depth}`;
}

interface Work {
  /** The depth of the call that gives it; absent where that called the run. */
  readonly giver?: number;
  readonly callee: Step['callee'];
}

/** The function that the rounds run and that the one which holds the loop was given, with the list that they go over. */
function workOf(event: FlowEvent, loop: LoopRef, run: Run): Work | undefined {
  const { steps } = event;
  for (let index = loop.depth; index < steps.length; index += 1) {
    const step = steps[index] as Step;
    const param = parameterOf(ranBy(step), step.file);
    const frames = param ? framesOf(event, run.env.fn) : [];
    const giver = param && giverOf(param, frames[index] as Frame, loop, run);
    if (giver === undefined) continue;
    const over = overOf(loop, frames[loop.depth]?.fn);
    if (typeof giver !== 'number') return over.some((expr) => comesFrom(expr, run.env, giver, run.linker, 0)) ? { callee: step.callee } : undefined;
    return over.some((expr) => comesAlong(expr, frames[loop.depth] as Frame, giver, 0)) ? { callee: step.callee, giver } : undefined;
  }
  return undefined;
}

/** What says which elements a loop goes over: the list, or the condition with what the round takes. */
function overOf({ expr, file, at, bindings }: LoopRef, holder: FunctionFact | undefined): readonly Expr[] {
  if (expr?.kind === 'call') return [...(expr.callee.kind === 'member' ? [expr.callee.object] : []), ...expr.args.filter(({ kind }) => kind !== 'function')];
  const taken = bindings.flatMap((id) => file.bindings[id]?.init ?? []);
  const loop = loopAt(holder?.body ?? [], at.start);
  return [...(loop?.iterable ? [loop.iterable] : []), ...(loop?.test ? [loop.test] : []), ...taken];
}

type Loop = Extract<Stmt, { kind: 'loop' }>;

function loopAt(body: readonly Stmt[], start: number): Loop | undefined {
  const around = body.find((statement) => statement.at[0] <= start && start < statement.at[1]);
  if (around?.kind === 'loop' && around.at[0] === start) return around;
  return around && blocksOf(around).map((block) => loopAt(block, start)).find((found) => found !== undefined);
}

const MAX_DEPTH = 8;

/** An expression with its parts, without what it waits for that a call finds. */
function partsOf(expr: Expr): readonly Expr[] {
  return expr.kind === 'await' && expr.value.kind === 'call' ? [] : [expr, ...childrenOf(expr).flatMap(partsOf)];
}

function comesAlong(expr: Expr, frame: Frame, giver: number, depth: number): boolean {
  if (frame.depth <= giver) return true;
  return depth <= MAX_DEPTH && partsOf(expr).some((part) => part.kind === 'name' && originsOf(part.binding, frame).some((origin) => origin.expr.kind !== 'function' && comesAlong(origin.expr, origin.frame, giver, depth + 1)));
}

/** Does the value, or a part of it, come from the function that gives the work? */
function comesFrom(expr: Expr, env: Env, giver: Env, linker: Linker, depth: number): boolean {
  if (env.fn === giver.fn) return true;
  if (depth > MAX_DEPTH) return false;
  return partsOf(expr).some((part) => {
    const binding = part.kind === 'name' ? env.file.bindings[part.binding] : undefined;
    if (!binding || binding.imported) return false;
    const home = scopeEnv(env.file, binding.fn, env, linker);
    if (binding.kind !== 'param') return binding.init !== undefined && binding.init.kind !== 'function' && comesFrom(binding.init, home, giver, linker, depth + 1);
    const arg = home.args?.[binding.index ?? 0];
    return arg?.expr !== undefined && arg.env !== undefined && comesFrom(arg.expr, arg.env, giver, linker, depth + 1);
  });
}

/** `work(row)`, `rows.map(work)`: the name of what runs. */
function ranBy({ expr, element, handed }: Step): Expr | undefined {
  if (expr.kind !== 'call') return undefined;
  if (!element && !handed) return expr.callee;
  return expr.args.some(({ kind }) => kind === 'function') ? undefined : expr.args.find(({ kind }) => kind === 'name');
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

/** Who writes out what the parameter takes, where that is none that the loop stands in: the depth of a function of the run, or the activation of one that called it. */
function giverOf(param: Parameter, frame: Frame, loop: LoopRef, run: Run): number | Env | undefined {
  const { file } = frame;
  let home: Frame | undefined = frame;
  while (home && !(home.file === file && home.fn === file.functions[param.fn])) home = home.caller;
  if (!home?.caller) return giverBefore(param, file, run.env, run.linker, 0);
  if (home.depth > loop.depth) return undefined;
  const given = home.args?.[param.index];
  const outer = param.member === undefined ? parameterOf(given, home.caller.file) : undefined;
  if (outer) return giverOf(outer, home.caller, loop, run);
  return isWork(given, param.member, home.caller.file) ? home.caller.depth : undefined;
}

function giverBefore({ fn, index, member }: Parameter, file: FileFacts, env: Env, linker: Linker, depth: number): Env | undefined {
  const arg = scopeEnv(file, fn, env, linker).args?.[index];
  if (depth > MAX_DEPTH || !arg?.expr || !arg.env || arg.spread) return undefined;
  const outer = member === undefined ? parameterOf(arg.expr, arg.env.file) : undefined;
  if (outer) return giverBefore(outer, arg.env.file, arg.env, linker, depth + 1);
  return isWork(arg.expr, member, arg.env.file) ? arg.env : undefined;
}

/** A function that is written out, or named; as a member of a literal only one that is written out: what a name there stands for may be any dependency. */
function isWork(given: Expr | undefined, member: string | undefined, file: FileFacts): boolean {
  if (member === undefined) return isFunction(given, file);
  const property = given?.kind === 'object' ? given.members.find((one) => one.kind === 'property' && one.key === member) : undefined;
  return property?.kind === 'property' && property.value.kind === 'function';
}
