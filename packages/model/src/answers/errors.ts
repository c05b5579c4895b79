import { compareSpans, Label, spanOf, type Concept, type Endpoint, type Env, type ErrorProducer, type ErrorShape, type FrameworkAdapter, type FunctionValue, type PathValue, type RepoPath, type Value } from '@assay/contract';
import { statusByName } from '../flow/errors.js';
import type { Executor } from '../flow/executor.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { functionLabel } from '../text.js';
import { formatters, handedToFramework, handlerFunctions, rendersErrors } from './error-handlers.js';
import { memberShape, shapeOf } from './error-shapes.js';
import { functionsOf, type EntryFlows } from './entry-flow.js';
import { exposureOf, isException } from './exposure.js';
import { codeIsStatus, givenStatus, isCaught, leastStatus, sendsError, tellsResult } from './computed-status.js';
import { handedText } from './handed-texts.js';
import { homesOf } from './homes.js';
import { madeBodies } from './made-bodies.js';
import { byDefault, handedErrors, hookErrors, raisedErrors, refusal, type Defaults } from './raised-errors.js';
import { isThrown } from '../ir/is-thrown.js';
import { refusingSteps } from './refusing-steps.js';
import { servesFolder } from './served-folders.js';
import { streamedErrors } from './streamed-errors.js';
import { isOwnResponse, toldErrors } from './told-errors.js';
import { statusSetBefore } from './set-statuses.js';
import { failureTold, isErrorAlone, returnedFailures, type Made } from './told-failures.js';

/** The whole standard envelope. */
const ENVELOPE: ErrorShape = { kind: 'object', keys: ['error'], error: ['code', 'message', 'correlation_id', 'details'], codeKnown: false };

interface Scene {
  readonly executor: Executor;
  readonly linker: Linker;
  readonly endpoints: readonly Endpoint[];
  readonly flows: EntryFlows;
  readonly adapters: readonly FrameworkAdapter[];
  readonly inScope: (path: string) => boolean;
}

/** Places that answer with an error, or leave that to the framework, each with the body it renders; one for each place. */
export function errorProducers(scene: Scene): ErrorProducer[] {
  const defaults: Defaults = new Map(scene.adapters.flatMap((adapter) => (adapter.defaults ? [[adapter.name, adapter.defaults] as const] : [])));
  const found = new Map<string, ErrorProducer>();
  const several = new Set<string>();
  const given = [...answered(scene), ...returnedBodies(scene, defaults), ...toldInAnswers(scene), ...streamedErrors(scene.executor, scene.linker, scene.inScope)];
  for (const producer of [...given, ...leftToFramework(scene, defaults, given)]) {
    if (!scene.inScope(producer.at.path)) continue;
    const key = `${producer.at.path}:${producer.at.start}`;
    const known = found.get(key);
    const told = !known || weight(producer) > weight(known) ? producer : known;
    if (known && areOfOneAnswer(known, producer) && known.status !== producer.status) several.add(key);
    found.set(key, told);
  }
  return [...found].map(([key, producer]) => (several.has(key) ? withoutStatus(producer) : producer)).sort((a, b) => compareSpans(a.at, b.at));
}

/** A framework's own answers to one error are of that framework each. */
function areOfOneAnswer(...producers: readonly ErrorProducer[]): boolean {
  return producers.every(({ via, status }) => status !== undefined && (via === 'response' || via === 'error-handler'));
}

/** One place that answers with several statuses. */
function withoutStatus({ status, id, ...producer }: ErrorProducer): ErrorProducer {
  return { ...producer, id: status === undefined ? id : id.replace(`${status} in `, 'error in ') };
}

/** What tells more of a place wins. */
function weight(producer: ErrorProducer): number {
  return (producer.exposes ? 2 : 0) + (producer.shape.kind === 'unknown' ? 0 : 1);
}

