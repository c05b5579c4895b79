import { defineAdapter, type Value } from '@assay/contract';
import { ADONIS_ERROR } from '../protocols.js';
import { contextRoles, contextRows } from './context.js';
import { loaded } from './lazy.js';
import { goesOn, group, resource, route, stateOf } from './routing.js';
import { registerNamed, stepsOf } from './steps.js';

const ROUTERS: readonly string[] = ['@adonisjs/core/services/router', '@ioc:Adonis/Core/Route'];
const SERVERS: readonly string[] = ['@adonisjs/core/services/server', '@ioc:Adonis/Core/Server'];
const VERBS: ReadonlyMap<string, readonly string[]> = new Map([...['get', 'post', 'put', 'patch', 'delete'].map((name) => [name, [name.toUpperCase()]] as const), ['any', ['ALL']]]);
/** `router.on('/p').render(..)`: the router answers by itself. */
const ANSWERS: ReadonlySet<string> = new Set(['render', 'renderInertia', 'redirect', 'redirectToPath', 'redirectToRoute']);

/** AdonisJS: the router, groups and resources, middleware by name, controllers that are loaded late. */
export const adonis = defineAdapter({
  name: 'adonisjs',
  kind: 'http',
  packages: ['@adonisjs/core', ...ROUTERS, ...SERVERS],
  docs: 'https://docs.adonisjs.com/guides/basics/routing',
  verbs: ['group', 'resource', 'shallowResource', 'route', 'on', 'use', 'named', 'middleware', 'prefix', ...VERBS.keys()],
  defaults: { errorBody: '{errors: [{message}]}', messages: true },
  roles: contextRoles,
  models: contextRows,
  setup(call, setup) {
    const { method, receiver } = call;
    const values = call.args.map((arg) => arg.value);
    if (SERVERS.includes(call.path.root)) return serverCall(method, values, call.at, setup);
    if (!ROUTERS.includes(call.path.root)) return;
    const isRouter = receiver === undefined || receiver.path === '' || receiver.path === 'default';
    const verbs = VERBS.get(method);
    if (!isRouter && ANSWERS.has(method) && receiver.path === 'on()') route(call, ['GET'], setup.project.argument(receiver, 0), call.path, setup);
    else if (!isRouter) goesOn(call, setup);
    else if (verbs) route(call, verbs, values[0], values[1], setup);
    else if (method === 'route') route(call, (setup.project.items(values[1] ?? EMPTY) ?? []).flatMap((item) => setup.project.text(item)?.toUpperCase() ?? []), values[0], values[2], setup);
    else if (method === 'resource' || method === 'shallowResource') resource(call, setup);
    else if (method === 'group') group(call, setup);
    else if (method === 'use') stateOf(setup).root.items.push(...stepsOf(values, call.at, setup).map((step) => ({ kind: 'step' as const, step })));
  },
});

const EMPTY: Value = { kind: 'unknown', key: '?', reason: 'parameter' };

/** Middleware of all requests, names for the rest, and what renders errors. */
function serverCall(method: string, values: readonly Value[], at: Parameters<typeof stepsOf>[1], setup: Parameters<typeof stepsOf>[2]): void {
  const { items } = stateOf(setup).root;
  if (method === 'registerNamed') registerNamed(values[0], setup);
  else if (method === 'use' || method === 'register') items.push(...stepsOf(values, at, setup).map((step) => ({ kind: 'step' as const, step })));
  else if (method === 'errorHandler' && values[0]) items.push({ kind: 'error-handler', handler: loaded(values[0], setup.project), protocol: ADONIS_ERROR, at });
}
