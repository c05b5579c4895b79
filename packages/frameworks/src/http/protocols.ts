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

/** Koa 2/3: `(ctx, next)` around what comes after; https://koajs.com/#cascading */
export const KOA_STEP: Protocol = { name: 'koa-middleware', params: ['#koa', '#next'], continues: 'next' };
export const KOA_HANDLER: Protocol = { name: 'koa-handler', params: ['#koa', '#next'], continues: 'next' };
export const KOA_CATCH: Protocol = { name: 'koa-error-middleware', params: ['#koa', '#next'], continues: 'next', catches: 'around' };
/** `router.param('id', (value, ctx, next) => ..)` */
export const KOA_PARAM: Protocol = { name: 'koa-param', params: ['#request.params', '#koa', '#next'], continues: 'next' };

/** Hono 4: `(c, next)`; a response that is returned ends the request. https://hono.dev/docs/guides/middleware */
export const HONO_STEP: Protocol = { name: 'hono-middleware', params: ['#hono', '#next'], continues: 'next' };
export const HONO_HANDLER: Protocol = { name: 'hono-handler', params: ['#hono', '#next'], continues: 'next' };
export const HONO_ERROR: Protocol = { name: 'hono-error-handler', params: ['#error', '#hono'], continues: 'return' };

/** hapi 17+: `(request, h)`; a response or an error that is returned ends the lifecycle. https://hapi.dev/api/#lifecycle-methods */
export const HAPI_STEP: Protocol = { name: 'hapi-lifecycle', params: ['#request', '#toolkit'], continues: 'return', replyStops: true };
export const HAPI_HANDLER: Protocol = { name: 'hapi-handler', params: ['#request', '#toolkit'], continues: 'return', replyStops: true };
/** `onPreResponse` gets every answer, errors too. */
export const HAPI_RESPONSE: Protocol = { name: 'hapi-response', params: ['#request', '#toolkit'], continues: 'return', catches: 'after', leaves: 'continue' };

/** routing-controllers: middleware is a function, or a class with `use`; https://github.com/typestack/routing-controllers#using-middlewares */
export const RC_STEP: Protocol = { name: 'routing-controllers-middleware', params: ['#request', '#response', '#next'], continues: 'next', method: 'use' };
export const RC_ERROR: Protocol = { name: 'routing-controllers-error', params: ['#error', '#request', '#response', '#next'], continues: 'next' };

/** Elysia 1: one context; a value that a hook returns, or a status that it sets or throws, ends the request. https://elysiajs.com/essential/life-cycle.html */
export const ELYSIA_STEP: Protocol = { name: 'elysia-hook', params: ['#exchange'], continues: 'return', replyStops: true };
export const ELYSIA_HANDLER: Protocol = { name: 'elysia-handler', params: ['#exchange'], continues: 'return', replyStops: true };
export const ELYSIA_ERROR: Protocol = { name: 'elysia-error-handler', params: ['#exchange'], continues: 'return' };

/** AdonisJS: middleware is a class with `handle(ctx, next)`; https://docs.adonisjs.com/guides/basics/middleware */
export const ADONIS_STEP: Protocol = { name: 'adonis-middleware', params: ['#adonis', '#next'], continues: 'next', method: 'handle' };
export const ADONIS_HANDLER: Protocol = { name: 'adonis-handler', params: ['#adonis'], continues: 'return', replyStops: true, method: 'handle' };
export const ADONIS_ERROR: Protocol = { name: 'adonis-error-handler', params: ['#error', '#adonis'], continues: 'return', method: 'handle' };

/** Sails: policies and actions are Express functions, or machines that take the parameters; https://sailsjs.com/documentation/concepts/actions-and-controllers */
export const SAILS_STEP: Protocol = { name: 'sails-policy', params: ['#request', '#response', '#next'], continues: 'next' };
export const SAILS_HANDLER: Protocol = { name: 'sails-action', params: ['#request', '#response', '#next'], continues: 'next' };
export const SAILS_MACHINE: Protocol = { name: 'sails-machine', params: ['#request.input', '#exits'], continues: 'return' };
/** Custom responses take what is to be told, and that of errors the error; https://sailsjs.com/documentation/concepts/extending-sails/custom-responses */
export const SAILS_RESPONSE: Protocol = { name: 'sails-response', params: [''], continues: 'return' };
export const SAILS_SERVER_ERROR: Protocol = { name: 'sails-server-error', params: ['#error'], continues: 'return' };

/** openapi-backend: `(context, req, res)`; https://openapistack.co/docs/openapi-backend/operation-handlers */
export const OPENAPI_HANDLER: Protocol = { name: 'openapi-handler', params: ['#exchange', '#request', '#response'], continues: 'return' };
