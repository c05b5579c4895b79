import { defineAdapter, Label, type ChainStep, type PathValue, type RoutingItem, type RoutingScope, type Setup, type SetupCall, type Span, type Value } from '@assay/contract';
import { property } from '../nest/values.js';
import { calledName, rows, source } from '../runtime/shared.js';
import { statuses as httpStatuses } from '../runtime/statuses.js';
import { parkHandedOn } from './trpc-context.js';
import { CALL, calledAs, TRPC_MIDDLEWARE, TRPC_RESOLVER } from './trpc-names.js';

const FRAMEWORK = 'orpc';
const CORE = ['@orpc/server', '@orpc/contract', '@orpc/openapi'];
const HANDLERS = ['fetch', 'node', 'fastify', 'aws-lambda'].flatMap((name) => [`@orpc/server/${name}`, `@orpc/openapi/${name}`]);
/** Where the errors are at home that servers throw. */
const CLIENT = '@orpc/client';
const PACKAGES: readonly string[] = [...CORE, ...HANDLERS];
const HANDLER = /^(?:RPC|OpenAPI|StandardRPC|StandardOpenAPI)Handler\.new\(\)$/;
const BY_PATH = /^(?:Standard)?OpenAPIHandler\.new\(\)$/;

/** Statuses of error codes: `UNAUTHORIZED` is the `unauthorized` of the status table. https://orpc.unnoq.com/docs/error-handling */
const STATUSES: ReadonlyMap<string, number> = new Map(Object.entries(httpStatuses).map(([name, status]) => [name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), status]));

function isOrpc(value: Value): value is PathValue {
  return value.kind === 'path' && PACKAGES.includes(value.root);
}

/** The calls of a chain, first one first. */
function callsOf(path: PathValue | undefined): readonly PathValue[] {
  const calls: PathValue[] = [];
  for (let at = path; at; at = at.parent) if (at.step === '()') calls.unshift(at);
  return calls;
}

/** The middleware of a builder chain. `oo.spec(middleware, ..)` only describes it. */
function stepsOf(path: PathValue, setup: Setup): readonly ChainStep[] {
  return callsOf(path).flatMap((call) => {
    const [given] = calledAs(call) === 'use' ? setup.project.args(call) : [];
    const at = given?.expr && given.env ? setup.project.span(given.env.file, given.expr.at) : setup.project.spanOfValue(call);
    return given && at ? [setup.step(functionOf(given.value, setup), TRPC_MIDDLEWARE, at, undefined)] : [];
  });
}

function functionOf(value: Value, setup: Setup): Value {
  const inner = isOrpc(value) && ['middleware', 'spec'].includes(calledAs(value) ?? '') ? setup.project.argument(value, 0) : undefined;
  return inner ? functionOf(inner, setup) : value;
}

/** Procedures by name, below plain objects and routers; `around` is the middleware of routers around them. */
function* itemsOf(prefix: string, value: Value, around: readonly ChainStep[], setup: Setup): Generator<RoutingItem> {
  if (value.kind === 'object') {
    for (const [name, inner] of setup.project.properties(value)) yield* itemsOf(prefix === '' ? name : `${prefix}/${name}`, inner, around, setup);
  } else if (value.kind === 'module') {
    const router = setup.project.member(value, 'default');
    yield* itemsOf(prefix, router, around, setup);
  } else if (isOrpc(value)) yield* ofChain(prefix, value, around, setup);
}

function* ofChain(prefix: string, path: PathValue, around: readonly ChainStep[], setup: Setup): Generator<RoutingItem> {
  const [given] = setup.project.args(path);
  switch (calledAs(path)) {
    case 'router': if (given) yield* itemsOf(prefix, given.value, [...around, ...stepsOf(path, setup)], setup); break;
    case 'lazy': if (given?.value.kind === 'function') yield* itemsOf(prefix, setup.project.call(given.value, []), around, setup); break;
    case 'handler': if (given) yield procedure(prefix, path, given.value, [...around, ...stepsOf(path, setup)], setup); break;
    // What is called on a finished procedure (`callable`, `actionable`) leaves it what it is.
    default: if (path.parent?.parent && callsOf(path.parent.parent).some((call) => calledAs(call) === 'handler')) yield* ofChain(prefix, path.parent.parent, around, setup);
  }
}

