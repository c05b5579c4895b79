// https://github.com/Abazhenov/express-async-handler
import { defineAdapter, type ApiModel } from '@assay/contract';
import { inert, invokesLast, rows } from './shared.js';

const handlers = ['express-async-handler', 'express-async-wrap', 'express-asyncify', 'express-async-await', 'asyncmiddleware', 'middleware-async', 'async-middleware'];
/** They answer the application or the router that they get, which from then on hands on what async handlers throw. https://www.npmjs.com/package/async-express-decorator */
const routers = ['async-express-decorator'];
const retries = ['async-retry', 'p-retry', 'exponential-backoff', 'promise-retry', 'ts-retry-promise', 'ts-retry', '@lifeomic/attempt'];

/** https://docs.sentry.io/platforms/javascript/guides/nextjs/apis/  https://axiom.co/docs/send-data/nextjs  https://betterstack.com/docs/logs/javascript/nextjs/ */
const observers: readonly ApiModel[] = [
  ...rows(['@sentry/nextjs', '@sentry/aws-serverless', '@sentry/google-cloud-serverless'], 'wrapApiHandlerWithSentry() wrapRouteHandlerWithSentry() wrapMiddlewareWithSentry() wrapHandler() wrapHttpFunction()', { kind: 'wrap', arg: 0 }),
  ...rows('@sentry/nextjs', 'withServerActionInstrumentation()', invokesLast),
  ...rows('next-axiom', 'withAxiom() withAxiomRouteHandler()', { kind: 'wrap', arg: 0 }),
  ...rows('@axiomhq/nextjs', 'createAxiomRouteHandler()()', { kind: 'wrap', arg: 0 }),
  ...rows('@logtail/next', 'withBetterStack() withBetterStackRouteHandler()', { kind: 'wrap', arg: 0 }),
];

/** Functions that answer the function they get, or run it. */
export const wrappers = defineAdapter({
  name: 'wrappers',
  kind: 'runtime',
  packages: [...handlers, ...routers, '@epic-web/remember', ...retries, 'cockatiel', '@sentry/nextjs', '@sentry/aws-serverless', '@sentry/google-cloud-serverless', 'next-axiom', '@axiomhq/nextjs', '@logtail/next'],
  docs: 'https://github.com/Abazhenov/express-async-handler',
  models: [
    ...rows(handlers, 'default() wrap() asyncHandler() asyncMiddleware()', { kind: 'wrap', arg: 0 }),
    ...rows(routers, 'default()', { kind: 'wrap', arg: 0 }),
    ...observers,
    ...rows(['p-memoize', 'mem', 'memoizee', 'once'], 'default()', { kind: 'wrap', arg: 0, memo: true }),
    ...rows(['p-debounce', 'p-throttle'], 'default()', { kind: 'wrap', arg: 0 }),
    ...rows('@epic-web/remember', 'remember()', { kind: 'wrap', arg: 1, result: true }),
    ...rows(retries, 'default() retry() retryAsync() backOff()', { kind: 'invoke', callback: 0, repeats: true }),
    ...rows('cockatiel', 'retry().execute()', { kind: 'invoke', callback: 0, repeats: true }),
    ...rows('async-mutex', '**.runExclusive()', { kind: 'invoke', callback: 0 }),
    ...rows('async-mutex', '**.acquire() **.release() *.new()', inert),
    ...rows('async-lock', '**.acquire()', { kind: 'invoke', callback: 1 }),
    ...rows('cls-hooked', '**.run() **.runPromise() **.runAndReturn()', { kind: 'invoke', callback: 0 }),
    ...rows('cls-hooked', '**.bind()', { kind: 'wrap', arg: 0 }),
    ...rows('cls-hooked', 'createNamespace() getNamespace() **.get() **.set()', inert),
  ],
});
