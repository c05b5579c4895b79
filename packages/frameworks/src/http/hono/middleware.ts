// https://hono.dev/docs/middleware/builtin/basic-auth  https://github.com/honojs/middleware
import type { ApiModel } from '@assay/contract';
import { inert, none, quiet, rows, words } from '../../runtime/shared.js';

const builtin = words('body-limit cache compress context-storage cors csrf etag jsx-renderer language logger method-override powered-by pretty-json request-id secure-headers timeout timing trailing-slash '
  + 'validator bun deno cloudflare-workers serve-static').map((name) => `hono/${name}`);
const validators = words('zod-validator standard-validator valibot-validator typebox-validator arktype-validator typia-validator ajv-validator class-validator conform-validator').map((name) => `@hono/${name}`);
const others = ['@hono/sentry', '@hono/otel', '@hono/prometheus', '@hono/node-server/serve-static', '@hono/swagger-ui', '@hono/session', '@hono/structured-logger', '@scalar/hono-api-reference', 'hono-rate-limiter',
  'hono-pino', 'stoker/middlewares', 'hono-openapi', 'hono-openapi/zod', 'hono-sessions', '@hono/structured-logger', '@hono/event-emitter'];

/** Middleware that looks at a request and lets everybody through. */
export const middlewareRows: readonly ApiModel[] = [
  ...rows([...builtin, ...validators, ...others], 'default() *()', none),
  ...rows('@hono/prometheus', 'prometheus().registerMetrics prometheus().printMetrics', none),
  ...rows(['hono/utils/jwt', 'hono/conninfo', 'hono/adapter', 'hono/html', 'hono/streaming', 'hono/dev', 'hono/client', 'hono/testing'], '**', quiet),
  ...rows('hono/combine', '*()', inert),
];
