import { keptIn, walk, walkExpr, type Concept, type Env, type Expr, type ExprOf, type FileFacts, type FunctionFact, type FunctionValue } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { calleeText } from '../text.js';
import { isMadeUp } from './made-up.js';
import { argumentOf, framesOf, homeOf, type Frame } from './frames.js';

const MAX_DEPTH = 10;
/** By which queues drop a message that they have already. */
const MESSAGE_KEYS = ['jobId', 'deduplication', 'MessageDeduplicationId', 'messageId', 'idempotencyKey', 'singletonKey', 'deduplicationId'];

/** Does an outward call carry a key that stays the same when the request is repeated? */
export function carriesSameKey(event: FlowEvent, linker: Linker): boolean {
  return finds(event, { event, linker, lasting: true });
}

/** Does an outward call carry the key that its library takes (`opts.jobId`, `1.idempotencyKey`)? Followed to where the options are written, also in functions that answer them. */
export function carriesKey(event: FlowEvent, linker: Linker): boolean {
  return finds(event, { event, linker, lasting: false });
}

function finds(event: FlowEvent, search: Omit<Search, 'names' | 'asked'>): boolean {
  const concept = event.concept?.kind === 'external' ? event.concept : undefined;
  if (!concept || event.expr.kind !== 'call') return false;
  const names = keyNames(concept);
  const frames = framesOf(event, undefined);
  if (concept.effect === 'publish' && isNamedInChain(event.expr.callee, { ...search, names, asked: new Map() }, frames[frames.length - 1] as Frame, 0)) return true;
  return names.size > 0 && event.expr.args.some((arg) => says(arg, { ...search, names, asked: new Map() }, frames[frames.length - 1] as Frame, 0));
}

/** `const job = queue.createJob(data).setId(order.id); await job.retries(3).save()`: queues drop a job whose id they have. */
function isNamedInChain(callee: Expr, search: Search, frame: Frame, depth: number): boolean {
  if (depth > MAX_DEPTH || callee.kind !== 'member') return false;
  const object = callee.object.kind === 'name' ? frame.file.bindings[callee.object.binding]?.init : callee.object;
  const call = object?.kind === 'await' ? object.value : object;
  if (call?.kind !== 'call' || call.callee.kind !== 'member') return false;
  const [id] = call.args;
  if (SETS_ID.test(call.callee.name) && id) return !(search.lasting && isFresh(id, frame.file, search));
  return isNamedInChain(call.callee, search, frame, depth + 1);
}

const SETS_ID = /^(?:setId|setJobId|unique|withJobId)$/;

interface Search { readonly names: ReadonlySet<string>; readonly event: FlowEvent; readonly linker: Linker; /** A key that is made up on the way counts for nothing. */ readonly lasting: boolean; /** Names that were looked into, by where they are at home, with the least depth. */ readonly asked: Map<Frame, Map<number, number>> }

/** What the key of a call is called: its library's option, and for messages the usual ones. */
export function keyNames({ keyed, effect }: Extract<Concept, { kind: 'external' }>): ReadonlySet<string> {
  const own = keyed?.split('.').at(-1);
  return new Set([...(own === undefined ? [] : [own]), ...(effect === 'publish' ? MESSAGE_KEYS : [])]);
}

function says(expr: Expr, search: Search, frame: Frame, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  for (const inner of walkExpr(expr)) {
    if (namesKey(inner, search, frame.file, frame)) return true;
    if (inner.kind === 'function' && bodySays(frame.file.functions[inner.fn], frame.file, search)) return true;
    if (inner.kind === 'name' && nameSays(inner.binding, search, frame, depth + 1)) return true;
    if (inner.kind === 'call' && callees(inner, search, frame).some((callee) => bodySays(callee.fn, callee.file, search))) return true;
  }
  return false;
}

function namesKey(expr: Expr, search: Search, file: FileFacts, frame?: Frame): boolean {
  if (expr.kind !== 'object') return false;
  return expr.members.some((member) => member.kind === 'property' && search.names.has(member.key) && !(frame && isLeftOut(member.value, frame)) && !(search.lasting && isFresh(member.value, file, search)));
}

/** It is another one for each request. */
function isFresh(expr: Expr, file: FileFacts, search: Search): boolean {
  return isMadeUp({ expr, env: envAt(expr, file, search) }, search.linker) || walkExpr(expr).some((inner) => inner.kind === 'call' && /(?:^|\.)now$/.test(calleeText(inner, file)));
}

function envAt(expr: Expr, file: FileFacts, { event, linker }: Search): Env {
  const isIn = event.env.file === file && event.env.fn.at[0] <= expr.at[0] && expr.at[1] <= event.env.fn.at[1];
  return isIn ? event.env : linker.envOf(file, linker.index.functionAt(file, expr.at[0]));
}

/** The key is a parameter that this caller leaves out. */
function isLeftOut(value: Expr, frame: Frame): boolean {
  const binding = value.kind === 'name' ? frame.file.bindings[value.binding] : undefined;
  const home = value.kind === 'name' ? homeOf(value.binding, frame) : undefined;
  if (binding?.kind !== 'param' || !home?.args || home.args.some((arg) => arg.kind === 'spread')) return false;
  const param = home.fn?.params.find(({ binding: id }) => value.kind === 'name' && id === value.binding);
  const given = home.args[binding.index ?? 0];
  return param !== undefined && !param.default && (given === undefined || given.kind === 'undefined');
}

function nameSays(id: number, search: Search, frame: Frame, depth: number): boolean {
  const binding = frame.file.bindings[id];
  const home = homeOf(id, frame);
  if (!binding || binding.imported || !home || isAsked(id, home, search, depth)) return false;
  if (binding.kind === 'param') {
    const arg = argumentOf(binding.index ?? 0, home);
    return arg !== undefined && home.caller !== undefined && says(arg, search, home.caller, depth);
  }
  const values = [binding.init, ...mutationsOf(id, frame.file).flatMap((mutation) => mutation.values)];
  return values.some((value) => value !== undefined && says(value, search, home, depth));
}

/** Was the name looked into before, at least as far? Notes that it is now. */
function isAsked(id: number, home: Frame, { asked }: Search, depth: number): boolean {
  const names = keptIn(asked, home, () => new Map<number, number>());
  if ((names.get(id) ?? Number.POSITIVE_INFINITY) <= depth) return true;
  names.set(id, depth);
  return false;
}

/** The functions of the project that a call may answer from. */
function callees(call: ExprOf<'call'>, search: Search, { file }: Frame): readonly FunctionValue[] {
  return optionsOf(search.linker.evaluate(call.callee, envAt(call, file, search))).flatMap((option) => (option.kind === 'function' ? [option] : []));
}

function bodySays(fn: FunctionFact | undefined, file: FileFacts, search: Search): boolean {
  return fn !== undefined && walk(fn).some((expr) => namesKey(expr, search, file));
}
