import { defineAdapter } from '@assay/contract';
import { HTTP_METHODS } from '../route-paths.js';
import { contextRoles, contextRows } from './context.js';
import { macro } from './macros.js';
import { appOf, group, hook, lift, onError, route, scopeOf, use } from './routing.js';

/** What runs before the handler. */
const STEPS: ReadonlySet<string> = new Set(['onRequest', 'onTransform', 'derive', 'resolve', 'onBeforeHandle', 'mapDerive', 'mapResolve']);
const ROUTES: ReadonlySet<string> = new Set(['route', 'ws', 'connect', ...HTTP_METHODS]);

/** Elysia applications: routes in chains of calls, hooks in order, plugins with a scope of their own. */
export const elysia = defineAdapter({
  name: 'elysia',
  kind: 'http',
  packages: ['elysia'],
  docs: 'https://elysiajs.com/essential/route.html',
  verbs: ['use', 'group', 'guard', 'macro', 'as', 'listen', 'onError', ...STEPS, ...ROUTES],
  application: { root: 'elysia', parameter: 'app' },
  defaults: { errorBody: 'the error\'s message as text', messages: true },
  roles: contextRoles,
  models: contextRows,
  setup(call, setup) {
    const app = appOf(call.receiver);
    if (!app) return;
    const { method } = call;
    if (ROUTES.has(method)) route(call, app, setup);
    else if (STEPS.has(method)) hook(call, app, setup);
    else if (method === 'use') use(call, app, setup);
    else if (method === 'group' || method === 'guard') group(call, app, setup);
    else if (method === 'as') lift(call, app, setup);
    else if (method === 'macro') macro(call, setup);
    else if (method === 'onError') onError(call, app, setup);
    else if (method === 'listen') scopeOf(app, setup).root = true;
  },
});
