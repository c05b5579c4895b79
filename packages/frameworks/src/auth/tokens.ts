// https://github.com/auth0/node-jsonwebtoken  https://github.com/panva/jose  https://github.com/auth0/express-jwt  https://github.com/fastify/fastify-jwt
import { defineAdapter, Label } from '@assay/contract';
import { callbackOf, inert, isFalse, none, option, principal, quiet, role, rows, source, verify, type Reading } from '../runtime/shared.js';

const middleware = ['express-jwt', 'koa-jwt'];

/** Given a callback it does not throw: the callback's error is to be looked at. */
const verified: Reading = (path, project) => (callbackOf(path, project) < 0 ? verify : { kind: 'verify', tested: true });

/** `credentialsRequired: false` (`passthrough: true` in Koa) lets callers without a token through. */
const required: Reading = (path, project) => {
  const passes = option(path, project, 0, 'passthrough');
  return isFalse(option(path, project, 0, 'credentialsRequired')) || (passes?.kind === 'const' && passes.value === true) ? none : principal;
};

/** Tokens: made, read, checked, and steps that check them. */
export const tokens = defineAdapter({
  name: 'tokens',
  kind: 'auth',
  packages: ['jsonwebtoken', 'jose', '@nestjs/jwt', 'fast-jwt', ...middleware, 'express-oauth2-jwt-bearer', '@fastify/jwt', 'aws-jwt-verify', 'jwks-rsa', 'jwt-decode', 'jwt-simple'],
  docs: 'https://github.com/auth0/node-jsonwebtoken',
  models: [
    ...rows('jsonwebtoken', 'verify()', verified),
    ...rows('jsonwebtoken', 'decode()', source(Label.credential)),
    ...rows('jsonwebtoken', 'sign() *.new()', inert),
    ...rows('jose', 'jwtVerify() jwtDecrypt() compactVerify() flattenedVerify() generalVerify() compactDecrypt() flattenedDecrypt() generalDecrypt() JWT.verify() JWS.verify()', verify),
    ...rows('jose', 'decodeJwt() decodeProtectedHeader() UnsecuredJWT.decode()', source(Label.credential)),
    ...rows('jose', '**', quiet),
    ...rows('@nestjs/jwt', 'JwtService.new().verify() JwtService.new().verifyAsync()', verify),
    ...rows('@nestjs/jwt', 'JwtService.new().decode()', source(Label.credential)),
    ...rows('@nestjs/jwt', 'JwtService.new() JwtService.new().sign() JwtService.new().signAsync() JwtModule.*()', inert),
    ...rows('fast-jwt', 'createVerifier()()', verified),
    ...rows('fast-jwt', 'createDecoder()()', source(Label.credential)),
    ...rows('fast-jwt', 'createVerifier() createDecoder() createSigner() createSigner()()', inert),
    ...rows(['jwt-decode', 'jwt-simple'], 'default() jwtDecode()', source(Label.credential)),
    ...rows('jwt-simple', 'decode()', verify),
    ...rows('jwks-rsa', '**', quiet),
    ...rows(middleware, 'expressjwt() expressJwt() default() jwt()', required),
    ...rows('express-oauth2-jwt-bearer', 'auth()', (path, project) => (isFalse(option(path, project, 0, 'authRequired')) ? none : principal)),
    ...rows('express-oauth2-jwt-bearer', 'requiredScopes() scopeIncludesAny() claimCheck() claimEquals() claimIncludes()', role),
    // Decorators of @fastify/jwt on the instance and the reply; those on the request are with the request.
    ...rows('fastify', '**.jwt.verify() **.jwt.*.verify()', verified),
    ...rows('fastify', '**.jwt.decode() **.jwt.*.decode()', source(Label.credential)),
    ...rows('fastify', '**.jwt.sign() **.jwt.*.sign() **.jwt.lookupToken()', inert),
    ...rows('aws-jwt-verify', '**.create().verify() **.create().verifySync() *.new().verify() *.new().verifySync()', verify),
    ...rows('aws-jwt-verify', '**.create() **.create().hydrate()', inert),
  ],
});
