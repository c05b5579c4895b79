import { defineAdapter } from '@assay/contract';
import { principal, quiet, role, rows, words } from '../../runtime/shared.js';
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
    ...rows('#security', 'narrowed', role),
    ...rows(ROUTERS, '**', quiet),
  ],
  // `req.swagger.params.id.value` of swagger-tools, `req.openapi.pathParams.id` of express-openapi-validator.
  roles: [
    { package: '#request', path: 'swagger.params.*.value', role: (path) => (path.parent?.step === 'body' ? '#request.body' : `#request.params.${path.parent?.step ?? ''}`) },
    { package: '#request', path: 'openapi.pathParams', role: '#request.params' },
    // `c.request` of openapi-backend: https://openapistack.co/docs/openapi-backend/context-object
    { package: '#exchange', path: 'request', role: '#request' },
    { package: '#request', path: 'requestBody', role: '#request.body' },
  ],
  recognize,
});
