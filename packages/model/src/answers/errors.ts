import { Label, compareSpans, spanOf, type Endpoint, type Env, type ErrorProducer, type ErrorShape, type Expr, type FunctionValue, type Stmt, type Value } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { FlowEvent } from '../flow/events.js';
import { blocksOf, walkExpr } from '../ir/children.js';
import type { Linker } from '../link/linker.js';
import { optionsOf, textOf } from '../link/values.js';
import { functionLabel } from '../text.js';

/** Places that answer with an error, each with the body it renders. Error handlers of the framework count whatever status they compute. */
export function errorProducers(executor: Executor, linker: Linker, endpoints: readonly Endpoint[], inScope: (path: string) => boolean): ErrorProducer[] {
  const handlers = new Set(endpoints.flatMap((entry) => entry.errorHandlers.flatMap((handler) => optionsOf(handler.value).map((value) => value.key))));
  const found = new Map<string, ErrorProducer>();
  for (const { fn, summary } of executor.activations) {
    if (!inScope(fn.file.path)) continue;
    for (const event of summary.events) {
      if (event.kind !== 'respond' || event.steps.length > 0) continue;
      const inHandler = handlers.has(fn.key) || isErrorParameter(fn);
      if (!(event.status !== undefined ? event.status >= 400 : inHandler)) continue;
      const producer = producerOf(event, fn, inHandler, linker);
      const key = `${event.at.path}:${event.at.start}`;
      const known = found.get(key);
      if (!known || (known.shape.kind === 'unknown' && producer.shape.kind !== 'unknown')) found.set(key, producer);
    }
  }
  return [...found.values()].sort((a, b) => compareSpans(a.at, b.at));
}

/** `(err, req, res, next)` */
function isErrorParameter(fn: FunctionValue): boolean {
  const first = fn.fn.params[0];
  return fn.fn.params.length === 4 && first !== undefined && /^_?e(?:rr(?:or)?)?$/i.test(fn.file.bindings[first.binding]?.name ?? '');
}

function producerOf(event: FlowEvent, fn: FunctionValue, inHandler: boolean, linker: Linker): ErrorProducer {
  const exposed = event.body && exposureOf(event.body.expr, event.body.env, event, linker);
  const name = functionLabel(fn.file, fn.id);
  return {
    id: `${event.status ?? 'error'} in ${name}`, at: event.at, ...(event.status === undefined ? {} : { status: event.status }), via: inHandler ? 'error-handler' : 'response',
    framework: event.path?.root ?? '', shape: event.body ? shapeOf(event.body.expr, event.body.env, linker) : bodyless(event), label: name,
    ...(exposed ? { exposes: exposed } : {}), because: [],
  };
}

/** No body argument: a bare status, whose text the framework chooses. */
function bodyless(event: FlowEvent): ErrorShape {
  return event.concept?.kind === 'respond' && event.concept.fixed !== undefined ? { kind: 'text' } : { kind: 'empty' };
}

function shapeOf(expr: Expr, env: Env, linker: Linker): ErrorShape {
  const shapes = optionsOf(linker.evaluate(expr, env)).map((value) => valueShape(value, linker));
  const known = shapes.find((shape) => shape.kind !== 'unknown');
  if (shapes.some((shape) => shape.kind === 'unknown') && known === undefined) return expr.kind === 'template' || expr.kind === 'binary' ? { kind: 'text' } : { kind: 'unknown', reason: 'opaque-body' };
  return known ?? { kind: 'unknown', reason: 'opaque-body' };
}

function valueShape(value: Value, linker: Linker): ErrorShape {
  if (value.kind === 'const') return value.value === undefined || value.value === null ? { kind: 'empty' } : { kind: 'text' };
  if (value.kind === 'array') return { kind: 'text' };
  if (value.kind === 'path' && value.root === '#global' && value.path === 'JSON.stringify()') {
    const inner = linker.argument(value, 0);
    return inner ? valueShape(inner, linker) : { kind: 'unknown', reason: 'opaque-body' };
  }
  if (value.kind === 'instance') {
    const method = linker.member(value, 'toJSON');
    return method.kind === 'function' ? valueShape(linker.call(method, []), linker) : { kind: 'unknown', reason: 'opaque-body' };
  }
  if (value.kind !== 'object') return { kind: 'unknown', reason: 'opaque-body' };
  if (value.node.members.some((member) => member.kind === 'spread' && linker.evaluate(member.value, value.env).kind !== 'object')) return { kind: 'unknown', reason: 'opaque-body' };
  const properties = linker.properties(value);
  const error = properties.get('error');
  const inner = error?.kind === 'object' ? linker.properties(error) : undefined;
  const code = textOf(inner?.get('code'));
  return {
    kind: 'object', keys: [...properties.keys()], codeKnown: code !== undefined, ...(inner ? { error: [...inner.keys()] } : {}), ...(code === undefined ? {} : { code }),
  };
}

/** What of an exception stands in the body: its stack, itself, or its message. */
function exposureOf(expr: Expr, env: Env, event: FlowEvent, linker: Linker): ErrorProducer['exposes'] {
  const at = (node: Expr) => spanOf(env.file.path, node.at);
  let message: Expr | undefined;
  for (const inner of walkExpr(expr)) {
    if (!(linker.labels(inner, env) & Label.exception)) continue;
    if (inner.kind === 'member' && inner.name === 'stack' && isException(inner.object, env, linker)) return { what: 'stack', at: at(inner) };
    if (inner.kind === 'member' && inner.name === 'message' && isException(inner.object, env, linker)) message ??= inner;
  }
  const whole = wholeError(expr, env, linker);
  if (whole) return { what: 'error', at: at(whole) };
  return message && !isNarrowed(event) ? { what: 'message', at: at(message) } : undefined;
}

/** The caught value or the error handler's parameter, as such. */
function isException(expr: Expr, env: Env, linker: Linker): boolean {
  if (expr.kind === 'cast') return isException(expr.value, env, linker);
  if (expr.kind === 'caught') return true;
  const value = linker.evaluate(expr, env);
  if (value.kind === 'path' && value.root === '#error' && value.path === '') return true;
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return binding?.kind === 'catch';
}

function wholeError(expr: Expr, env: Env, linker: Linker): Expr | undefined {
  if (isException(expr, env, linker)) return expr;
  if (expr.kind !== 'object') return undefined;
  return expr.members.map((member) => member.value).find((value) => isException(value, env, linker));
}

/** The answer stands under a check of what the error is (`instanceof`, its name or code): its message is meant for the client. */
function isNarrowed(event: FlowEvent): boolean {
  const visit = (statements: readonly Stmt[]): boolean => statements.some((statement) => {
    const around = statement.at[0] <= event.expr.at[0] && event.expr.at[1] <= statement.at[1];
    if (!around) return false;
    if (statement.kind === 'if' && statement.then.some((inner) => inner.at[0] <= event.expr.at[0] && event.expr.at[1] <= inner.at[1]) && checksError(statement.test)) return true;
    if (statement.kind === 'switch') return true;
    return blocksOf(statement).some(visit);
  });
  return visit(event.env.fn.body);
}

function checksError(test: Expr): boolean {
  for (const inner of walkExpr(test)) {
    if (inner.kind === 'binary' && inner.op === 'instanceof') return true;
    if (inner.kind === 'member' && /^(?:name|code|status|statusCode|isOperational|isJoi|expose|type)$/.test(inner.name)) return true;
    if (inner.kind === 'call') return true;
  }
  return false;
}
