import { spanOf, walk, walkExpr, type Env, type Expr, type FileFacts, type FunctionFact, type FunctionValue, type LoopAccess, type PathValue, type Span } from '@assay/contract';
import { originOf, type Arm, type ArmOrigin } from '../flow/arms.js';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { envOf, framesOf, type Frame } from './frames.js';
import type { Place } from './given-work.js';
import { asksOwnField, asksOwnMemo, isFallback, roundMark } from './kept-values.js';
import { endOf } from './loop-ends.js';
import { isForOneKey } from './one-key.js';

/** The function that runs, with the loop that it holds or that a helper of it does. */
export type Round = Pick<Place, 'at' | 'body' | 'holder'> & { readonly start: FunctionFact };

/** Which rounds of a loop run the access, when not all do: those in which something else `failed`, the `first`, the `last`, or those in which nothing was at hand (`missed`). `alone` are rounds that each commit by themselves or hold a lock of their own, `once` is a round for one key that is named. */
export function roundsOf(event: FlowEvent, loop: LoopRef, round: Round, linker: Linker): LoopAccess['only'] {
  const { start } = round;
  const inLoop = (arm: string): boolean => isInside(originOf(arm), round);
  if (event.within.some((arm) => arm.endsWith('~catch') && inLoop(arm))) return 'failed';
  if (opensTransaction(event, loop, round) || holdsLock(event, loop)) return 'alone';
  if (isForOneKey(event, loop, start)) return 'once';
  const steps = event.steps.slice(loop.depth);
  if (steps.some(({ callee }) => callee.memo === true || isCachedByDecorator(callee))) return 'missed';
  const frames = framesOf(event, start);
  const end = endOf(event, loop, frames);
  if (end !== undefined) return end === 'error' ? 'failed' : 'last';
  if (frames.slice(loop.depth).some((frame) => isHandedToStore(frame, linker))) return 'missed';
  const arms = event.arms.filter(inLoop);
  const marks = arms.filter((arm) => arm.endsWith('~t')).flatMap((arm) => testsOf(arm, frames).map(({ test, frame }) => roundMark(test, frame, loop.depth)));
  if (marks.includes('outlives')) return 'first';
  return marks.includes('unknown') || arms.some((arm) => isMiss(arm, loop, frames, linker)) ? 'missed' : undefined;
}

/** How many branches of a round lead to the access. A callback that some call takes is no branch, nor is a `try`, nor which of several functions a call reaches. */
export function conditionsOf(event: FlowEvent, round: Round): number {
  return event.arms.filter((arm) => {
    const origin = originOf(arm);
    return origin !== undefined && !/^(?:cb|try|alt)/.test(origin.kind) && isInside(origin, round);
  }).length;
}

const CACHING = /^(?:with|use)?(?:cached\w*|cacheable|cache(?:result|query|response|call|method|for)?|memo(?:i[sz]ed?)?)$/i;

/** `@CachedQuery({ key }) find(id)`: the body runs when nothing is kept for its arguments. */
function isCachedByDecorator({ file, fn, id }: FunctionValue): boolean {
  const member = fn.cls === undefined ? undefined : file.classes[fn.cls]?.members.find((candidate) => candidate.fn === id);
  return (member?.decorators ?? []).some(({ value }) => CACHING.test(calledName(value.kind === 'call' ? value.callee : value, file)));
}

const HELPER = /transaction|^\$?tx$|atomic/i;

/** `for (const jar of jars) await db.transaction(..)`, or a helper that opens one: the round commits by itself, whatever becomes of the others. */
function opensTransaction({ transaction, steps }: FlowEvent, { at, depth }: LoopRef, { body }: Round): boolean {
  if (transaction === undefined) return false;
  if (body.some((part) => transaction.at.path === part.path && transaction.at.start >= part.start && transaction.at.end <= part.end)) return true;
  return steps.slice(depth, depth + 2).some(({ expr, file }) => {
    const inLoop = file.path === at.path && expr.at[0] >= at.start && expr.at[1] <= at.end;
    return inLoop && expr.kind === 'call' && expr.args.some((arg) => arg.kind === 'function') && HELPER.test(calledName(expr.callee, file));
  });
}

const LOCK = /(?:^|[^a-z])lock|Lock|mutex|Mutex|[eE]xclusive/;

/** `await withLock(row.id, () => ..)`: no other process works on the row while the round reads and changes it. */
function holdsLock({ steps }: FlowEvent, { depth }: LoopRef): boolean {
  return steps.slice(depth).some(({ expr, file }, index, below) => {
    if (expr.kind !== 'call' || !LOCK.test(calledName(expr.callee, file))) return false;
    return expr.args.some((arg) => arg.kind === 'function' && below.slice(index).some(({ callee }) => callee.file === file && callee.id === arg.fn));
  });
}

/** Does the branch stand in the loop's body, or in what that calls? */
function isInside(origin: ArmOrigin | undefined, { start, holder, at, body: [own, ...given] }: Round): boolean {
  if (!origin) return false;
  const isIn = (part: Span | undefined): boolean => part !== undefined && origin.path === part.path && origin.offset >= part.start && origin.offset < part.end;
  const around = [[own, holder], [at, start]] as const;
  return isIn(own) || given.some(isIn) || !around.some(([place, fn]) => place !== undefined && isIn(spanOf(place.path, fn.at)));
}

