import { walk, spanOf, type Concept, type Endpoint, type Env, type ErrorDefaults, type ErrorProducer, type ErrorShape, type Expr, type FileFacts, type FunctionValue, type InstanceValue, type PathValue, type Span, type TraceStep, type Value } from '@assay/contract';
import { errorInfo } from '../flow/errors.js';
import type { FlowEvent, Step } from '../flow/events.js';
import type { Executor } from '../flow/executor.js';
import { isThrown } from '../ir/is-thrown.js';
import { madeOf } from '../ir/made-of.js';
import type { Linker } from '../link/linker.js';
import { classOf, optionsOf, truthiness } from '../link/values.js';
import { calleeText, functionLabel } from '../text.js';
import { exposureOf } from './exposure.js';
import { keptArguments } from './kept-arguments.js';
import { shapeOf } from './error-shapes.js';
import { thrownAgain } from './thrown-again.js';

/** What each framework answers when nothing of the project renders an error. */
export type Defaults = ReadonlyMap<string, ErrorDefaults>;

/** Errors that leave the handler of an endpoint whose framework renders them for its clients. */
export function raisedErrors(entry: Endpoint, events: readonly FlowEvent[], all: Defaults, linker: Linker): ErrorProducer[] {
  if (entry.handler?.protocol.ownPages) return [];
  const defaults = new Map([[entry.framework, defaultsOf(entry, all)]]);
  const rejections = all.get(entry.framework)?.rejections?.(entry.at.path, linker) ?? true;
  return events.flatMap((event) => {
    if (event.kind !== 'throw' || !event.error || event.steps.some((step) => isAlone(step) || isCalledBack(step)) || isAnswered(event, events) || (!rejections && isRejection(event))) return [];
    const via: readonly TraceStep[] = event.steps.map((step) => ({ at: spanOf(step.file.path, step.expr.at), message: `calls ${functionLabel(step.callee.file, step.callee.id)}` }));
    if (entry.framework === 'express' && !event.inTry && !isThrown(event.expr, event.env.fn) && isText(event.expr, event.env)) {
      const label = labelOf(event.env);
      const producer = byDefault(`500 in ${label}`, event.at, 500, entry.framework, label, 'a text is handed on for an error', defaults, true);
      return [{ ...producer, because: [...via, ...producer.because] }];
    }
    return errorsIn(event.error).flatMap((error) => {
      const comes = event.inTry ? thrownAgain(event, error, linker) : 'itself';
      const producer = comes && raised(error, event.at, event.env, entry.framework, defaults, linker);
      // Another error goes on, that holds its text.
      if (!producer || (comes === 'text' && !producer.exposes)) return [];
      return [{ ...producer, ...(comes === 'text' ? { rendered: true } : {}), because: [...via, ...producer.because] }];
    });
  });
}

/** The framework's answer at this entry point. */
function defaultsOf({ framework, handler, route }: Endpoint, defaults: Defaults): ErrorDefaults {
  const common = defaults.get(framework) ?? UNKNOWN;
  const own = handler?.protocol.errorBody;
  const told: ErrorDefaults = own === undefined ? common : { ...common, errorBody: own, bareBody: own };
  // GraphQL answers with the messages of errors, whoever serves it.
  return route.protocol === 'graphql' ? { ...told, messages: true } : told;
}

const UNKNOWN: ErrorDefaults = { errorBody: 'a body of its own' };

/** `rows.forEach(async (row) => ..)`: nobody waits for what the callback promises, so nobody renders its errors. */
function isAlone({ expr, callee, element }: Step): boolean {
  return element === true && callee.fn.async && expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'forEach';
}

/** `(err, rows) => ..` */
const ERROR_NAME = /^_?e(?:rr(?:or)?)?$/i;
/** What calls a function with an error before it returns, or makes a rejection of what the function throws. */
const AT_ONCE: ReadonlySet<string> = new Set(['then', 'catch', 'finally', 'tap', 'tapCatch', 'verify', 'authenticate']);
const LISTENS: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'addEventListener', 'prependListener']);

/** `store.save((err) => { if (err) throw err; })`, `job.on('done', () => { throw .. })`: called when the handler has long returned, so nobody renders what it throws. */
function isCalledBack({ expr, callee: { file, fn, id }, element }: Step): boolean {
  if (element === true || expr.kind !== 'call' || !expr.args.some((arg) => arg.kind === 'function' && arg.fn === id)) return false;
  const name = expr.callee.kind === 'member' ? expr.callee.name : expr.callee.kind === 'name' ? file.bindings[expr.callee.binding]?.name ?? '' : '';
  if (LISTENS.has(name)) return expr.callee.kind === 'member' && expr.args[0]?.kind === 'literal';
  const error = fn.params[0]?.binding;
  const isTested = fn.body.some((statement) => statement.kind === 'if' && statement.test.kind === 'name' && statement.test.binding === error);
  return error !== undefined && !AT_ONCE.has(name) && isTested && ERROR_NAME.test(file.bindings[error]?.name ?? '');
}

