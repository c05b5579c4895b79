import { defineAdapter, type Arg, type ChainStep, type PathValue, type RoutingItem, type RoutingScope, type Setup, type SetupCall, type Value } from '@assay/contract';
import { awilixRouter, invoked } from './awilix.js';
import { answersRejections } from './express-rejections.js';
import { EXPRESS_ERROR, EXPRESS_HANDLER, EXPRESS_PARAM, EXPRESS_STEP } from './protocols.js';
import { HTTP_METHODS, isRoutePath, pathTexts } from './route-paths.js';
import { stepUnless } from './unless.js';

const PACKAGES = [
  'express', '@types/express', 'express-promise-router', 'express-serve-static-core', '@types/express-serve-static-core',
  // `createMcpExpressApp()`: an application with its body parser and a check of the host.
  '@modelcontextprotocol/sdk', '@modelcontextprotocol/sdk/server/express.js', '@modelcontextprotocol/sdk/server/express', '@modelcontextprotocol/express',
];

/** Paths of an application or a router: made here, or known by a declared type. */
const OBJECT = /^(?:default\(\)|(?:Router|express|createMcpExpressApp)\(\)|(?:Router|default)\.new\(\)|(?:core\.)?(?:I?Router|Application|Express|IRouterHandler)\.new\(\))$/;
/** Methods that answer the object they are called on. */
const CHAINED: ReadonlySet<string> = new Set(['use', 'param', 'set', 'enable', 'disable', 'engine', 'on', ...HTTP_METHODS]);

/** The application, router or route object that a method is called on: chained calls lead back to it. */
function objectOf(path: PathValue | undefined): PathValue | undefined {
  let at = path;
  while (at) {
    if (OBJECT.test(at.path) || at.path.endsWith('route()')) return at;
    const method = at.step === '()' ? at.parent?.step : undefined;
    if (method === undefined || !CHAINED.has(method)) return undefined;
    at = at.parent?.parent;
  }
  return undefined;
}

function scopeOf(object: PathValue, setup: Setup, at = setup.project.spanOfValue(object)): RoutingScope {
  const mountable = /(?:^|\.)I?Router(?:\.new)?\(\)$/.test(object.path);
  const scope = setup.scope(object.key, () => ({ framework: 'express', order: 'sequence', passesOn: !object.path.endsWith('route()'), at: at ?? { path: '', start: 0, end: 0 }, ...(mountable ? { mountable } : {}) }));
  // An application that is made here is one, whoever calls the function that makes it.
  if (object.call && /^(?:default|express|createMcpExpressApp)\(\)$/.test(object.path)) scope.unmounted = false;
  return scope;
}

/** `require(name)` of a name that the code does not decide. */
function isUndecidedModule(value: Value): boolean {
  return value.kind === 'path' ? value.root === '#global' && /^require\(\)(?:\.default)?$/.test(value.path) : value.kind === 'unknown' && value.reason === 'unresolved-import';
}

/** Handlers with nested arrays laid out. */
function flatten(args: readonly Arg[], setup: Setup): Value[] {
  const out: Value[] = [];
  const visit = (value: Value): void => {
    const items = setup.project.items(value);
    if (items) items.forEach(visit);
    else out.push(invoked(value, setup.project));
  };
  for (const arg of args) visit(arg.value);
  return out;
}

function isErrorHandler(value: Value): boolean {
  return value.kind === 'function' && value.fn.params.length - (value.bound?.length ?? 0) === 4;
}

function* mounted(values: readonly Value[], path: string | undefined, call: SetupCall, setup: Setup): Generator<RoutingItem> {
  for (const value of values) {
    const router = value.kind === 'path' && PACKAGES.includes(value.root) ? objectOf(value) : undefined;
    const conditional = call.conditional ? { conditional: call.conditional } : {};
    const made = awilixRouter(value, call, setup);
    if (made) yield { kind: 'mount', ...(path === undefined ? {} : { path }), scope: made, at: call.at, ...conditional };
    else if (router) yield { kind: 'mount', ...(path === undefined ? {} : { path }), scope: scopeOf(router, setup, call.at), at: call.at, ...conditional };
    else if (isErrorHandler(value)) yield { kind: 'error-handler', handler: value, protocol: EXPRESS_ERROR, at: call.at };
    else yield { kind: 'step', ...(path === undefined ? {} : { path }), step: stepUnless(value, EXPRESS_STEP, call.at, call.conditional, setup) };
  }
}

function use(call: SetupCall, scope: RoutingScope, setup: Setup): void {
  const [first, ...rest] = call.args;
  const paths = first && isRoutePath(first, setup.project) ? pathTexts(first, setup.project) : [undefined];
  const handlers = first && isRoutePath(first, setup.project) ? rest : call.args;
  const values = flatten(handlers, setup);
  if (values.some(isUndecidedModule)) scope.mountsUndecided = true;
  for (const path of paths) scope.items.push(...mounted(values, path, call, setup));
}