/** Responses with an error status, and whatever error handlers answer. */
function* answered({ executor, linker, endpoints, flows, inScope }: Scene): Generator<ErrorProducer> {
  const handlers = handlerFunctions(endpoints, linker);
  const central = linker.dependsOn('fastify') && handlers.size > 0;
  const answering = answersToRequests(endpoints, flows);
  const pages = new Set(endpoints.filter((entry) => entry.method === 'GET' && entry.handler?.protocol.ownPages === true).map(({ at }) => at.path));
  for (const { fn, env, summary } of executor.activations) {
    if (!inScope(fn.file.path)) continue;
    for (const event of summary.events) {
      if (event.kind !== 'respond' || isRedirect(event)) continue;
      if (isInterrupt(event) && !answering.has(`${event.at.path}:${event.at.start}`)) continue;
      if (pages.has(fn.file.path) && event.steps.length === 0 && isThrown(event.expr, fn.fn)) continue;
      const handler = handlers.get(`${fn.file.path}#${fn.id}`);
      const inHandler = (handler && (handler.protocol.catches !== 'around' || isCaught(event))) || isErrorParameter(fn) || (setsStatus(event) && env.args?.some((arg) => arg.labels & Label.exception) === true);
      const status = event.status ?? leastStatus(event, linker);
      if (event.steps.length === 0 && event.status === undefined && tellsResult(event, linker)) {
        yield producerOf(event, fn, inHandler, linker);
        continue;
      }
      const set = event.status === undefined && (status === undefined || status < 400) && event.steps.length === 0 ? setBefore(event, linker) : undefined;
      if (set) {
        yield producerOf(set, fn, inHandler, linker);
        continue;
      }
      if (event.status === undefined && event.steps.length === 0 && maySend(event, linker)) {
        yield { ...producerOf(event, fn, inHandler, linker), rendered: true };
        continue;
      }
      if (status === undefined ? !inHandler && !sendsError(event, linker) : status < 400) {
        const mayFail = event.steps.length === 0 && (status === undefined || status < 300) && !isGivenStatus(event, summary.events);
        const told = mayFail ? failureTold(event, linker) : undefined;
        if (told || (mayFail && isErrorAlone(event, linker))) yield { ...producerOf(event, fn, false, linker), ...(told ? exposedIn(told, linker) : {}), rendered: true };
        continue;
      }
      if (central && isThrownByHelper(event)) continue;
      if (event.steps.length === 0) yield producerOf(event, fn, inHandler, linker);
      else yield* relayed(event, fn, env, linker);
    }
  }
}

/** The answer that it is where a variable was given the status of an error. */
function setBefore(event: FlowEvent, linker: Linker): FlowEvent | undefined {
  const given = givenStatus(event);
  const set = given && event.body && statusSetBefore(given, event.body.expr, event.env, linker);
  if (!set || !event.body) return undefined;
  const { status, ...others } = event;
  return { ...others, ...(set.status === undefined ? {} : { status: set.status }), body: { ...event.body, expr: set.body } };
}

/** `res.status(healthy ? 200 : 503).json(report)`: what the report holds of an exception goes out with the status of an error. */
function maySend(event: FlowEvent, linker: Linker): boolean {
  const given = givenStatus(event);
  if (given?.kind !== 'conditional' || !event.body) return false;
  const statuses = [given.then, given.else].map((arm) => statusByName(linker.evaluate(arm, event.env)) ?? 0);
  return statuses.some((status) => status >= 500) && statuses.some((status) => status < 300) && exposureOf(event.body.expr, event.body.env, linker) !== undefined;
}

/** A call behind it gives the same answer a status: `h.response(body).code(500)`. */
function isGivenStatus(event: FlowEvent, events: readonly FlowEvent[]): boolean {
  return event.status === undefined && events.some(({ kind, status, at }) => kind === 'respond' && status !== undefined && at.path === event.at.path && at.start === event.at.start);
}

/** `notFound()` of a framework that renders pages: in a page it answers a page. */
function isInterrupt(event: FlowEvent): boolean {
  return event.concept?.kind === 'respond' && event.concept.throws === true;
}

/** Places of such calls that requests of clients lead to. */
function answersToRequests(endpoints: readonly Endpoint[], flows: EntryFlows): ReadonlySet<string> {
  return new Set(endpoints.flatMap((entry) => flows.of(entry).events.filter(isInterrupt).map(({ at }) => `${at.path}:${at.start}`)));
}

/** `res.status(computed).json(..)` */
function setsStatus(event: FlowEvent): boolean {
  return event.steps.length === 0 && /(?:^|\.)(?:status|code)\(\)\./.test(event.path?.path ?? '');
}

