import { Label, walk, walkExpr, type Arg, type ChainStep, type Endpoint, type Env, type Expr, type FunctionFact, type FunctionValue } from '@assay/contract';
import { argsOf } from '../link/args-of.js';
import type { FlowEvent } from '../flow/events.js';
import { protocolArgs } from '../flow/protocol-args.js';
import type { Linker } from '../link/linker.js';
import { optionsOf, textOf } from '../link/values.js';
import { functionsOf, type EntryFlow } from './entry-flow.js';
import { contains } from './frames.js';

/** What a key that the caller sends is called. */
export const KEY_NAME = /^(?:x-)?(?:idempoten(?:cy|t)(?:[-_]?key)?|request[-_]?token|client[-_]?(?:mutation[-_]?id|token))$/i;
/** What a constant that holds that name is called. */
const KEY_CONSTANT = /idempoten|request_?token|client_?(?:mutation|token)/i;

/** Functions that name an idempotency key, with the expressions that would read one; `request` where a parameter is declared to be one. */
export type KeyReaders = ReadonlyMap<FunctionFact, 'request' | readonly Expr[]>;

/** Functions that name an idempotency key: a header, a member or a literal. Whether the request brings it is asked on the way of each entry point. */
export function keyReaders(linker: Linker): KeyReaders {
  const readers = new Map<FunctionFact, 'request' | readonly Expr[]>();
  for (const file of linker.files) {
    for (const fn of file.functions.slice(1)) {
      const isDeclared = fn.params.some((param) => param.decorators.some((decorator) => walkExpr(decorator.value).some(isKeyText)));
      const reads = isDeclared ? 'request' : walk(fn).filter((expr) => namesKey(expr, linker.envOf(file, file.functions.indexOf(fn)), linker));
      if (reads.length > 0) readers.set(fn, reads);
    }
  }
  return readers;
}

/** `body.idempotencyKey`, `headers['idempotency-key']`, `req.get('Idempotency-Key')`, `req.header(KEY_HEADER)`. */
function namesKey(expr: Expr, env: Env, linker: Linker): boolean {
  if (expr.kind === 'member') return KEY_NAME.test(expr.name);
  const names = expr.kind === 'call' ? expr.args : expr.kind === 'index' ? [inLetters(expr.index)] : [];
  return names.some((name) => isKeyText(name) || isKeyConstant(name, env, linker));
}

/** `KEY_HEADER.toLowerCase()`: names of headers are the same in any letters. */
function inLetters(expr: Expr): Expr {
  return expr.kind === 'call' && expr.callee.kind === 'member' && /^to(?:Locale)?(?:Lower|Upper)Case$/.test(expr.callee.name) ? expr.callee.object : expr;
}

function isKeyText(expr: Expr): boolean {
  return expr.kind === 'literal' && typeof expr.value === 'string' && KEY_NAME.test(expr.value);
}

function isKeyConstant(expr: Expr, env: Env, linker: Linker): boolean {
  const name = expr.kind === 'member' ? expr.name : expr.kind === 'name' ? env.file.bindings[expr.binding]?.name ?? '' : '';
  return KEY_CONSTANT.test(name) && KEY_NAME.test(textOf(linker.evaluate(expr, env)) ?? '');
}

/** Does the request bring an idempotency key that is read on the way: by a library's step, or by code of the project? */
export function readsKey(entry: Endpoint, flow: EntryFlow, readers: KeyReaders, linker: Linker): 'library' | 'project' | undefined {
  const steps = [...entry.chain, ...entry.around, ...(entry.handler ? [entry.handler] : [])];
  if (steps.some((step) => optionsOf(step.value).some((value) => value.kind === 'path' && linker.concept(value)?.kind === 'idempotency'))) return 'library';
  const starts = steps.flatMap(({ value, protocol }) => {
    const args = protocolArgs(protocol, linker);
    return optionsOf(value).flatMap((option) => (option.kind === 'function' ? [linker.activate(option, args)] : []));
  });
  const isRead = (env: Env): boolean => reads(env, readers, linker);
  const isOnTheWay = flow.events.some((event) => event.steps.some(({ callee }) => isNear(callee, readers)) && envsOf(event, starts, linker).some(isRead));
  return starts.some(isRead) || isOnTheWay || entry.around.some((step) => readsAround(step, readers, linker)) ? 'project' : undefined;
}

/** Does an interceptor read the key, by itself or by a method that it calls? */
export function readsAround({ value, protocol }: ChainStep, readers: KeyReaders, linker: Linker): boolean {
  const args = protocolArgs(protocol, linker);
  return optionsOf(value).flatMap((option) => functionsOf(option, protocol.method, linker)).some((method) => {
    const env = linker.activate(method, args);
    return reads(env, readers, linker) || walk(method.fn).some((expr) => expr.kind === 'call' && optionsOf(linker.evaluate(expr.callee, env)).some((callee) => callee.kind === 'function' && readers.has(callee.fn) && reads(linker.activate(callee, argsOf(expr.args, env, linker)), readers, linker)));
  });
}

/** Does the function, or one around it, name a key? */
function isNear({ fn, env }: FunctionValue, readers: KeyReaders): boolean {
  return readers.has(fn) || aroundOf(env).some((outer) => readers.has(outer.fn));
}

/** The activations on the way to an event, each with the arguments of its call, as far as they are known. */
function envsOf({ steps }: FlowEvent, starts: readonly Env[], linker: Linker): readonly Env[] {
  const envs: Env[] = [];
  let at = starts.find(({ file, fn }) => steps[0]?.file === file && contains(fn, steps[0].expr));
  for (const { expr, callee, handed, element } of steps) {
    const args: readonly Arg[] | undefined = at && expr.kind === 'call' && !handed && !element ? argsOf(expr.args, at, linker) : undefined;
    envs.push((at = linker.activate(callee, args)));
  }
  return envs;
}

function aroundOf(env: Env): readonly Env[] {
  return env.outer ? [env, ...aroundOf(env.outer)] : [env];
}

/** Does the activation, or one around it, read a key that the request brings? */
function reads(env: Env, readers: KeyReaders, linker: Linker): boolean {
  return aroundOf(env).some((at) => {
    const exprs = readers.get(at.fn) ?? [];
    return exprs === 'request' || exprs.some((expr) => isOfRequest(expr, at, linker));
  });
}

/** What the request brought, no row that has a column of that name; nor is it left out by who made the object. */
function isOfRequest(expr: Expr, env: Env, linker: Linker): boolean {
  const labels = linker.labels(expr, env);
  return (labels & (Label.input | Label.credential)) !== 0 && (labels & Label.data) === 0 && linker.evaluate(expr, env).kind !== 'const';
}
