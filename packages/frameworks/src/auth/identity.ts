// https://clerk.com/docs/references/express/overview  https://www.keycloak.org/docs/latest/securing_apps/  https://auth0.github.io/express-openid-connect/
import { defineAdapter, Label } from '@assay/contract';
import { calledName, inert, isFalse, none, option, principal, remoteCall, role, rows, source, verify, type Meaning } from '../runtime/shared.js';

const clerk = ['@clerk/express', '@clerk/clerk-sdk-node', '@clerk/fastify', '@clerk/backend'];
const firebase = ['firebase-admin', 'firebase-admin/auth', 'firebase-admin/app-check'];

/** `protect('realm:admin')` asks for a role, `protect()` for a login. */
const protect: Meaning = (path, project) => (project.args(path).length > 0 ? role : principal);
/** `authRequired` is on unless it is turned off. */
const auth: Meaning = (path, project) => (isFalse(option(path, project, 0, 'authRequired')) ? none : principal);

/** Identity providers: what they say of the caller, and their steps. */
export const identity = defineAdapter({
  name: 'identity',
  kind: 'auth',
  packages: [...clerk, 'keycloak-connect', 'express-openid-connect', 'google-auth-library', ...firebase, 'openid-client'],
  docs: 'https://clerk.com/docs/references/express/overview',
  models: [
    ...rows(clerk, 'clerkMiddleware() ClerkExpressWithAuth() clerkPlugin', none),
    ...rows(clerk, 'requireAuth() ClerkExpressRequireAuth()', principal),
    ...rows(clerk, 'getAuth().has()', source(Label.principal | Label.role)),
    ...rows(clerk, 'getAuth() getAuth().*', source(Label.principal)),
    ...rows(clerk, 'verifyToken() **.verifyToken()', verify),
    ...rows(clerk, 'createClerkClient() Clerk.new()', inert),
    ...rows(clerk, 'authenticateRequest() clerkClient.*.*() clerkClient.*() createClerkClient().*() createClerkClient().*.*()', remoteCall),
    ...rows('keycloak-connect', '**.protect()', protect),
    ...rows('keycloak-connect', '**.enforcer()', role),
    ...rows('keycloak-connect', '**.middleware() **.checkSso()', none),
    ...rows('keycloak-connect', 'default.new() Keycloak.new()', inert),
    ...rows('express-openid-connect', 'requiresAuth()', principal),
    ...rows('express-openid-connect', 'auth()', auth),
    ...rows('express-openid-connect', 'claimEquals() claimIncludes() claimCheck()', role),
    ...rows('express-openid-connect', 'attemptSilentLogin()', none),
    ...rows('google-auth-library', '**.verifyIdToken() **.verifySignedJwtWithCertsAsync()', verify),
    ...rows('google-auth-library', '*.new() *.new().generateAuthUrl() *.new().setCredentials()', inert),
    ...rows('google-auth-library', '*.new().*()', remoteCall),
    ...rows(firebase, '**.verifyIdToken() **.verifySessionCookie() appCheck().verifyToken() getAppCheck().verifyToken()', verify),
    ...rows(firebase, 'auth() getAuth() initializeApp() app() credential.*() getApps() getApp() cert()', inert),
    ...rows(firebase, 'auth().*() getAuth().*()', remoteCall),
    ...rows('openid-client', '**.callback() **.authorizationCodeGrant() **.userinfo() **.introspect() **.refresh() fetchUserInfo() tokenIntrospection()', (path) => (
      ['callback', 'authorizationCodeGrant'].includes(calledName(path)) ? verify : remoteCall)),
    ...rows('openid-client', 'Issuer.discover() discovery()', remoteCall),
    ...rows('openid-client', '*.new() **.authorizationUrl() buildAuthorizationUrl() generators.*() random*() calculatePKCECodeChallenge()', inert),
  ],
});