/** A browser is sent to the sign-in page: no body. */
function isRedirect(event: FlowEvent): boolean {
  return event.concept?.kind === 'respond' && event.concept.redirect === true;
}

/** `reply.notFound()` of a sensible library makes an error that the error handler renders. */
function isThrownByHelper(event: FlowEvent): boolean {
  return event.concept?.kind === 'respond' && event.concept.fixed !== undefined && event.concept.redirect !== true;
}

/** `(err, req, res, next)` */
function isErrorParameter(fn: FunctionValue): boolean {
  const first = fn.fn.params[0];
  return fn.fn.params.length === 4 && first !== undefined && /^_?e(?:rr(?:or)?)?$/i.test(fn.file.bindings[first.binding]?.name ?? '');
}

function producerOf(event: FlowEvent, fn: FunctionValue, inHandler: boolean, linker: Linker): ErrorProducer {
  const exposed = exposedBy(event, linker);
  const name = functionLabel(fn.file, fn.id);
  return {
    id: `${event.status ?? 'error'} in ${name}`, at: event.at, ...(event.status === undefined ? {} : { status: event.status }), via: inHandler ? 'error-handler' : 'response',
    framework: event.path?.root ?? '', shape: answeredShape(event, linker), label: name,
    ...(exposed ? { exposes: exposed } : {}), ...madeElsewhere(event), because: madeBodies(event, linker),
  };
}

/** The body that the argument is, or that the library makes around it. */
function answeredShape(event: FlowEvent, linker: Linker): ErrorShape {
  const { concept, body, path } = event;
  if (concept?.kind === 'respond' && concept.keys) return { kind: 'object', keys: concept.keys, codeKnown: false };
  const shape = body ? shapeOf(body.expr, body.env, linker) : bodyless(concept, path);
  if ((shape.kind === 'text' || shape.kind === 'empty') && servesFolder(event.env)) return { kind: 'page' };
  return shape.kind === 'object' && shape.error === undefined && codeIsStatus(event) ? { ...shape, error: ['code', 'message'], code: 'the status', codeKnown: true } : shape;
}

/** Of an error that a library takes as a message it tells no more than that. */
function exposedBy({ concept, body }: FlowEvent, linker: Linker): ErrorProducer['exposes'] {
  const exposed = body && exposureOf(body.expr, body.env, linker);
  if (concept?.kind !== 'respond' || !concept.keys) return exposed;
  return exposed?.what === 'error' ? { ...exposed, what: 'message' } : exposed?.what === 'validation' ? undefined : exposed;
}

/** `ctx.body = {}; ctx.body.reason = ..`: the second adds to what the first makes. */
function madeElsewhere({ expr, body }: FlowEvent): Pick<ErrorProducer, 'madeAt'> {
  return expr.kind === 'assign' && body && body.expr !== expr.value ? { madeAt: spanOf(body.env.file.path, body.expr.at) } : {};
}

/** A helper answers with what of a caught error it was given: the place that gave it exposes it. */
function* relayed(event: FlowEvent, fn: FunctionValue, env: Env, linker: Linker): Generator<ErrorProducer> {
  const [step] = event.steps;
  if (!step || event.steps.length > 1 || !event.body || step.expr.kind !== 'call') return;
  if (!step.expr.args.some((arg) => isException(arg, env, linker) || exposureOf(arg, env, linker))) return;
  const exposed = exposureOf(event.body.expr, event.body.env, linker) ?? handedText(event.body.expr, event.body.env, step, env, linker);
  if (!exposed) return;
  const name = functionLabel(fn.file, fn.id);
  const at = spanOf(step.file.path, step.expr.at);
  yield {
    id: `${event.status ?? 'error'} in ${name}`, at, ...(event.status === undefined ? {} : { status: event.status }), via: 'response', framework: event.path?.root ?? '',
    shape: shapeOf(event.body.expr, event.body.env, linker), label: name, exposes: { what: exposed.what, at }, madeAt: event.at, because: [{ at: event.at, message: `${functionLabel(step.callee.file, step.callee.id)} answers with it here` }],
  };
}

