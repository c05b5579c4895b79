import { defineAdapter } from '@assay/contract';
import { HONO_ERROR, HONO_HANDLER } from '../protocols.js';
import { HTTP_METHODS } from '../route-paths.js';
import { contextRoles, contextRows, HONO } from './context.js';
import { middlewareRows } from './middleware.js';
import { mount, openapi, route, scopeOf, targetOf, use } from './routing.js';

/** Hono applications: handlers and middleware in the order in which they are registered, each for a path pattern. */
export const hono = defineAdapter({
  name: 'hono',
  kind: 'http',
  packages: HONO,
  docs: 'https://hono.dev/docs/api/routing',
  verbs: ['use', 'on', 'route', 'basePath', 'onError', 'notFound', 'openapi', ...HTTP_METHODS],
  defaults: { errorBody: 'the text of the error or "Internal Server Error"' },
  roles: contextRoles,
  models: [...middlewareRows, ...contextRows],
  setup(call, setup) {
    const target = targetOf(call.receiver, setup);
    if (!target) return;
    const [first] = call.args;
    if (call.method === 'use') use(call, target, setup);
    else if (call.method === 'route') mount(call, target, setup);
    else if (call.method === 'openapi') openapi(call, target, setup);
    else if (call.method === 'on' || HTTP_METHODS.includes(call.method)) route(call, target, setup);
    else if (call.method === 'onError' && first) scopeOf(target, setup).items.push({ kind: 'error-handler', handler: first.value, protocol: HONO_ERROR, at: call.at });
    else if (call.method === 'notFound' && first) scopeOf(target, setup).items.push({ kind: 'error-handler', handler: first.value, protocol: HONO_HANDLER, at: call.at });
  },
});
