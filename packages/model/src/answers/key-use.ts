import { walk, walkExpr, type CallExpr, type Endpoint, type Expr, type FileFacts, type FunctionFact, type FunctionValue, type KeyUse } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { argumentOf, framesOf, homeOf, type Frame } from './frames.js';
import { effectOf, isWrite } from './effects.js';
import type { EntryFlow } from './entry-flow.js';
import { repeatedEffect, type Stores } from './idempotency.js';
import { KEY_NAME, readsAround, readsKey, type KeyReaders } from './key-readers.js';
import { refusesSecond } from './unique-checks.js';
import type { UniqueKeys } from './unique-keys.js';

const MAX_DEPTH = 8;

/**
 * How an endpoint that asks for an idempotency key uses it before what it does: under a unique constraint or by its service, in memory, in a look-up that
 * two requests pass at once, or not at all. Undefined where no key is read or nothing would be repeated.
 */
export function keyUse(entry: Endpoint, flow: EntryFlow, readers: KeyReaders, { unique, isBestEffort }: Stores, linker: Linker): KeyUse | undefined {
  const read = readsKey(entry, flow, readers, linker);
  const handled = flow.handler?.events ?? [];
  const effect = read ? repeatedEffect({ entry, events: handled, isBestEffort }, linker) : undefined;
  if (!read || !effect) return undefined;
  if (read === 'library') return { entry, kind: 'kept', effect: effectOf(effect), at: entry.at };
  // What the route's own steps do counts as well: a middleware often reserves the key.
  const keyed = flow.own.filter((event) => (event.kind === 'access' || event.kind === 'external') && argsOf(event.expr).some((arg) => saysKey(arg, lastFrame(event), 0)));
  const at = (event: FlowEvent | undefined) => event?.at ?? entry.at;
  const kept = keyed.find((event) => event.kind === 'external' || (isWrite(event) && keeps(event, unique, linker)));
  if (kept) return { entry, kind: 'kept', effect: effectOf(effect), at: at(kept) };
  const calls = otherCalls(entry, flow, linker);
  if (calls === 'memory' && keyed.length === 0) return { entry, kind: 'memory', effect: effectOf(effect), at: entry.at };
  const written = keyed.find(isWrite);
  const ahead = flow.own.some((event) => event.kind === 'access' && !flow.handled.includes(event));
  // What stands around the handler may answer in its place, by what it kept under the key.
  const mayAnswer = (): boolean => entry.around.some((step) => readsAround(step, readers, linker));
  if (written || keyed.length > 0 || ahead || calls === 'unknown' || mayAnswer()) return { entry, kind: 'unknown', effect: effectOf(effect), at: at(written ?? keyed[0]) };
  return { entry, kind: 'unused', effect: effectOf(effect), at: entry.at };
}

/** The store itself stops a second row. */
function keeps(event: FlowEvent, unique: UniqueKeys, linker: Linker): boolean {
  const access = event.concept?.kind === 'access' ? event.concept : undefined;
  return access !== undefined && (access.op === 'upsert' || refusesSecond(event, linker) || unique.keys.has((access.table ?? '').toLowerCase()));
}

function lastFrame(event: FlowEvent): Frame {
  const frames = framesOf(event, undefined);
  return frames[frames.length - 1] as Frame;
}

/** The arguments of all calls of a chain: `db('keys').where({ key }).first()`. */
function argsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'template') return expr.holes;
  if (expr.kind === 'member') return argsOf(expr.object);
  return expr.kind === 'call' || expr.kind === 'new' ? [...expr.args, ...argsOf(expr.callee)] : [];
}

/** Does the expression hold what the request's key was read into? */
function saysKey(expr: Expr, frame: Frame, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  for (const inner of walkExpr(expr)) {
    if (namesKey(inner)) return true;
    if (inner.kind !== 'name') continue;
    const binding = frame.file.bindings[inner.binding];
    const home = homeOf(inner.binding, frame);
    if (!binding || binding.imported) continue;
    if (binding.kind === 'param' && isKeyParam(inner.binding, frame.file)) return true;
    const arg = home && binding.kind === 'param' ? argumentOf(binding.index ?? 0, home) : undefined;
    if (arg && home?.caller && saysKey(arg, home.caller, depth + 1)) return true;
    if (binding.init && saysKey(binding.init, home ?? frame, depth + 1)) return true;
  }
  return false;
}

function namesKey(expr: Expr): boolean {
  return (expr.kind === 'member' && KEY_NAME.test(expr.name)) || (expr.kind === 'literal' && typeof expr.value === 'string' && KEY_NAME.test(expr.value));
}

/** `@Headers('idempotency-key') key: string` */
function isKeyParam(id: number, file: FileFacts): boolean {
  const param = file.functions[file.bindings[id]?.fn ?? 0]?.params.find((one) => one.binding === id);
  return param !== undefined && param.decorators.some((decorator) => [...walkExpr(decorator.value)].some(namesKey));
}

/** What else gets the key: a collection in memory, or code that is not known; checks of the key itself are neither. */
function otherCalls(entry: Endpoint, flow: EntryFlow, linker: Linker): 'memory' | 'unknown' | undefined {
  const steps = [...entry.chain, ...(entry.handler ? [entry.handler] : [])].flatMap((step) => optionsOf(step.value).flatMap((value) => (value.kind === 'function' ? [value] : [])));
  const functions = new Map<FunctionFact, Pick<FunctionValue, 'file' | 'fn' | 'id'>>([...steps, ...flow.events.flatMap((event) => event.steps.map((step) => step.callee))].map((fn) => [fn.fn, fn]));
  // The key goes back to the caller: that keeps nothing.
  const answers = new Set(flow.events.flatMap((event) => (event.kind === 'respond' ? [event.expr] : [])));
  let found: 'memory' | 'unknown' | undefined;
  for (const { file, fn, id } of functions.values()) {
    const frame: Frame = { file, fn, depth: 0, key: '' };
    for (const expr of walk(fn)) {
      if (expr.kind !== 'call' || answers.has(expr) || !expr.args.some((arg) => saysKey(arg, frame, 0)) || readsHeader(expr, frame)) continue;
      for (const callee of optionsOf(linker.evaluate(expr.callee, linker.envOf(file, id)))) {
        if (callee.kind === 'path' && callee.root === '#global' && /^(?:Map|Set|WeakMap)\.new\(\)\./.test(callee.path)) return 'memory';
        if (callee.kind === 'function' || (callee.kind === 'path' && isHarmless(callee.root, callee.path))) continue;
        found = 'unknown';
      }
    }
  }
  return found;
}

/** `req.get('Idempotency-Key')`, `getHeader(event, 'Idempotency-Key')`: how the key is read. */
function readsHeader({ args }: CallExpr, frame: Frame): boolean {
  return args.every((arg) => (arg.kind === 'literal' ? true : !saysKey(arg, frame, 0)));
}

function isHarmless(root: string, path: string): boolean {
  return root.startsWith('#request') || root.startsWith('#response') || (root === '#global' && /^(?:console\.|JSON\.|String|Boolean|Array\.isArray|RegExp)/.test(path));
}