/** No body argument: a page, a bare status whose text the framework chooses, or nothing; a declared helper writes the envelope. */
function bodyless(concept: Concept | undefined, path: PathValue | undefined): ErrorShape {
  if (concept?.kind === 'respond' && concept.enveloped) return ENVELOPE;
  const called = path?.path ?? '';
  if (/(?:^|\.)(?:render|view|sendFile|sendfile)\(\)$/.test(called)) return { kind: 'page' };
  // `res.format({ html: () => .., json: () => .. })`: one of the functions answers.
  if (/(?:^|\.)format\(\)$/.test(called)) return { kind: 'unknown', reason: 'opaque-body' };
  const named = concept?.kind === 'respond' && concept.fixed !== undefined && !concept.bare;
  return named || /(?:^|\.)(?:sendStatus|download)\(\)$/.test(called) ? { kind: 'text' } : { kind: 'empty' };
}

/** Error handlers that return the body, and those for what was not found. */
function* returnedBodies({ executor, linker, endpoints }: Scene, defaults: Defaults): Generator<ErrorProducer> {
  const formatting = formatters(endpoints);
  const handlers = handlerFunctions(endpoints.filter((entry) => entry.framework === 'fastify' || entry.framework === 'hono' || entry.errorHandlers.some((handler) => handler.protocol.under !== undefined)), linker);
  for (const { fn, env } of executor.activations) {
    const place = `${fn.file.path}#${fn.id}`;
    if (!handlers.has(place)) continue;
    const protocol = formatting.get(place);
    const under = protocol?.under;
    for (const expr of linker.index.returnsOf(fn.file, fn.id)) {
      if (isOwnResponse(expr)) yield byDefault(`error in ${functionLabel(fn.file, fn.id)}`, spanOf(fn.file.path, expr.at), undefined, 'hono', functionLabel(fn.file, fn.id), 'the response that the error brings is sent on', defaults);
      if (expr.kind !== 'object' && under === undefined) continue;
      const label = functionLabel(fn.file, fn.id);
      const exposed = exposureOf(expr, env, linker);
      yield {
        id: `error in ${label}`, at: spanOf(fn.file.path, expr.at), via: 'error-handler', framework: protocol?.name ?? 'fastify', shape: under === undefined ? shapeOf(expr, env, linker) : memberShape(under, expr, env, linker), label, ...(exposed ? { exposes: exposed } : {}), because: [],
      };
    }
  }
}

/** What a handler returns is the answer, and says with a status of success that something failed. */
function* toldInAnswers({ linker, endpoints }: Scene): Generator<ErrorProducer> {
  for (const entry of endpoints) {
    for (const { expr, env } of returnedFailures(entry, linker)) {
      const label = functionLabel(env.file, env.file.functions.indexOf(env.fn));
      yield { id: `error in ${label}`, at: spanOf(env.file.path, expr.at), via: 'response', framework: entry.framework, shape: shapeOf(expr, env, linker), label, ...exposedIn({ expr, env }, linker), rendered: true, because: [] };
    }
  }
}

/** What an object tells of an exception, told where it is put together. */
function exposedIn({ expr, env }: Made, linker: Linker): Pick<ErrorProducer, 'exposes'> {
  const exposed = exposureOf(expr, env, linker);
  return exposed ? { exposes: exposed } : {};
}