/** A procedure with a `route` has a path of its own (and is POST unless it says so); another is called by its name, which does not tell whether it changes state. */
function procedure(name: string, path: PathValue, handler: Value, steps: readonly ChainStep[], setup: Setup): RoutingItem {
  const { project } = setup;
  const routes = callsOf(path).filter((call) => calledAs(call) === 'route').map((call) => project.argument(call, 0)).flatMap((value) => (value ? [project.properties(value)] : []));
  const url = routes.map((route) => project.text(route.get('path'))).findLast((text) => text !== undefined);
  const method = routes.map((route) => project.text(route.get('method'))).findLast((text) => text !== undefined);
  const node = path.call?.node;
  const at: Span = path.call && node && node.kind !== 'template' ? project.span(path.call.file, node.callee.at) : { path: '', start: 0, end: 0 };
  const handlerAt = project.spanOfValue(handler) ?? at;
  return {
    kind: 'route',
    route: {
      protocol: url === undefined ? 'rpc' : 'http', method: method ?? (url === undefined ? 'CALL' : 'POST'), path: url ?? name, at, framework: FRAMEWORK, steps,
      handler: setup.step(handler, TRPC_RESOLVER, handlerAt, undefined),
    },
  };
}

/** An OpenAPI handler serves procedures with a route at their paths; an RPC handler beside it leaves those to it, so that each is one entry point. */
function serve(call: SetupCall, setup: Setup): void {
  const [router] = call.args;
  if (!router || !HANDLER.test(call.path.path)) return;
  const scope = setup.scope(call.path.key, () => ({ framework: FRAMEWORK, order: 'encapsulated', at: call.at }));
  const items = [...itemsOf('', router.value, [], setup)];
  const isRouted = (item: RoutingItem): boolean => item.kind === 'route' && item.route.protocol === 'http';
  scope.items.push(...items.filter((item) => !isRouted(item)));
  if (!BY_PATH.test(call.path.path) && isServedByPath(setup)) return;
  const below = routedScope(call.path, call.at, setup);
  below.items.push(...items.filter(isRouted));
  scope.items.push({ kind: 'mount', scope: below, at: call.at });
}

function routedScope(handler: PathValue, at: Span, setup: Setup): RoutingScope {
  return setup.scope(`${handler.key}:routed`, () => ({ framework: FRAMEWORK, order: 'encapsulated', at }));
}

function isServedByPath({ project }: Setup): boolean {
  return project.files.some(({ imports }) => imports.some(({ specifier, typeOnly }) => !typeOnly && /^@orpc\/openapi\//.test(specifier)));
}

/** `handler.handle(request, { prefix: '/api' })`, in Node with the response between: what paths begin with. https://orpc.unnoq.com/docs/openapi/openapi-handler */
function prefix(call: SetupCall, setup: Setup): void {
  if (!call.receiver || !BY_PATH.test(call.receiver.path)) return;
  const options = call.args.at(-1)?.value;
  const given = setup.project.text(property(options, 'prefix', setup.project));
  if (given !== undefined) routedScope(call.receiver, call.at, setup).prefix ??= given;
}

/** Procedures that a handler serves. */
export const orpc = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: PACKAGES,
  docs: 'https://orpc.unnoq.com/docs/procedure',
  verbs: ['use', 'handle'],
  defaults: { errorBody: '{ defined, code, status, message, data }' },
  roles: [
    { package: CALL, path: 'context', role: '#request' },
    { package: CALL, path: 'input', role: '#request.input' },
  ],
  models: [
    ...rows('#request', 'authenticate() getUser() getSession() getCurrentUser()', source(Label.principal)),
    { package: CALL, path: 'next()', is: { kind: 'next', errorArg: false } },
    {
      package: [...PACKAGES, CLIENT], path: 'ORPCError.new()',
      is: (path, project) => {
        const own = property(project.argument(path, 1), 'status', project);
        const status = own?.kind === 'const' && typeof own.value === 'number' ? own.value : STATUSES.get(project.text(project.argument(path, 0)) ?? '');
        return { kind: 'http-error', bodyArg: 1, bodyMember: 'message', ...(status === undefined ? {} : { status }) };
      },
    },
    {
      package: CALL, path: 'errors.*()',
      is: (path) => {
        const status = STATUSES.get(calledName(path));
        return { kind: 'http-error', bodyArg: 0, bodyMember: 'message', ...(status === undefined ? {} : { status }) };
      },
    },
    { package: HANDLERS, path: '*.new().handle()', is: { kind: 'inert', serves: true } },
    { package: PACKAGES, path: '**', is: (path) => (path.step === '()' ? { kind: 'inert' } : undefined) },
  ],
  setup(call, setup) {
    if (call.method === 'new') serve(call, setup);
    else if (call.method === 'handle') prefix(call, setup);
    else if (call.method === 'use' && call.args[0]) parkHandedOn(functionOf(call.args[0].value, setup), setup);
  },
});