/** The handler is async: what it throws is a rejection of its promise. */
function isRejection({ steps: [first], env }: FlowEvent): boolean {
  const [from, to] = first ? first.expr.at : env.fn.at;
  return (first?.file ?? env.file).functions.some((fn) => fn.async && fn.kind !== 'module' && fn.at[0] <= from && to <= fn.at[1]);
}

/** The function has answered before it throws: nobody renders that error. */
function isAnswered(event: FlowEvent, events: readonly FlowEvent[]): boolean {
  return events.slice(0, events.indexOf(event)).some((other) => {
    const sends = other.kind === 'respond' && other.concept?.kind === 'respond' && other.concept.held !== true && other.env === event.env;
    return sends && other.arms.every((arm) => event.arms.includes(arm));
  });
}

/** `next('no token')`, also by a name. Two names are no errors: they leave the steps of a route or of a router. */
function isText(expr: Expr, env: Env): boolean {
  const made = madeOf(expr, env);
  if (made.kind === 'literal') return typeof made.value === 'string' && made.value !== '' && made.value !== 'route' && made.value !== 'router';
  return made.kind === 'template' && made.tag === undefined;
}

/** What may be thrown. */
export function errorsIn(error: Value): readonly (PathValue | InstanceValue)[] {
  return optionsOf(error).filter((option) => option.kind === 'path' || option.kind === 'instance');
}

/** One error value: an http error of a library with its body, or any other error, which is a 500. */
function raised(value: PathValue | InstanceValue, at: Span, env: Env, framework: string, defaults: Defaults, linker: Linker): ErrorProducer | undefined {
  const info = errorInfo(value, linker);
  const concept = value.kind === 'path' ? linker.concept(value) : undefined;
  if (value.kind === 'path' && concept?.kind === 'http-error' && value.call) return httpError(value, concept, framework, defaults, linker);
  if (value.kind === 'path' && !(value.root === '#global' && /^(?:Type|Range)?Error(?:\.new)?\(\)$/.test(value.path))) return undefined;
  const label = labelOf(env);
  const status = defaults.get(framework)?.status ?? info.status ?? 500;
  const exposed = value.kind === 'instance' ? exposedBeside(value, linker) ?? exposedText(value, defaults.get(framework), linker) : undefined;
  if (exposed) return { ...byDefault(`${status} in ${label}`, at, status, framework, label, `${info.name ?? 'an error'} is thrown`, defaults, true), exposes: exposed };
  return byDefault(`${status} in ${label}`, value.kind === 'path' && value.call ? spanOf(value.call.file.path, value.call.node.at) : at, status, framework, label, `${info.name ?? 'an error'} is thrown`, defaults, true);
}

/** `class Refusal extends GraphQLError`, made with `{ extensions: { reason: error.message } }`: what the library's error shows beside its message. */
function exposedBeside(value: InstanceValue, linker: Linker): ErrorProducer['exposes'] {
  const { library } = linker.lineage(value.of);
  const concept = library && linker.concept({ ...library, step: 'new()', path: `${library.path}.new()`, key: `${library.key}.new` });
  if (concept?.kind !== 'http-error' || !concept.beside) return undefined;
  const { member } = concept.beside;
  for (const { expr, env } of value.args ?? []) {
    const shown = expr && besideOf({ kind: 'http-error', beside: { arg: 0, member } }, [expr]);
    const exposed = shown && env && exposureOf(shown, env, linker);
    if (exposed) return exposed;
  }
  return undefined;
}

/** `class Refused extends GraphQLError`, made with the message of an exception for its own, where the library or the framework tells clients the messages of such errors. */
function exposedText(value: InstanceValue, defaults: ErrorDefaults | undefined, linker: Linker): ErrorProducer['exposes'] {
  const { library } = linker.lineage(value.of);
  const concept = library && library.root !== '#global' ? linker.concept({ ...library, step: 'new()', path: `${library.path}.new()`, key: `${library.key}.new` }) : undefined;
  if (defaults?.messages !== true && concept?.kind !== 'http-error') return undefined;
  const { text } = keptArguments(value.of, linker);
  const found = (value.args ?? []).flatMap(({ expr, env }, index) => {
    const exposed = text.has(index) && expr && env ? exposureOf(expr, env, linker) : undefined;
    return exposed && (exposed.what === 'message' || exposed.what === 'error') ? [{ ...exposed, what: 'message' as const }] : [];
  });
  return found[0];
}

