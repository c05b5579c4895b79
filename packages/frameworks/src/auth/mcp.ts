// https://modelcontextprotocol.io/docs/tutorials/security/authorization  (server/auth/middleware/bearerAuth.ts)
import { defineAdapter } from '@assay/contract';
import { option, principal, quiet, role, rows, type Reading } from '../runtime/shared.js';

const BEARER = ['@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js', '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth', '@modelcontextprotocol/express'];
const ROUTERS = ['@modelcontextprotocol/sdk/server/auth/router.js', '@modelcontextprotocol/sdk/server/auth/router'];

/** Scopes that are asked for are permissions of the token. */
const bearer: Reading = (path, project) => {
  const scopes = option(path, project, 0, 'requiredScopes');
  return scopes !== undefined && project.items(scopes)?.length !== 0 ? role : principal;
};

/** The token check of MCP's SDK in front of an Express route. */
export const mcp = defineAdapter({
  name: 'mcp',
  kind: 'auth',
  packages: ['@modelcontextprotocol/sdk', '@modelcontextprotocol/express'],
  docs: 'https://modelcontextprotocol.io/docs/tutorials/security/authorization',
  models: [...rows(BEARER, 'requireBearerAuth()', bearer), ...rows(ROUTERS, '**', quiet)],
});
