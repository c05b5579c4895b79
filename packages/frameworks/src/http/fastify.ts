import { defineAdapter, type Arg, type ChainStep, type PathValue, type RoutingItem, type RoutingScope, type Setup, type SetupCall, type Span, type Value } from '@assay/contract';
import { parkPluginContext } from '../graphql/context.js';
import { connectRoutes } from '../rpc/connect/index.js';
import { autoload } from './fastify-autoload.js';
import { FASTIFY_ERROR, FASTIFY_HANDLER, FASTIFY_HOOK } from './protocols.js';
import { HTTP_METHODS, pathTexts } from './route-paths.js';

const OBJECT = /^(?:default\(\)|fastify\(\)|[A-Za-z]*FastifyInstance\.new\(\))$/;
/** A parameter that is declared as one. */
const GIVEN = /FastifyInstance\.new\(\)$/;
const SAME: ReadonlySet<string> = new Set(['withTypeProvider', 'after', 'register', 'addHook', 'decorate', 'decorateRequest', 'decorateReply', 'addSchema', 'setErrorHandler', 'route', ...HTTP_METHODS]);
/** Hooks that run before the handler and can end the request. */
const GUARD_HOOKS: readonly string[] = ['onRequest', 'preParsing', 'preValidation', 'preHandler'];

/** The instance a method is called on; `withTypeProvider()` and chained calls answer the same one. */
export function instanceOf(path: PathValue | undefined): PathValue | undefined {
  let at = path;
  while (at) {
    if (OBJECT.test(at.path)) return at;
    const method = at.step === '()' ? at.parent?.step : undefined;
    if (method === undefined || !SAME.has(method)) return undefined;
    at = at.parent?.parent;
  }
  return undefined;
}

function scopeOf(object: PathValue, setup: Setup, at: Span | undefined = setup.project.spanOfValue(object)): RoutingScope {
  return setup.scope(object.key, () => ({ framework: 'fastify', order: 'encapsulated', at: at ?? { path: '', start: 0, end: 0 }, ...(GIVEN.test(object.path) ? { given: true } : {}) }));
}

/** A hook option: one function or several. */
function steps(value: Value | undefined, at: Span, setup: Setup): ChainStep[] {
  if (!value) return [];
  const items = setup.project.items(value) ?? (value.kind === 'const' ? [] : [value]);
  return items.flatMap((item) => authSteps(item, at, setup) ?? [setup.step(item, FASTIFY_HOOK, at, undefined)]);
}

/** `fastify.auth([a, b], { relation: 'and' })` of @fastify/auth: every function counts; with one function the relation does not matter. */
function authSteps(value: Value, at: Span, setup: Setup): ChainStep[] | undefined {
  if (value.kind !== 'path' || !value.path.endsWith('.auth()')) return undefined;
  const [functions, options] = setup.project.args(value);
  const items = functions && setup.project.items(functions.value);
  const all = options && setup.project.text(setup.project.properties(options.value).get('relation')) === 'and';
  return items && (all || items.length === 1) ? items.map((item) => setup.step(item, FASTIFY_HOOK, at, undefined)) : undefined;
}

function declare(method: string, path: string | undefined, options: ReadonlyMap<string, Value>, handler: Value | undefined, call: SetupCall, setup: Setup): RoutingItem {
  return {
    kind: 'route',
    route: {
      protocol: 'http', method: method.toUpperCase(), ...(path === undefined ? {} : { path }), at: call.at, framework: 'fastify',
      steps: GUARD_HOOKS.flatMap((hook) => steps(options.get(hook), call.at, setup)),
      ...(handler ? { handler: setup.step(handler, FASTIFY_HANDLER, call.at, undefined) } : {}), ...(call.conditional ? { conditional: call.conditional } : {}),
    },
  };
}

function shorthand(call: SetupCall, scope: RoutingScope, setup: Setup): void {
  const [path, second, third] = call.args;
  if (!path || !second) return;
  const options = third || second.value.kind === 'object' ? setup.project.properties(second.value) : new Map<string, Value>();
  const handler = third?.value ?? (second.value.kind === 'object' ? options.get('handler') : second.value);
  for (const text of pathTexts(path, setup.project)) scope.items.push(declare(call.method === 'all' ? 'ALL' : call.method, text, options, handler, call, setup));
}

function fullRoute(call: SetupCall, scope: RoutingScope, setup: Setup): void {
  const options = call.args[0] ? setup.project.properties(call.args[0].value) : new Map<string, Value>();
  const methods = options.get('method');
  const names = methods ? setup.project.items(methods)?.map((item) => setup.project.text(item)) ?? [setup.project.text(methods)] : [];
  const url = options.get('url') ?? options.get('path');
  for (const name of names) if (name !== undefined) scope.items.push(declare(name, setup.project.text(url), options, options.get('handler'), call, setup));
}

