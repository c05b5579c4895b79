import { defineAdapter, type PathValue, type RoutingItem, type RoutingScope, type Setup, type SetupCall, type Value } from '@assay/contract';
import { callerConcept } from './trpc-callers.js';
import { parkDeclared, parkHandedOn } from './trpc-context.js';
import { errorRows } from './trpc-errors.js';
import { CALL, calledAs, FRAMEWORK, isTrpc, PACKAGES, receiverOf, TRPC_FORMATTER } from './trpc-names.js';
import { procedureRoute } from './trpc-procedures.js';

const ROUTERS: ReadonlySet<string> = new Set(['router', 'mergeRouters']);

/** Answer requests with a router, whose procedures are entry points of their own; https://trpc.io/docs/server/adapters */
const ADAPTERS = ['fetch', 'next', 'next-app-dir', 'standalone', 'aws-lambda'].map((name) => `@trpc/server/adapters/${name}`);

/** Answer at the addresses that procedures have in their `meta`, and at no other; https://github.com/mcampa/trpc-to-openapi#readme */
const BY_ADDRESS: readonly string[] = ['trpc-to-openapi', 'trpc-openapi'];

function scopeOf(key: string, setup: Setup, at: RoutingScope['at']): RoutingScope {
  return setup.scope(key, () => ({ framework: FRAMEWORK, order: 'encapsulated', at }));
}

/** What a router's member is: a procedure, a router, a plain object of these, or one of them imported when it is first called. */
function itemOf(name: string, value: Value, call: SetupCall, setup: Setup): RoutingItem | undefined {
  if (value.kind === 'union') return value.options.map((option) => itemOf(name, option, call, setup)).find((item) => item !== undefined);
  if (value.kind === 'module') return moduleItem(name, value, call, setup);
  if (value.kind === 'object') {
    const scope = scopeOf(`${FRAMEWORK}:${value.key}`, setup, call.at);
    if (scope.items.length === 0) scope.items.push(...itemsOf(value, call, setup));
    return { kind: 'mount', path: name, scope, at: call.at };
  }
  if (!isTrpc(value)) return undefined;
  if (calledAs(value) === 'lazy') {
    const load = setup.project.argument(value, 0);
    return load?.kind === 'function' ? itemOf(name, setup.project.call(load, []), call, setup) : undefined;
  }
  if (ROUTERS.has(calledAs(value) ?? '')) return { kind: 'mount', path: name, scope: scopeOf(value.key, setup, call.at), at: call.at };
  const route = procedureRoute(name, value, setup);
  return route && { kind: 'route', route: call.conditional ? { ...route, conditional: call.conditional } : route };
}

/** A module that is loaded lazily holds one router: its default export, or its only one. */
function moduleItem(name: string, module: Value, call: SetupCall, setup: Setup): RoutingItem | undefined {
  const exported = [setup.project.member(module, 'default'), ...setup.project.properties(module).values()];
  const router = exported.find((value) => isTrpc(value) && ROUTERS.has(calledAs(value) ?? ''));
  return router && itemOf(name, router, call, setup);
}

function itemsOf(members: Value, call: SetupCall, setup: Setup): RoutingItem[] {
  return [...setup.project.properties(members)].flatMap(([name, value]) => itemOf(name, value, call, setup) ?? []);
}

/** `initTRPC.create({ errorFormatter })`: what it returns is the error that clients see. */
function formatterOf(router: PathValue, call: SetupCall, setup: Setup): RoutingItem | undefined {
  for (let at: PathValue | undefined = router; at; at = receiverOf(at)) {
    const options = calledAs(at) === 'create' ? setup.project.argument(at, 0) : undefined;
    const handler = options && setup.project.properties(options).get('errorFormatter');
    if (handler && handler.kind !== 'const') return { kind: 'error-handler', handler, protocol: TRPC_FORMATTER, at: call.at };
  }
  return undefined;
}

/** `createOpenApiFetchHandler({ router })`, and `fetchRequestHandler({ router })` of the library itself, which answers by the names of procedures. */
function serve(call: SetupCall, setup: Setup): void {
  const options = call.args[0] && setup.project.properties(call.args[0].value);
  const router = options?.get('router');
  if (!isTrpc(router)) return;
  const scope = scopeOf(router.key, setup, call.at);
  scope.aliasedOnly = BY_ADDRESS.includes(call.path.root) && scope.aliasedOnly !== false;
}

/** Routers and the procedures built for them. */
export const trpc = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [...PACKAGES, ...ADAPTERS, ...BY_ADDRESS],
  docs: 'https://trpc.io/docs/server/routers',
  verbs: ['router', 'mergeRouters', 'use', 'create'],
  defaults: { errorBody: '{ error: { message, code, data } }', messages: true },
  roles: [
    { package: CALL, path: 'ctx', role: '#request' },
    ...['input', 'rawInput', 'getRawInput()'].map((path) => ({ package: CALL, path, role: '#request.input' })),
    { package: '#request', path: 'req', role: '#request' },
    { package: '#request', path: 'res', role: '#response' },
  ],
  models: [
    { package: [...ADAPTERS, ...BY_ADDRESS], path: '*()', is: { kind: 'inert' } },
    ...errorRows,
    { package: CALL, path: 'next()', is: { kind: 'next', errorArg: false } },
    { package: PACKAGES, path: '**', is: callerConcept },
    { package: PACKAGES, path: '**', is: (path) => (path.step === '()' ? { kind: 'inert' } : undefined) },
  ],
  setup(call, setup) {
    const [first] = call.args;
    if (!PACKAGES.includes(call.path.root)) serve(call, setup);
    else if (call.method === 'create') parkDeclared(call.path, setup);
    else if (call.method === 'use' && first) parkHandedOn(first.value, setup);
    else if (ROUTERS.has(call.method)) {
      const scope = scopeOf(call.path.key, setup, call.at);
      const formatter = formatterOf(call.path, call, setup);
      if (formatter) scope.items.push(formatter);
      if (call.method === 'router' && first) scope.items.push(...itemsOf(first.value, call, setup));
      else for (const arg of call.args) if (isTrpc(arg.value)) scope.items.push({ kind: 'mount', scope: scopeOf(arg.value.key, setup, call.at), at: call.at });
    }
  },
});