/** `store.wrap(key, () => find(key))`: the store calls it when it has nothing under the key. */
function isHandedToStore({ step, caller }: Frame, linker: Linker): boolean {
  if (step?.expr.kind !== 'call' || !caller) return false;
  return optionsOf(linker.evaluate(step.expr.callee, envOf(caller, linker))).some((option) => option.kind === 'path' && linker.rows.isCache(option.root));
}

/** The expressions that the branch of an arm may ask, each with the activation that asks. */
function testsOf(arm: Arm, frames: readonly Frame[]): readonly { readonly test: Expr; readonly frame: Frame; readonly fn: FunctionFact }[] {
  const origin = originOf(arm);
  if (!origin || !/^(?:&|$)/.test(origin.kind)) return [];
  return frames.flatMap((frame) => {
    const { fn } = frame;
    if (frame.file.path !== origin.path || !fn) return [];
    const begun = walk(fn).filter((expr) => expr.at[0] === origin.offset && expr.kind !== 'conditional');
    const end = origin.kind === '' ? Math.max(...begun.map(({ at }) => at[1])) : Number(origin.kind.slice(1));
    return begun.filter(({ at }) => at[1] === end).flatMap((test) => conditionsIn(test, arm)).map((test) => ({ test, frame, fn }));
  });
}

/** What an arm takes each for itself: both sides of `a && b` where it holds, of `a || b` where it does not. */
function conditionsIn(test: Expr, arm: Arm): readonly Expr[] {
  const splits = test.kind === 'logical' && (test.op === '&&' ? arm.endsWith('~t') : arm.endsWith('~f'));
  return splits ? [test.left, test.right].flatMap((side) => conditionsIn(side, arm)) : [test];
}

/** Is this the arm on which a cache, or what the code keeps by itself, had no answer? */
function isMiss(arm: Arm, loop: LoopRef, frames: readonly Frame[], linker: Linker): boolean {
  return testsOf(arm, frames).some(({ test, frame, fn }) => {
    if (arm.endsWith('~f') && isFallback(test, fn, frame.file)) return true;
    return arm.endsWith(isNegated(test, frame.file) ? '~t' : '~f') && (asksOwnMemo(test, frame, fn, loop) || asksOwnField(test, frame, fn, loop) || looksUp(test, envOf(frame, linker), linker, 0));
  });
}

const NOTHING = /^_?is(?:Empty|Nil|Null|Undefined)$/;

/** `!hit`, `hit === undefined`, `isEmpty(hit)`: true where nothing was found. */
function isNegated(test: Expr, file: FileFacts): boolean {
  if (test.kind === 'call') return NOTHING.test(calledName(test.callee, file));
  if (test.kind === 'unary' && test.op === '!') return !isNegated(test.value, file);
  return test.kind === 'binary' && (test.op === '===' || test.op === '==') && (test.right.kind === 'undefined' || test.right.kind === 'literal');
}

const MAX_DEPTH = 4;

/** A look-up in a cache, a name that holds its answer, a function of the project that makes it. */
function looksUp(expr: Expr, env: Env, linker: Linker, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  return walkExpr(expr).some((inner) => {
    if (inner.kind === 'name') {
      const binding = env.file.bindings[inner.binding];
      return binding !== undefined && binding.kind !== 'param' && [binding.init, ...(binding.assigned ?? [])].some((value) => value !== undefined && looksUp(value, env, linker, depth + 1));
    }
    if (inner.kind !== 'call') return false;
    return optionsOf(linker.evaluate(inner.callee, env)).some((callee) => {
      if (callee.kind === 'path') return isLookUp(callee, linker);
      return callee.kind === 'function' && linker.index.returnsOf(callee.file, callee.id).some((value) => looksUp(value, linker.envOf(callee.file, callee.id, callee.self), linker, depth + 2));
    });
  });
}

const READS: ReadonlySet<string> = new Set(['get', 'getdel', 'getDel', 'hget', 'hGet', 'hgetall', 'hGetAll', 'mget', 'mGet', 'exists', 'has', 'peek', 'getItem', 'fetch', 'getex']);

/** A cache of a library, or a `Map` or `Set` that outlives the call: one of the module, or of an object. */
function isLookUp({ root, step, parent }: PathValue, linker: Linker): boolean {
  if (!READS.has(step ?? '')) return false;
  if (linker.rows.isCache(root)) return true;
  const made = parent?.call;
  // What a set is made of is a list of names; one that begins empty is filled on the way.
  if (parent?.path === 'Set.new()' && made?.node.kind === 'new' && made.node.args.length > 0) return false;
  return root === '#global' && (parent?.path === 'Map.new()' || parent?.path === 'Set.new()') && made !== undefined && isOfModule(made.env.fn, made.node);
}

/** Neither a function nor a constructor of its own run makes it. */
function isOfModule(fn: FunctionFact, { at }: Expr): boolean {
  return fn.kind === 'module' || at[0] < fn.at[0] || at[1] > fn.at[1];
}