/** Runs a plugin in a context of its own, or in the caller's when `fastify-plugin` lifts it. */
function runPlugin(plugin: Value, options: Arg | undefined, prefix: string | undefined, parent: PathValue, key: string, call: Pick<SetupCall, 'at' | 'conditional'>, setup: Setup): void {
  const lifted = plugin.kind === 'path' && plugin.root === 'fastify-plugin' ? setup.project.argument(plugin, 0) : undefined;
  const target = lifted ?? (plugin.kind === 'module' ? setup.project.member(plugin, 'default') : plugin);
  if (target.kind === 'path' && target.root === 'fastify-plugin' && target !== plugin) return runPlugin(target, options, prefix, parent, key, call, setup);
  const rest = options ?? { value: { kind: 'const', key: 'c:undefined:undefined', value: undefined }, labels: 0 };
  if (lifted) return setup.enter(target, [{ value: parent, labels: 0 }, rest]);
  if (target.kind !== 'function' && target.kind !== 'union') return;
  const child = setup.object('fastify', `${parent.key}/${key}`);
  const scope = scopeOf(child, setup, call.at);
  scopeOf(parent, setup).items.push({ kind: 'mount', ...(prefix === undefined ? {} : { path: prefix }), scope, at: call.at, ...(call.conditional ? { conditional: call.conditional } : {}) });
  setup.enter(target, [{ value: child, labels: 0 }, rest]);
}

function register(call: SetupCall, object: PathValue, setup: Setup): void {
  const [plugin, options] = call.args;
  if (!plugin) return;
  const settings = options ? setup.project.properties(options.value) : new Map<string, Value>();
  if (plugin.value.kind === 'path' && AUTOLOAD.has(plugin.value.root)) return autoload(settings, object, call, setup, runPlugin);
  parkPluginContext(plugin.value, options?.value, setup);
  if (plugin.value.kind === 'path' && plugin.value.root === '@connectrpc/connect-fastify') {
    const scope = connectRoutes(options?.value, call, setup);
    if (scope) scopeOf(object, setup).items.push({ kind: 'mount', scope, at: call.at });
    return;
  }
  runPlugin(plugin.value, options, setup.project.text(settings.get('prefix')), object, `${call.at.path}:${call.at.start}`, call, setup);
}

const AUTOLOAD: ReadonlySet<string> = new Set(['@fastify/autoload', 'fastify-autoload']);
const PACKAGES = ['fastify'];

/** Fastify instances: encapsulated contexts, hooks, route options. */
export const fastify = defineAdapter({
  name: 'fastify',
  kind: 'http',
  packages: PACKAGES,
  docs: 'https://fastify.dev/docs/latest/Reference/',
  verbs: ['after', 'register', 'addHook', 'route', 'decorate', 'decorateRequest', 'setErrorHandler', 'setNotFoundHandler', 'listen', ...HTTP_METHODS],
  application: { root: 'fastify' },
  defaults: { errorBody: '{statusCode, code, error, message}', messages: true },
  roles: [
    { package: PACKAGES, path: 'FastifyRequest.new()', role: '#request' },
    { package: PACKAGES, path: 'FastifyReply.new()', role: '#response' },
  ],
  models: [{ package: PACKAGES, path: '**', is: (path) => (path.step === '()' ? { kind: 'inert' } : undefined) }],
  setup(call, setup) {
    if (OBJECT.test(call.path.path)) {
      scopeOf(call.path, setup, call.at);
      return;
    }
    const object = instanceOf(call.receiver);
    if (!object) return;
    const scope = scopeOf(object, setup);
    const [first, second] = call.args;
    if (call.method === 'register') register(call, object, setup);
    else if (call.method === 'route') fullRoute(call, scope, setup);
    else if (call.method === 'listen') scope.root = true;
    else if ((call.method === 'after' || call.method === 'ready') && first) setup.enter(first.value, []);
    else if (HTTP_METHODS.includes(call.method)) shorthand(call, scope, setup);
    else if (call.method === 'addHook' && first && second && GUARD_HOOKS.includes(setup.project.text(first.value) ?? '')) {
      for (const step of authSteps(second.value, call.at, setup) ?? [setup.step(second.value, FASTIFY_HOOK, call.at, call.conditional)]) scope.items.push({ kind: 'step', step });
    } else if (call.method === 'setNotFoundHandler' && (second ?? first)) scope.items.push({ kind: 'error-handler', handler: (second ?? first)!.value, protocol: FASTIFY_HANDLER, at: call.at });
    else if (call.method === 'setErrorHandler' && first) scope.items.push({ kind: 'error-handler', handler: first.value, protocol: FASTIFY_ERROR, at: call.at });
    else if (first && second && (call.method === 'decorate' || call.method === 'decorateRequest' || call.method === 'decorateReply')) {
      const name = setup.project.text(first.value);
      const root = call.method === 'decorate' ? 'fastify' : call.method === 'decorateRequest' ? '#request' : '#response';
      if (name !== undefined) setup.park(root, name, second.value);
    }
  },
});
