import type { Protocol } from '@assay/contract';

/** Express 4/5: `(req, res, next)`; https://expressjs.com/en/guide/using-middleware.html */
export const EXPRESS_STEP: Protocol = { name: 'express-middleware', params: ['#request', '#response', '#next'], continues: 'next' };
export const EXPRESS_HANDLER: Protocol = { name: 'express-handler', params: ['#request', '#response', '#next'], continues: 'next' };
export const EXPRESS_ERROR: Protocol = { name: 'express-error-handler', params: ['#error', '#request', '#response', '#next'], continues: 'next' };
/** `router.param('id', (req, res, next, value) => ..)` */
export const EXPRESS_PARAM: Protocol = { name: 'express-param', params: ['#request', '#response', '#next', '#request.params'], continues: 'next' };

/** Fastify 5: `(request, reply)` or `(request, reply, done)`; a reply that was sent ends the request. https://fastify.dev/docs/latest/Reference/Hooks/ */
export const FASTIFY_HOOK: Protocol = { name: 'fastify-hook', params: ['#request', '#response', '#next'], continues: 'return', replyStops: true };
export const FASTIFY_HANDLER: Protocol = { name: 'fastify-handler', params: ['#request', '#response'], continues: 'return', replyStops: true };
export const FASTIFY_ERROR: Protocol = { name: 'fastify-error-handler', params: ['#error', '#request', '#response'], continues: 'return' };
