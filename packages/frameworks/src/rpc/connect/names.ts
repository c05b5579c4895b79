import type { Protocol } from '@assay/contract';

export const FRAMEWORK = 'connect';
export const ROOT = '@connectrpc/connect';
/** Functions that serve the routes of a router, and the plugin that a server registers. */
export const ADAPTERS: readonly string[] = ['@connectrpc/connect-node', '@connectrpc/connect-express', '@connectrpc/connect-next', '@connectrpc/connect-cloudflare', '@connectrpc/connect-fastify'];
/** `HandlerContext` and the requests that interceptors see. */
export const CONTEXT = '#connect';
/** The function that an interceptor calls to go on. */
export const FOLLOWING = '#connect-following';

/** `(message, context)`: the message is what the client sends. https://connectrpc.com/docs/node/implementing-services */
export const METHOD: Protocol = { name: 'connect-method', params: ['#request.body', CONTEXT], continues: 'return' };
/** `(next) => async (request) => next(request)`. https://connectrpc.com/docs/node/interceptors */
export const INTERCEPTOR: Protocol = { name: 'connect-interceptor', params: [CONTEXT], continues: 'next' };
