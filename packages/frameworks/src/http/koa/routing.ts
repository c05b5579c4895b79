import { walkExpr, type Arg, type FunctionValue, type PathValue, type RoutingItem, type RoutingScope, type Setup, type SetupCall, type Span, type Stmt, type Value } from '@assay/contract';
import { KOA_CATCH, KOA_HANDLER, KOA_PARAM, KOA_STEP } from '../protocols.js';
import { HTTP_METHODS, isRoutePath, pathTexts } from '../route-paths.js';
import { stepUnless } from '../unless.js';

const APPLICATIONS: ReadonlySet<string> = new Set(['koa', '@types/koa']);
export const ROUTERS: readonly string[] = ['@koa/router', 'koa-router', 'koa-joi-router', 'koa-zod-router', '@types/koa-router', '@types/koa__router'];
const OBJECT = /^(?:default\(\)|(?:default|Koa|Application|Router|KoaRouter)\.new\(\)|Router\(\)|zodRouter\(\))$/;
/** Methods that answer the object they are called on. */
const CHAINED: ReadonlySet<string> = new Set(['use', 'param', 'prefix', 'register', 'redirect', ...HTTP_METHODS]);
const ROUTES: ReadonlySet<string> = new Set(['routes', 'middleware']);

/** The application or router that a method is called on; chained calls lead back to it. */
export function objectOf(path: PathValue | undefined): PathValue | undefined {
  let at = path;
  while (at && (APPLICATIONS.has(at.root) || ROUTERS.includes(at.root))) {
    if (OBJECT.test(at.path)) return at;
    const method = at.step === '()' ? at.parent?.step : undefined;
    if (method === undefined || !CHAINED.has(method)) return undefined;
    at = at.parent?.parent;
  }
  return undefined;
}

/** The scope of an application or a router, with the prefix it was made with. */
export function scopeOf(object: PathValue, setup: Setup, at: Span | undefined = setup.project.spanOfValue(object)): RoutingScope {
  const scope = setup.scope(object.key, () => ({ framework: 'koa', order: 'sequence', at: at ?? { path: '', start: 0, end: 0 } }));
  const options = setup.project.argument(object, 0);
  const prefix = options && setup.project.text(setup.project.properties(options).get('prefix'));
  if (prefix !== undefined) scope.prefix ??= prefix;
  // An application that is made here is one, whoever calls the function that makes it.
  if (APPLICATIONS.has(object.root) && object.call) scope.unmounted = false;
  return scope;
}

/** `router.routes()`: the router, as middleware. */
function mountedRouter(value: Value): PathValue | undefined {
  return value.kind === 'path' && value.step === '()' && ROUTES.has(value.parent?.step ?? '') ? objectOf(value.parent?.parent) : undefined;
}

/** Nested arrays and `compose([a, b])` laid out. */
function flatten(values: readonly Value[], setup: Setup): Value[] {
  return values.flatMap((value) => {
    const items = setup.project.items(value) ?? (value.kind === 'path' && value.root === 'koa-compose' ? setup.project.items(setup.project.argument(value, 0) ?? value) : undefined);
    return items ? flatten(items, setup) : [value];
  });
}

/** `mount('/path', app)` of koa-mount: the path, and what is mounted there. */
function mountCall(value: Value, setup: Setup): { readonly path: string; readonly target: Value } | undefined {
  if (value.kind !== 'path' || value.root !== 'koa-mount' || value.step !== '()') return undefined;
  const [first, second] = setup.project.args(value);
  if (!first) return undefined;
  return second ? { path: setup.project.text(first.value) ?? '', target: second.value } : { path: '', target: first.value };
}

function* used(values: readonly Value[], path: string | undefined, call: SetupCall, setup: Setup): Generator<RoutingItem> {
  for (const value of flatten(values, setup)) {
    const mount = mountCall(value, setup);
    const inner = mount?.target ?? value;
    const at = mount ? `${path ?? ''}${mount.path}` : path;
    const object = mountedRouter(inner) ?? (mount && inner.kind === 'path' ? objectOf(inner) : undefined);
    const where = at === undefined ? {} : { path: at };
    if (object) yield { kind: 'mount', ...where, scope: scopeOf(object, setup, call.at), at: call.at, ...(call.conditional ? { conditional: call.conditional } : {}) };
    else {
      yield { kind: 'step', ...where, step: stepUnless(inner, KOA_STEP, call.at, call.conditional, setup) };
      if (inner.kind === 'function' && catchesAround(inner)) yield { kind: 'error-handler', handler: inner, protocol: KOA_CATCH, at: call.at };
    }
  }
}