/** Errors that nothing of the project renders. */
function* leftToFramework({ executor, linker, endpoints, flows, inScope }: Scene, defaults: Defaults, given: readonly ErrorProducer[]): Generator<ErrorProducer> {
  // One registration may be met below an application and beside it: where it is below, its errors are rendered.
  const place = ({ at }: Endpoint): string => `${at.path}:${at.start}`;
  const rendered = new Set(endpoints.filter((entry) => entry.placed && rendersErrors(entry, linker)).map(place));
  const bare = endpoints.filter((entry) => !rendered.has(place(entry)) && !rendersErrors(entry, linker));
  const raised = (entry: Endpoint): ErrorProducer[] => raisedErrors(entry, flows.of(entry).events, defaults, linker).map((producer) => inProtocol(producer, entry));
  const telling = given.filter(({ via, exposes }) => via === 'error-handler' && (exposes?.what === 'message' || exposes?.what === 'error')).map(({ at }) => at);
  // What HTTP endpoints throw as well is theirs.
  for (const entry of [...bare].sort((a, b) => Number(isGraphql(a)) - Number(isGraphql(b)))) yield* raised(entry);
  for (const entry of endpoints) if (!bare.includes(entry)) yield* toldErrors(entry, flows.of(entry).events, telling, linker).map((producer) => inProtocol(producer, entry));
  for (const entry of endpoints) yield* [...deniedByPassport(entry, linker), ...refusingSteps(entry, linker)];
  const nest = bare.filter((entry) => entry.framework === 'nestjs' && !isGraphql(entry));
  if (nest.length === 0) return;
  const left = leftIn(endpoints, nest, linker);
  const files = linker.files.filter((file) => inScope(file.path) && left(file.path));
  yield* handedErrors(files, 'nestjs', defaults, linker);
  yield* hookErrors(files, 'nestjs', defaults, executor, linker);
  for (const { call, fn } of handedToFramework(nest, linker)) {
    const label = functionLabel(fn.file, fn.id);
    yield byDefault(`error in ${label}`, spanOf(fn.file.path, call.at), undefined, 'nestjs', label, 'every error is given to the filter of the framework', defaults);
  }
  for (const fn of guardsOf(nest, linker).values()) {
    const producer = refusal(fn, 'nestjs', defaults, linker);
    if (producer) yield producer;
  }
}

/**
 * Is what code at a path hands to Nest left to it? Of a package with entry points that is said by these; what all packages share is rendered wherever one application renders
 * its errors, as far as is known.
 */
function leftIn(endpoints: readonly Endpoint[], bare: readonly Endpoint[], linker: Linker): (path: RepoPath) => boolean {
  const homeOf = homesOf(linker);
  const served = endpoints.filter((entry) => entry.framework === 'nestjs' && !isGraphql(entry));
  const homes = new Set(served.map(({ at }) => homeOf(at.path)));
  const open = new Set(bare.map(({ at }) => homeOf(at.path)));
  return (path) => (homes.has(homeOf(path)) ? open.has(homeOf(path)) : served.length === bare.length);
}

/** GraphQL tells an error in the body, whatever status an HTTP answer would have for it. */
function inProtocol({ status, ...producer }: ErrorProducer, entry: Endpoint): ErrorProducer {
  const { protocol } = entry.route;
  if (protocol !== 'graphql') return { ...producer, protocol, ...(status === undefined ? {} : { status }) };
  return { ...producer, id: `error in ${producer.label}`, protocol };
}

function isGraphql(entry: Endpoint): boolean {
  return entry.route.protocol === 'graphql';
}

/** The functions of guards that answer whether the caller may pass. */
function guardsOf(endpoints: readonly Endpoint[], linker: Linker): ReadonlyMap<string, FunctionValue> {
  const found = new Map<string, FunctionValue>();
  for (const step of new Set(endpoints.flatMap((entry) => entry.chain))) {
    if (step.protocol.continues !== 'truthy' || !step.protocol.method) continue;
    const functions = optionsOf(step.value).flatMap((option) => functionsOf(option, step.protocol.method, linker));
    for (const fn of functions) found.set(`${fn.file.path}#${fn.id}`, fn);
  }
  return found;
}

/** `passport.authenticate('local')` without a callback answers a failure by itself, in plain text. */
function* deniedByPassport(entry: Endpoint, linker: Linker): Generator<ErrorProducer> {
  if (entry.framework !== 'express') return;
  for (const step of entry.chain) {
    const { value } = step;
    if (value.kind !== 'path' || value.root !== 'passport' || value.step !== '()' || value.parent?.step !== 'authenticate' || !value.call) continue;
    const concept = linker.concept(value);
    if (concept?.kind !== 'guard' || concept.ensures === 'none' || rendersItself(linker.argument(value, 1), linker)) continue;
    const at = spanOf(value.call.file.path, value.call.node.at);
    yield byDefault(`401 of ${step.label}`, at, 401, 'passport', step.label, 'a failed authentication', new Map([['passport', { errorBody: 'the text "Unauthorized"' }]]));
  }
}

/** `failureRedirect` sends a browser elsewhere, `failWithError` makes an error of it. */
function rendersItself(options: Value | undefined, linker: Linker): boolean {
  const names = options ? [...linker.properties(options).keys()] : [];
  return names.includes('failureRedirect') || names.includes('failWithError');
}
