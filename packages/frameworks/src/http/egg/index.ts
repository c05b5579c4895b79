// https://eggjs.org/basics/controller  https://eggjs.org/basics/service  https://eggjs.org/core/error-handling
import { defineAdapter } from '@assay/contract';
import { inert, quiet, rows, words } from '../../runtime/shared.js';
import { contextRoles, contextRows } from '../koa/context.js';
import { loadedMember } from './places.js';
import { register, routerOf, VERBS } from './routing.js';

/** Classes of the framework of which an object is made for each request. */
const CLASSES = words('Controller Service Subscription BaseContextClass default().Controller default().Service');

/** Egg: routes of `app/router`, controllers, services, middleware and models by their folders. */
export const egg = defineAdapter({
  name: 'egg',
  kind: 'http',
  packages: ['egg'],
  docs: 'https://eggjs.org/basics/router',
  verbs: VERBS,
  application: { root: 'egg', parameter: 'app' },
  defaults: { errorBody: '{code, message}' },
  member: loadedMember,
  loads: [{ package: 'egg', beside: { file: /(?:^|\/)app(?:\/(?:router|controller|service|model|schedule)(?:\/.+)?)?\.[jt]s$/, first: 'app' }, is: 'default()' }],
  serves: (path) => /(?:^|\/)app\/(?:controller|service|middleware|router)(?:\/|\.[jt]s$)/.test(path),
  roles: [
    ...contextRoles,
    ...CLASSES.map((name) => ({ package: 'egg', path: `${name}.new().ctx`, role: '#koa' })),
    { package: 'egg', path: 'Context.new()', role: '#koa' },
    { package: '#koa', path: 'service', role: 'egg.service' },
    { package: '#koa', path: 'model', role: 'egg.model' },
  ],
  models: [
    ...contextRows,
    ...rows('#koa', 'logger.** coreLogger.** getLogger() validate() rotateCsrfSecret() __() gettext()', inert),
    ...rows('egg', '**.logger.** **.validate() **.redirect()', inert),
    ...rows('egg', '**', quiet),
  ],
  setup(call, setup) {
    const router = VERBS.includes(call.method) ? routerOf(call.receiver, setup.project) : undefined;
    if (router && call.method !== 'namespace') register(call, router, setup);
  },
});