/** `app.use(mw, mw)`, `router.use(['/a', '/b'], mw)`. */
export function use(call: SetupCall, scope: RoutingScope, setup: Setup): void {
  const [first, ...rest] = call.args;
  const named = first !== undefined && isRoutePath(first, setup.project);
  for (const path of named ? pathTexts(first, setup.project) : [undefined]) scope.items.push(...used((named ? rest : call.args).map((arg) => arg.value), path, call, setup));
}

/** `router.get('/p', mw, handler)`, `router.get('name', '/p', handler)`, `router.register('/p', ['GET'], handler)`. */
export function route(call: SetupCall, scope: RoutingScope, setup: Setup): void {
  if (call.method === 'register') return register(call, scope, setup);
  const [first, second, ...more] = call.args;
  if (!first || !second) return;
  const named = more.length > 0 && setup.project.text(second.value) !== undefined;
  declare([call.method === 'all' ? 'ALL' : call.method === 'del' ? 'DELETE' : call.method.toUpperCase()], named ? second : first, named ? more : call.args.slice(1), call, scope, setup);
}

function register(call: SetupCall, scope: RoutingScope, setup: Setup): void {
  const [path, methods, ...handlers] = call.args;
  const names = methods && setup.project.items(methods.value)?.map((item) => setup.project.text(item) ?? 'ALL');
  if (path && names) declare(names.map((name) => name.toUpperCase()), path, handlers, call, scope, setup);
}

function declare(methods: readonly string[], path: Arg, handlers: readonly Arg[], call: SetupCall, scope: RoutingScope, setup: Setup): void {
  const values = flatten(handlers.map((arg) => arg.value), setup);
  const last = values.at(-1);
  const steps = values.slice(0, -1).map((value) => stepUnless(value, KOA_STEP, call.at, undefined, setup));
  for (const text of pathTexts(path, setup.project)) {
    if (text === undefined && setup.isOrphan && objectOf(call.receiver)?.call === undefined) continue;
    for (const method of methods) {
      scope.items.push({
        kind: 'route',
        route: {
          protocol: 'http', method, ...(text === undefined ? {} : { path: text }), at: call.at, steps, framework: 'koa',
          ...(last ? { handler: setup.step(last, KOA_HANDLER, call.at, undefined) } : {}), ...(call.conditional ? { conditional: call.conditional } : {}),
        },
      });
    }
  }
}

/** `router.param('id', (value, ctx, next) => ..)`: for every route with this parameter, wherever it stands. */
export function param(call: SetupCall, scope: RoutingScope, setup: Setup): void {
  const name = setup.project.text(call.args[0]?.value);
  const handler = call.args[1];
  if (name !== undefined && handler) scope.items.push({ kind: 'step', param: name, step: setup.step(handler.value, KOA_PARAM, call.at, call.conditional) });
}

/** A middleware that answers what the middleware after it throws: `try { await next() } catch`, `next().catch(..)`. */
function catchesAround({ fn }: FunctionValue): boolean {
  const next = fn.params[1]?.binding;
  if (next === undefined) return false;
  const callsNext = (statements: readonly Stmt[]): boolean => statements.some((statement) => (statement.kind === 'expr' || statement.kind === 'return' || statement.kind === 'declare') && statement.value !== undefined
    && [...walkExpr(statement.value)].some((expr) => expr.kind === 'call' && expr.callee.kind === 'name' && expr.callee.binding === next));
  const rethrows = (statements: readonly Stmt[]): boolean => statements.at(-1)?.kind === 'throw';
  return fn.body.some((statement) => {
    if (statement.kind === 'try') return callsNext(statement.body) && statement.handler !== undefined && !rethrows(statement.handler);
    const value = statement.kind === 'expr' || statement.kind === 'return' ? statement.value : undefined;
    const call = value?.kind === 'await' ? value.value : value;
    return call?.kind === 'call' && call.callee.kind === 'member' && call.callee.name === 'catch' && callsNext([statement]);
  });
}
