import { defineAdapter } from '@assay/contract';
import { inert, none, quiet, rows } from '../../runtime/shared.js';
import { HTTP_METHODS } from '../route-paths.js';
import { contextRoles, contextRows } from './context.js';
import { objectOf, param, route, ROUTERS, scopeOf, use } from './routing.js';

const PACKAGES = ['koa', '@types/koa', '@midwayjs/koa', ...ROUTERS];

/** Koa applications and routers: middleware around each other, in the order in which they are used. */
export const koa = defineAdapter({
  name: 'koa',
  kind: 'http',
  packages: PACKAGES,
  docs: 'https://koajs.com/#context',
  verbs: ['use', 'param', 'prefix', 'register', 'listen', ...HTTP_METHODS],
  application: { root: 'koa' },
  defaults: { errorBody: 'the text of the error or of its status' },
  roles: contextRoles,
  models: [
    ...contextRows,
    ...rows('koa-convert', 'default()', { kind: 'wrap', arg: 0 }),
    ...rows(PACKAGES, '**.allowedMethods()', none),
    ...rows(['koa-compose', 'koa-mount'], 'default()', inert),
    ...rows(PACKAGES, '**', quiet),
  ],
  setup(call, setup) {
    if (objectOf(call.path) === call.path) {
      scopeOf(call.path, setup, call.at);
      return;
    }
    const object = objectOf(call.receiver);
    if (!object) return;
    const scope = scopeOf(object, setup);
    if (call.method === 'use') use(call, scope, setup);
    else if (call.method === 'listen' || call.method === 'callback') scope.root = true;
    else if (call.method === 'param') param(call, scope, setup);
    else if (call.method === 'prefix') scope.prefix = `${setup.project.text(call.args[0]?.value) ?? ''}${scope.prefix ?? ''}`;
    else if (call.method === 'register' || HTTP_METHODS.includes(call.method)) route(call, scope, setup);
  },
});
