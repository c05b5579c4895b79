// https://github.com/LionC/express-basic-auth  https://github.com/fastify/fastify-bearer-auth  https://github.com/fastify/fastify-basic-auth
import { defineAdapter, Label } from '@assay/contract';
import { compares, principal, rows, source } from '../runtime/shared.js';

/** Steps that ask for a name and a password, or for one of a few tokens. */
export const basicAuth = defineAdapter({
  name: 'basic-auth',
  kind: 'auth',
  packages: ['express-basic-auth', 'basic-auth-connect', 'basic-auth', 'http-auth-connect', 'koa-basic-auth', '@fastify/basic-auth', '@fastify/bearer-auth'],
  docs: 'https://github.com/LionC/express-basic-auth',
  models: [
    ...rows(['express-basic-auth', 'basic-auth-connect', 'koa-basic-auth'], 'default()', principal),
    ...rows('express-basic-auth', 'safeCompare()', compares),
    ...rows('http-auth-connect', 'default()', principal),
    // What the caller sent, not yet compared with anything.
    ...rows('basic-auth', 'default() parse()', source(Label.credential)),
    // Registered, it guards its context; asked not to (`addHook: false`), it leaves functions on the instance.
    { package: '@fastify/bearer-auth', path: '', is: principal },
    ...rows('@fastify/bearer-auth', 'default fastifyBearerAuth default() fastifyBearerAuth()', principal),
    ...rows('fastify', '**.verifyBearerAuth **.verifyBearerAuthFactory() **.basicAuth', principal),
  ],
});