function route(call: SetupCall, scope: RoutingScope, paths: readonly (string | undefined)[], args: readonly Arg[], setup: Setup): void {
  const values = flatten(args, setup);
  const handlers = values.filter((value) => !isErrorHandler(value));
  const last = handlers.at(-1);
  const steps: ChainStep[] = handlers.slice(0, -1).map((value) => stepUnless(value, EXPRESS_STEP, call.at, undefined, setup));
  for (const path of paths) {
    if (path === undefined && setup.isOrphan && objectOf(call.receiver)?.call === undefined) continue;
    scope.items.push({
      kind: 'route',
      route: {
        protocol: 'http', method: call.method === 'all' ? 'ALL' : call.method === 'del' ? 'DELETE' : call.method.toUpperCase(), ...(path === undefined ? {} : { path }), at: call.at,
        steps, ...(last ? { handler: setup.step(last, EXPRESS_HANDLER, call.at, undefined) } : {}), framework: 'express',
        ...(call.conditional ? { conditional: call.conditional } : {}),
      },
    });
  }
}

/** `router.route('/x')`: a scope of its own under the router; `.all(mw)` on it covers the methods after it. */
function routeObject(object: PathValue, call: SetupCall, setup: Setup): RoutingScope {
  const parent = objectOf(object.parent?.parent);
  const scope = scopeOf(object, setup, call.at);
  if (!parent) return scope;
  const owner = scopeOf(parent, setup);
  const first = setup.project.args(object)[0];
  const path = first ? pathTexts(first, setup.project)[0] : undefined;
  if (!owner.items.some((item) => item.kind === 'mount' && item.scope === scope)) {
    owner.items.push({ kind: 'mount', ...(path === undefined ? {} : { path }), scope, at: call.at });
  }
  return scope;
}

/** Routes that `.all(..)` on a route object makes as long as no method follows. */
const alone = new WeakMap<RoutingScope, readonly RoutingItem[]>();

/** `router.route('/x').all(check, handler)`: steps before the methods after it; without any it answers by itself. */
function all(call: SetupCall, scope: RoutingScope, setup: Setup): void {
  takeBack(scope);
  const before = scope.items.length;
  route(call, scope, [''], call.args, setup);
  alone.set(scope, scope.items.slice(before));
}

function takeBack(scope: RoutingScope): void {
  const routes = alone.get(scope) ?? [];
  alone.delete(scope);
  for (const item of routes) {
    const index = scope.items.indexOf(item);
    if (item.kind !== 'route' || index < 0) continue;
    const { steps, handler } = item.route;
    scope.items.splice(index, 1, ...[...steps, ...(handler ? [{ ...handler, protocol: EXPRESS_STEP }] : [])].map((step) => ({ kind: 'step' as const, step })));
  }
}

/** One call on an application, a router or (with `isRoute`) a route object. */
export function register(call: SetupCall, scope: RoutingScope, isRoute: boolean, setup: Setup): void {
  if (call.method === 'use') use(call, scope, setup);
  else if (call.method === 'listen') scope.root = true;
  else if (call.method === 'param') {
    const name = setup.project.text(call.args[0]?.value);
    const handler = call.args[1];
    if (name !== undefined && handler) scope.items.push({ kind: 'step', param: name, step: setup.step(handler.value, EXPRESS_PARAM, call.at, call.conditional) });
  } else if (isRoute && call.method === 'all') all(call, scope, setup);
  else if (HTTP_METHODS.includes(call.method)) {
    const [first, ...rest] = call.args;
    if (isRoute) {
      takeBack(scope);
      route(call, scope, [''], call.args, setup);
    } else if (first && rest.length > 0) route(call, scope, pathTexts(first, setup.project), rest, setup);
  }
}

/** Express routers and applications. */
export const express = defineAdapter({
  name: 'express',
  kind: 'http',
  packages: PACKAGES,
  docs: 'https://expressjs.com/en/5x/api.html',
  verbs: ['use', 'param', 'route', 'listen', ...HTTP_METHODS],
  application: { root: 'express' },
  defaults: { errorBody: 'an HTML page with the error', rejections: answersRejections },
  roles: [
    { package: PACKAGES, path: 'Request.new()', role: '#request' },
    { package: PACKAGES, path: 'Response.new()', role: '#response' },
    { package: PACKAGES, path: 'NextFunction.new()', role: '#next' },
    { package: PACKAGES, path: 'core.Request.new()', role: '#request' },
    { package: PACKAGES, path: 'core.Response.new()', role: '#response' },
  ],
  models: [
    ...['json', 'urlencoded', 'static', 'raw', 'text'].map((name) => ({ package: PACKAGES, path: `${name}()`, is: { kind: 'guard' as const, ensures: 'none' as const } })),
    { package: PACKAGES, path: '**', is: (path) => (path.step === '()' ? { kind: 'inert' } : undefined) },
  ],
  setup(call, setup) {
    if (OBJECT.test(call.path.path)) {
      scopeOf(call.path, setup, call.at);
      return;
    }
    const object = objectOf(call.receiver);
    if (!object) return;
    const isRoute = object.path.endsWith('route()');
    register(call, isRoute ? routeObject(object, call, setup) : scopeOf(object, setup), isRoute, setup);
  },
});
