import { defineAdapter } from '@assay/contract';
import { principal, quiet, rows, words } from '../../runtime/shared.js';
import { BACKEND, FRAMEWORK, recognize } from './routers.js';

const ROUTERS = words(`swagger-tools swagger-express-mw swagger-node-runner swagger-express-middleware oas3-tools oas-tools @oas-tools/core express-openapi express-openapi-validator ${BACKEND} openapi-framework koa-openapi fastify-openapi-glue connexion`);

/** Servers whose routes an OpenAPI description drives. */
export const openapi = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: ROUTERS,
  docs: 'https://openapistack.co/docs/openapi-backend/intro',
  models: [
    ...rows('#security', 'checked', principal),
    ...rows(ROUTERS, '**', quiet),
  ],
  recognize,
});
