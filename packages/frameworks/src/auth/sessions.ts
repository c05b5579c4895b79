// https://github.com/expressjs/session  https://github.com/expressjs/cookie-parser
import { defineAdapter } from '@assay/contract';
import { inert, none, quiet, rows } from '../runtime/shared.js';

const steps = ['express-session', 'cookie-session', 'cookie-parser', 'client-sessions', 'koa-session', 'koa-generic-session', 'express-mysql-session'];
/** They keep sessions, or read and sign cookies. */
const stores = ['connect-redis', 'connect-mongo', 'connect-pg-simple', 'connect-session-sequelize', 'connect-session-knex', 'connect-sqlite3', 'connect-memcached', 'memorystore', 'session-file-store',
  'better-sqlite3-session-store', 'express-session-rsdb', 'connect-typeorm', 'cookie', 'cookie-signature', 'cookies', 'keygrip'];

/** Sessions and cookies: they say who a caller was, and let everybody through. */
export const sessions = defineAdapter({
  name: 'sessions',
  kind: 'auth',
  packages: [...steps, ...stores],
  docs: 'https://github.com/expressjs/session',
  models: [
    ...rows(steps, 'default() session()', none),
    ...rows(steps, '*.new() JSONCookie() JSONCookies() signedCookie() signedCookies()', inert),
    ...rows(stores, '**', quiet),
  ],
});