function httpError(path: PathValue, concept: Extract<Concept, { kind: 'http-error' }>, framework: string, defaults: Defaults, linker: Linker): ErrorProducer | undefined {
  const { call } = path;
  if (!call || call.node.kind === 'template') return undefined;
  const info = errorInfo(path, linker);
  const at = spanOf(call.file.path, call.node.at);
  const label = labelOf(call.env);
  const body = bodyOf(concept, call.node.args);
  const told = isTold(path, defaults.get(framework)) ? [body, besideOf(concept, call.node.args)] : [];
  const exposed = told.flatMap((part) => (part ? [exposureOf(part, call.env, linker)] : [])).find((one) => one !== undefined);
  const known = defaults.get(framework)?.status ?? info.status;
  const id = `${known ?? 500} in ${label}`;
  const shape = body && framework === 'nestjs' ? shapeOf(body, call.env, linker) : undefined;
  const common = { ...(exposed ? { exposes: exposed } : {}), ...(known === undefined ? {} : { status: known }) };
  if (shape?.kind === 'object') return { id, at, via: 'throw', framework, shape, label, because: [], ...common };
  if (shape?.kind === 'unknown' && !isMessage(body, call.env, linker)) return { id, at, via: 'throw', framework, shape, label, because: [], ...common };
  return { ...byDefault(id, at, known ?? 500, framework, label, `${info.name ?? 'an error'} is raised`, defaults, concept.bare ?? (!body || path.root === '#global')), ...common };
}

/** Does the framework's answer hold the message of this error? */
function isTold({ root }: PathValue, defaults: ErrorDefaults = UNKNOWN): boolean {
  return defaults.messages ?? root !== '#global';
}

/** The part of an error's arguments that clients see. */
export function bodyOf(concept: Extract<Concept, { kind: 'http-error' }>, args: readonly Expr[]): Expr | undefined {
  const body = concept.bodyArg === undefined ? undefined : args[concept.bodyArg];
  if (concept.bodyMember === undefined || body?.kind !== 'object') return body;
  return body.members.flatMap((member) => (member.kind === 'property' && member.key === concept.bodyMember ? [member.value] : []))[0];
}

/** What of another argument clients see as well. */
function besideOf({ beside }: Extract<Concept, { kind: 'http-error' }>, args: readonly Expr[]): Expr | undefined {
  const options = beside && args[beside.arg];
  return options?.kind === 'object' ? options.members.flatMap((member) => (member.kind === 'property' && member.key === beside?.member ? [member.value] : []))[0] : undefined;
}

/** A message: a member or variable that is text by its name or type. */
function isMessage(expr: Expr | undefined, env: Env, linker: Linker): boolean {
  if (!expr) return false;
  if (expr.kind === 'template' || expr.kind === 'binary' || (expr.kind === 'member' && /message|reason|text/i.test(expr.name))) return true;
  if (expr.kind === 'conditional') return isMessage(expr.then, env, linker) && isMessage(expr.else, env, linker);
  if (expr.kind === 'logical') return isMessage(expr.left, env, linker) || isMessage(expr.right, env, linker);
  return expr.kind === 'call' || (expr.kind === 'name' && /message|reason|text/i.test(env.file.bindings[expr.binding]?.name ?? ''));
}

function byDefault(id: string, at: Span, status: number | undefined, framework: string, label: string, what: string, defaults: Defaults, bare = false): ErrorProducer {
  const { errorBody, bareBody = errorBody } = defaults.get(framework) ?? UNKNOWN;
  const body = bare ? bareBody : errorBody;
  const because: TraceStep[] = [{ at, message: `${what}; ${framework} renders it as ${body}` }];
  return { id, at, ...(status === undefined ? {} : { status }), via: 'framework-default', framework, shape: defaultShape(body), label, because };
}

function defaultShape(body: string): ErrorShape {
  if (!body.startsWith('{')) return { kind: 'text' };
  return { kind: 'object', keys: body.replace(/[{}\s]/g, '').split(','), codeKnown: false };
}

