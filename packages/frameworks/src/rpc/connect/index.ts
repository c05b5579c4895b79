import { defineAdapter, type Arg, type ChainStep, type Linked, type PathValue, type RoutingScope, type Setup, type SetupCall, type Span, type Value } from '@assay/contract';
import { optionsOf, property } from '../../nest/values.js';
import { inert, rows } from '../../runtime/shared.js';
import { connectError } from './errors.js';
import { ADAPTERS, CONTEXT, FOLLOWING, FRAMEWORK, INTERCEPTOR, METHOD, ROOT } from './names.js';

const ROUTER = /^(?:default\(\)|ConnectRouter\.new\(\)|createConnectRouter\(\))$/;

/** The router that services are registered on; a registration answers it again. */
function routerOf(path: PathValue | undefined): PathValue | undefined {
  let at = path;
  while (at && !ROUTER.test(at.path)) {
    if (at.step !== '()' || !/^(?:service|rpc)$/.test(at.parent?.step ?? '')) return undefined;
    at = at.parent?.parent;
  }
  return at;
}

function scopeOf(key: string, at: Span, setup: Setup): RoutingScope {
  return setup.scope(`${FRAMEWORK}:${key}`, () => ({ framework: FRAMEWORK, order: 'sequence', at, unmounted: false }));
}

/** `interceptors: [withCaller]` of a server, a router or a service, the outermost first. */
function interceptors(options: Value | undefined, at: Span, setup: Setup): readonly ChainStep[] {
  const given = property(options, 'interceptors', setup.project);
  return (given ? setup.project.items(given) ?? [given] : []).map((interceptor) => {
    const made = optionsOf(interceptor).find((option) => option.kind === 'function');
    const inner = made ? setup.project.call(made, [{ value: setup.project.role(FOLLOWING), labels: 0 }]) : interceptor;
    return { ...setup.step(inner, INTERCEPTOR, setup.project.spanOfValue(interceptor) ?? at, undefined), label: setup.label({ value: interceptor, labels: 0 }) };
  });
}

/** Runs the function `routes` of a server's options with a router of its own; the scope stands for the server's place. */
export function connectRoutes(options: Value | undefined, call: Pick<SetupCall, 'at'>, setup: Setup): RoutingScope | undefined {
  const routes = property(options, 'routes', setup.project);
  if (!routes) return undefined;
  const router = setup.object(ROOT, `${call.at.path}:${call.at.start}`);
  const scope = scopeOf(router.key, call.at, setup);
  for (const step of interceptors(options, call.at, setup)) scope.items.push({ kind: 'step', step });
  setup.enter(routes, [{ value: router, labels: 0 }]);
  return scope;
}

function service(call: SetupCall, router: PathValue, setup: Setup): void {
  const [named, implementation, options] = call.args;
  if (!named || !implementation) return;
  const scope = scopeOf(router.key, call.at, setup);
  const name = nameOf(named, setup.project) ?? setup.label(named);
  const own = interceptors(options?.value, call.at, setup);
  const methods = call.method === 'rpc' ? [['', implementation.value] as const] : methodsOf(implementation.value, setup.project);
  for (const [method, handler] of methods) {
    const at = setup.project.spanOfValue(handler) ?? call.at;
    const path = method === '' ? `/${name}` : `/${name}/${method.charAt(0).toUpperCase()}${method.slice(1)}`;
    scope.items.push({ kind: 'route', route: { protocol: 'http', method: 'POST', path, at, framework: FRAMEWORK, steps: own, handler: setup.step(handler, METHOD, at, undefined), ...(call.conditional ? { conditional: call.conditional } : {}) } });
  }
}

/** `typeName` of generated code, else the name under which the service was imported. */
function nameOf({ value, expr, env }: Arg, project: Linked): string | undefined {
  const declared = value.kind === 'object' ? project.text(project.properties(value).get('typeName')) : undefined;
  if (declared !== undefined) return declared;
  return expr?.kind === 'name' ? env?.file.bindings[expr.binding]?.name : expr?.kind === 'member' ? expr.name : undefined;
}

/** The functions of an implementation: an object, or an object of a class. */
function methodsOf(implementation: Value, project: Linked): readonly (readonly [string, Value])[] {
  return optionsOf(implementation).flatMap((option): readonly (readonly [string, Value])[] => {
    if (option.kind !== 'instance') return [...project.properties(option)].filter(([, value]) => optionsOf(value).some(({ kind }) => kind === 'function'));
    const members = project.lineage(option.of).classes.flatMap(({ cls }) => cls.members.filter((member) => !member.static && member.kind !== 'constructor').map(({ name }) => name));
    return [...new Set(members)].map((name) => [name, project.member(option, name)] as const).filter(([, value]) => value.kind === 'function');
  });
}

/** Services of Connect RPC: every method is called by POST. */
export const connect = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [ROOT, ...ADAPTERS],
  docs: 'https://connectrpc.com/docs/node/implementing-services',
  verbs: ['service', 'rpc', 'createConnectRouter', 'connectNodeAdapter', 'expressConnectMiddleware', 'nextJsApiRouter'],
  roles: [
    { package: ROOT, path: 'HandlerContext.new()', role: CONTEXT },
    { package: CONTEXT, path: 'requestHeader', role: '#request.headers' },
    { package: CONTEXT, path: 'header', role: '#request.headers' },
    { package: CONTEXT, path: 'message', role: '#request.body' },
    { package: CONTEXT, path: 'values', role: '#state' },
    { package: CONTEXT, path: 'contextValues', role: '#state' },
  ],
  models: [
    { package: FOLLOWING, path: '()', is: { kind: 'next', errorArg: false } },
    ...rows(ROOT, 'ConnectError.new() ConnectError.from()', connectError),
    ...rows([ROOT, ...ADAPTERS], '**', (path) => (path.step === '()' ? inert : undefined)),
  ],
  setup(call, setup) {
    if (call.path.root !== ROOT) return void connectRoutes(call.args[0]?.value, call, setup);
    if (call.path.path === 'createConnectRouter()') for (const step of interceptors(call.args[0]?.value, call.at, setup)) scopeOf(call.path.key, call.at, setup).items.push({ kind: 'step', step });
    const router = call.method === 'service' || call.method === 'rpc' ? routerOf(call.receiver) : undefined;
    if (router) service(call, router, setup);
  },
  defaults: { errorBody: '{ code, message, details }' },
});
