// https://expressjs.com/en/resources/middleware.html  https://fastify.dev/ecosystem/
import { defineAdapter, type ApiModel, type Concept } from '@assay/contract';
import { inert, invokesLast, none, quiet, rows } from './shared.js';

/** Packages whose export is called to make the step, under its name or as the whole module. */
const makers: Readonly<Record<string, string>> = {
  'helmet': 'helmet() contentSecurityPolicy() hsts() frameguard() noSniff() hidePoweredBy() referrerPolicy() xssFilter() crossOriginResourcePolicy() crossOriginOpenerPolicy() crossOriginEmbedderPolicy() '
    + 'dnsPrefetchControl() ieNoOpen() permittedCrossDomainPolicies() originAgentCluster() noCache()',
  'cors': 'cors()', 'compression': 'compression()', 'body-parser': 'json() urlencoded() raw() text()', 'express-slow-down': 'slowDown()', 'hpp': '', 'csurf': '',
  'serve-static': '', 'serve-favicon': '', 'serve-index': '', 'method-override': '', 'connect-timeout': '', 'connect-flash': '', 'express-flash': '', 'express-fileupload': '', 'express-mongo-sanitize': '',
  'xss-clean': '', 'express-robots-txt': '', 'express-security.txt': '', 'express-xss-sanitizer': 'xss()', 'express-useragent': 'express()', 'express-sslify': 'HTTPS()', 'express-enforces-ssl': '', 'feature-policy': '', 'permissions-policy': '', 'nocache': '',
  'lusca': 'csrf() csp() xframe() p3p() hsts() xssProtection() nosniff() referrerPolicy()', 'vhost': '', 'connect-history-api-fallback': '', 'express-status-monitor': '',
  'express-device': 'capture()', 'i18n': 'init', 'i18next-http-middleware': 'handle()', 'express-http-context': 'middleware', 'cls-rtracer': 'expressMiddleware() fastifyPlugin koaMiddleware()',
  'express-correlation-id': '', 'swagger-ui-express': 'serve setup() serveFiles()', 'redoc-express': '', 'apicache': 'middleware()', 'csrf-csrf': 'doubleCsrf().doubleCsrfProtection',
  'tiny-csrf': '', 'csrf-sync': 'csrfSync().csrfSynchronisedProtection', 'cookie-encrypter': '', 'x-xss-protection': '', 'dont-sniff-mimetype': '', 'frameguard': '', 'hsts': '', 'ienoopen': '',
  'express-validation': 'validate()', '@scalar/express-api-reference': 'apiReference()', 'swagger-stats': 'getMiddleware()', 'express-actuator': '',
  'zod-express-middleware': 'validateRequest() validateRequestBody() validateRequestParams() validateRequestQuery() processRequest()', 'zod-express': 'validateRequest()', 'express-minify': '', 'express-request-context': '',
  'koa-bodyparser': 'bodyParser()', 'koa-body': 'koaBody()', '@koa/bodyparser': 'bodyParser()', '@koa/cors': '', 'kcors': '', 'koa-cors': '', 'koa2-cors': '', 'koa-helmet': '', 'koa-compress': '', 'koa-static': '', 'koa-ratelimit': '', '@koa/multer': '', 'koa-logger': '', 'koa-pino-logger': '',
  'koa-response-time': '', 'koa-x-request-id': '', 'koa-requestid': '', 'koa-etag': '', 'koa-conditional-get': '', 'koa-favicon': '', 'koa-send': '', 'koa-views': '', 'koa-sslify': '', 'koa-useragent': 'userAgent',
  'koa-session': '', 'koa-generic-session': '', 'koa-csrf': '', 'koa-bunyan-logger': '', 'koa-morgan': '', 'koa-json': '', 'koa-qs': '', 'koa-timeout': '', 'koa-better-body': '', 'koa-range': '',
};

const multer = '**.single() **.array() **.fields() **.any() **.none() **.single()() **.array()() **.fields()() **.any()()';

/** https://express-rate-limit.mintlify.app/reference/configuration#message */
const limiter: Concept = { kind: 'guard', ensures: 'none', refuses: { status: 429, body: 'the text "Too many requests, please try again later."', bodyOption: 'message', handlers: ['handler'], refused: 'a request too many' } };

/** Unless it is told to hand the error on, it answers in plain text by itself. https://github.com/evanshortiss/express-joi-validation#behaviours */
const joiValidator: Concept = {
  kind: 'guard', ensures: 'none',
  refuses: { status: 400, body: 'a text that says what is wrong with the input', handlers: ['passError'], statusOption: 'statusCode', byMaker: true, refused: 'input that does not validate' },
};

/** Steps that look at a request and let everybody through. */
export const middleware = defineAdapter({
  name: 'middleware',
  kind: 'runtime',
  packages: [...Object.keys(makers), 'multer', 'express-rate-limit', 'express-joi-validation'],
  docs: 'https://expressjs.com/en/resources/middleware.html',
  models: [
    ...Object.entries(makers).flatMap(([name, paths]): readonly ApiModel[] => rows(name, `default() default()() ${paths}`, none)),
    ...rows('express-rate-limit', 'default() default()() rateLimit() rateLimit()()', limiter),
    ...rows('express-joi-validation', 'createValidator().*()', joiValidator),
    ...rows('express-joi-validation', 'createValidator()', inert),
    ...rows(['multer', '@koa/multer', 'fastify-multer'], multer, none),
    ...rows(['multer', 'fastify-multer'], 'default() diskStorage() memoryStorage() MulterError.new()', inert),
    ...rows(['multer-s3', 'multer-storage-cloudinary', 'multer-gridfs-storage'], 'default() default.new() CloudinaryStorage.new()', inert),
    // Made for each request to keep values along its way.
    ...rows('nestjs-cls', 'ClsMiddleware ClsMiddleware.new() ClsGuard ClsGuard.new()', none),
    ...rows('nestjs-i18n', 'I18nMiddleware I18nMiddleware.new()', none),
    ...rows('@nestjs/throttler', 'ThrottlerGuard ThrottlerGuard.new()', none),
    ...rows('@sentry/node', 'Handlers.requestHandler() Handlers.tracingHandler() expressIntegration()', none),
    ...rows('@sentry/node', 'startSpan() withScope() withIsolationScope() startSpanManual()', invokesLast),
    ...rows(['@sentry/node', '@sentry/nestjs', '@sentry/core'], '**', quiet),
    ...rows('fastify', '**.rateLimit() **.csrfProtection', none),
    ...rows(['i18n', 'i18next', 'swagger-jsdoc', 'i18next-fs-backend'], '**', quiet),
    ...rows(['express-http-context', 'csrf-csrf', 'csrf-sync', 'apicache'], '*() *.new() *.*()', inert),
  ],
});
