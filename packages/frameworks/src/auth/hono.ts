// https://hono.dev/docs/middleware/builtin/jwt  https://hono.dev/docs/middleware/builtin/bearer-auth  https://github.com/honojs/middleware
import { defineAdapter, Label } from '@assay/contract';
import { inert, none, option, principal, role, rows, source, verify, type Meaning } from '../runtime/shared.js';

/** `allow_anon: true` lets callers without a token through. */
const jwk: Meaning = (path, project) => {
  const anonymous = option(path, project, 0, 'allow_anon');
  return anonymous?.kind === 'const' && anonymous.value === true ? none : principal;
};

/** Middleware for Hono that asks who calls. */
export const honoAuth = defineAdapter({
  name: 'hono-auth',
  kind: 'auth',
  packages: ['hono', '@hono/clerk-auth', '@hono/auth-js', '@hono/oidc-auth', '@hono/firebase-auth', '@hono/cloudflare-access', '@hono/casbin', '@hono/oauth-providers'],
  docs: 'https://hono.dev/docs/middleware/builtin/jwt',
  models: [
    ...rows('hono/jwt', 'jwt()', principal),
    ...rows('hono/jwk', 'jwk()', jwk),
    ...rows(['hono/jwt', 'hono/utils/jwt'], 'verify() verifyWithJwks() Jwt.verify()', verify),
    ...rows(['hono/jwt', 'hono/utils/jwt'], 'decode() Jwt.decode()', source(Label.credential)),
    ...rows(['hono/jwt', 'hono/utils/jwt'], 'sign() Jwt.sign()', inert),
    ...rows(['hono/bearer-auth', 'hono/basic-auth'], 'bearerAuth() basicAuth()', principal),
    ...rows('hono/cookie', 'getCookie() getSignedCookie()', source(Label.credential)),
    ...rows('hono/cookie', 'setCookie() setSignedCookie() deleteCookie() generateCookie()', inert),
    ...rows('@hono/clerk-auth', 'clerkMiddleware()', none),
    ...rows(['@hono/clerk-auth', '@hono/oidc-auth', '@hono/firebase-auth'], 'getAuth() getFirebaseToken()', source(Label.principal)),
    ...rows('@hono/auth-js', 'verifyAuth()', principal),
    ...rows('@hono/auth-js', 'initAuthConfig() authHandler()', none),
    ...rows('@hono/oidc-auth', 'oidcAuthMiddleware()', principal),
    ...rows(['@hono/firebase-auth', '@hono/cloudflare-access'], 'verifyFirebaseAuth() verifySessionCookieFirebaseAuth() cloudflareAccess()', principal),
    ...rows('@hono/casbin', 'casbin()', role),
    ...rows('@hono/oauth-providers', '**', none),
  ],
});
