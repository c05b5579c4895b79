import type { FrameworkAdapter } from '@assay/contract';
import { authAdapters } from './auth/index.js';
import { convexAdapters } from './convex/index.js';
import { dataAdapters } from './data/index.js';
import { graphqlAdapters } from './graphql/index.js';
import { adonis } from './http/adonis/index.js';
import { awilix } from './http/awilix.js';
import { egg } from './http/egg/index.js';
import { elysia } from './http/elysia/index.js';
import { expo } from './http/expo.js';
import { express } from './http/express.js';
import { expresskit } from './http/expresskit.js';
import { astro } from './http/file-routes/astro.js';
import { nitro } from './http/file-routes/nitro.js';
import { sveltekit } from './http/file-routes/sveltekit.js';
import { fastify } from './http/fastify.js';
import { finale } from './http/finale.js';
import { hapi } from './http/hapi/index.js';
import { hono } from './http/hono/index.js';
import { koa } from './http/koa/index.js';
import { openapi } from './http/openapi/index.js';
import { inversify } from './http/inversify/index.js';
import { medusa } from './http/medusa/index.js';
import { midway } from './http/midway/index.js';
import { overnight } from './http/overnight.js';
import { restify } from './http/restify/index.js';
import { routingControllers } from './http/routing-controllers/index.js';
import { tsoa } from './http/tsoa.js';
import { uws } from './http/uws.js';
import { awsCdk } from './lambda/cdk/index.js';
import { lambda } from './lambda/index.js';
import { sails } from './http/sails/index.js';
import { jobAdapters } from './jobs/index.js';
import { migrationAdapters } from './migrations/index.js';
import { schemaAdapters } from './schemas/index.js';
import { nestAdapters } from './nest/index.js';
import { nextAdapters } from './next/index.js';
import { remixAdapters } from './remix/index.js';
import { rpcAdapters } from './rpc/index.js';
import { runtimeAdapters } from './runtime/index.js';
import { testAdapters } from './tests/index.js';

/** All library knowledge, in the order in which rows are tried: what a library means for data and identity before its catch-all rows. */
export const adapters: readonly FrameworkAdapter[] = [
  ...authAdapters, ...runtimeAdapters, ...dataAdapters, ...nestAdapters, ...nextAdapters, ...remixAdapters, ...convexAdapters, ...graphqlAdapters, ...rpcAdapters,
  express, expresskit, fastify, koa, hono, hapi, overnight, finale, inversify, awilix, medusa, restify, midway, egg, routingControllers, elysia, uws, adonis, sails, openapi, tsoa, expo, sveltekit, nitro, astro, lambda, awsCdk, ...jobAdapters, ...migrationAdapters, ...schemaAdapters, ...testAdapters,
];