/** Http errors that are returned or handed to a callback for the framework to render: exception factories, upload filters. */
export function handedErrors(files: Iterable<FileFacts>, framework: string, defaults: Defaults, linker: Linker): ErrorProducer[] {
  return [...files].flatMap((file) => file.functions.flatMap((fn, id) => {
    const env = linker.envOf(file, id);
    const returned = linker.index.returnsOf(file, id);
    const passed = [...walk(fn)].flatMap((expr) => (expr.kind === 'call' && isParameter(expr.callee, file, id) ? expr.args.slice(0, 1) : []));
    const pipes = [...walk(fn)].flatMap((expr) => (expr.kind === 'new' && validates(linker.evaluate(expr, env), linker) ? [byDefault(`400 of ${calleeText(expr, file)}`, spanOf(file.path, expr.at), 400, framework, calleeText(expr, file), 'a body that does not validate', defaults)] : []));
    return [...pipes, ...[...returned, ...passed].flatMap((expr) => {
      const value = expr.kind === 'new' || expr.kind === 'call' ? linker.evaluate(expr, env) : undefined;
      const concept = value?.kind === 'path' ? linker.concept(value) : undefined;
      const producer = value?.kind === 'path' && value.root !== '#global' && concept?.kind === 'http-error' && value.call?.node === expr ? httpError(value, concept, framework, defaults, linker) : undefined;
      return producer ? [producer] : [];
    })];
  }));
}

/** Methods that the framework calls around handlers, beside guards: interceptors, pipes, and what a strategy of Passport asks. */
const HOOKS: ReadonlySet<string> = new Set(['intercept', 'transform', 'validate']);

/** Errors that such methods throw. */
export function hookErrors(files: Iterable<FileFacts>, framework: string, defaults: Defaults, executor: Executor, linker: Linker): ErrorProducer[] {
  return [...files].flatMap((file) => file.classes.flatMap((cls, id) => cls.members.flatMap((member) => {
    if (member.fn === undefined || !HOOKS.has(member.name) || (cls.decorators.length === 0 && member.name !== 'validate')) return [];
    const method = linker.member(linker.instanceOf(classOf(file, id, linker.envOf(file, cls.fn))), member.name);
    if (method.kind !== 'function') return [];
    return executor.summary(method, undefined).events.flatMap((event) => {
      if (event.kind !== 'throw' || !event.error) return [];
      return errorsIn(event.error).flatMap((value) => {
        if (event.inTry && thrownAgain(event, value, linker) !== 'itself') return [];
        const producer = isForClients(value, linker) ? raised(value, event.at, event.env, framework, defaults, linker) : undefined;
        return producer ? [producer] : [];
      });
    });
  })));
}

/** An error of the framework with a status, or one that the project derives from such. */
function isForClients(value: Value, linker: Linker): boolean {
  const { status } = errorInfo(value, linker);
  if (value.kind === 'path') return status !== undefined && linker.concept(value)?.kind === 'http-error';
  const library = value.kind === 'instance' ? linker.lineage(value.of).library : undefined;
  const base = library && linker.concept({ ...library, step: 'new()', path: `${library.path}.new()`, key: `${library.key}.new` });
  return library?.root !== '#global' && base?.kind === 'http-error' && status !== undefined;
}

/** A validation pipe without an exception factory of its own. */
function validates(value: Value, linker: Linker): boolean {
  if (value.kind !== 'path' || value.path !== 'ValidationPipe.new()') return false;
  const options = linker.argument(value, 0);
  return options === undefined || (options.kind === 'object' && !linker.properties(options).has('exceptionFactory'));
}

function isParameter(callee: Expr, file: FileFacts, fn: number): boolean {
  const binding = callee.kind === 'name' ? file.bindings[callee.binding] : undefined;
  return binding?.kind === 'param' && binding.fn === fn;
}

/** A guard that answers false: the framework makes a 403 of it. */
export function refusal(fn: FunctionValue, framework: string, defaults: Defaults, linker: Linker): ErrorProducer | undefined {
  const env = linker.envOf(fn.file, fn.id, fn.self);
  const returned = linker.index.returnsOf(fn.file, fn.id).filter((expr) => truthiness(linker.evaluate(expr, env)) !== true && !isSuperCall(expr));
  const refusing = returned.find((expr) => expr.kind === 'literal') ?? returned.at(-1);
  if (!refusing) return undefined;
  const label = functionLabel(fn.file, fn.id);
  return byDefault(`403 in ${label}`, spanOf(fn.file.path, refusing.at), 403, framework, label, 'the guard answers false', defaults);
}

function isSuperCall(expr: Expr): boolean {
  if (expr.kind === 'cast' || expr.kind === 'await') return isSuperCall(expr.value);
  return expr.kind === 'call' && (expr.callee.kind === 'super' || (expr.callee.kind === 'member' && expr.callee.object.kind === 'super'));
}

function labelOf(env: Env): string {
  return functionLabel(env.file, env.file.functions.indexOf(env.fn));
}

export { byDefault };
