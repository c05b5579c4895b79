// https://www.passportjs.org/docs/  https://github.com/jaredhanson/connect-ensure-login
import { defineAdapter, type Concept, type Linked, type PathValue } from '@assay/contract';
import { callbackOf, inert, none, principal, quiet, rows, verify, words, type Reading } from '../runtime/shared.js';

const cores = ['passport', 'koa-passport', '@outlinewiki/koa-passport', '@fastify/passport'];
const strategies = words('apple anonymous auth0 azure-ad bitbucket-oauth2 cookie custom discord dropbox-oauth2 facebook facebook-token github github2 gitlab2 google-id-token google-oauth google-oauth20 '
  + 'google-oidc headerapikey http http-bearer http-header-token jwt jwt-cookiecombo kakao ldapauth linkedin-oauth2 local local-mongoose magic-link magic-login microsoft naver oauth oauth1 oauth2 '
  + 'oauth2-client-password openidconnect remember-me saml slack-oauth2 spotify steam strategy totp twitch twitter unique-token webauthn').map((name) => `passport-${name}`);

/** With `anonymous` among the strategies everybody gets through. */
function ensured(path: PathValue, project: Linked): Concept {
  const first = project.argument(path, 0);
  const names = first ? project.items(first) ?? [first] : [];
  return names.some((name) => project.text(name) === 'anonymous') ? none : principal;
}

/** With a callback of its own it rejects nobody: the callback gets the user, or none, and decides. */
const authenticate: Reading = (path, project) => (callbackOf(path, project) >= 0 ? { kind: 'verify', callback: { arg: 'last', principal: 1 } } : ensured(path, project));

/** Passport, its strategies and the steps that ask whether somebody is logged in. */
export const passport = defineAdapter({
  name: 'passport',
  kind: 'auth',
  packages: [...cores, '@nestjs/passport', 'connect-ensure-login', ...strategies],
  docs: 'https://www.passportjs.org/docs/',
  models: [
    ...rows(cores, '**.authenticate() **.authorize()', authenticate),
    // `authenticate('jwt')(req, res, next)`: the step, called by hand.
    ...rows(cores, '**.authenticate()() **.authorize()()', (path, project) => (path.parent ? authenticate(path.parent, project) : undefined)),
    ...rows(cores, '**.initialize() **.session() **.secureSession()', none),
    ...rows(cores, '**.use() **.unuse() **.serializeUser() **.deserializeUser() **.registerUserSerializer() **.registerUserDeserializer() *.new()', inert),
    ...rows('@nestjs/passport', 'AuthGuard() AuthGuard().new()', (path, project) => ensured(path.step === 'new()' && path.parent ? path.parent : path, project)),
    // `super.canActivate(context)`, `super.handleRequest(err, user)`: they throw when the caller is not known.
    ...rows('@nestjs/passport', 'AuthGuard().new().canActivate() AuthGuard().new().handleRequest()', verify),
    ...rows('@nestjs/passport', 'PassportStrategy() PassportModule.*()', inert),
    ...rows('connect-ensure-login', 'ensureLoggedIn() ensureAuthenticated()', principal),
    ...rows('connect-ensure-login', 'ensureLoggedOut() ensureNotLoggedIn() ensureNotAuthenticated() ensureUnauthenticated()', none),
    ...rows(strategies, '**', quiet),
  ],
});
