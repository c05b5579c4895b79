// http://restify.com/docs/server-api/  http://restify.com/docs/response-api/  http://restify.com/docs/plugins-api/
import { defineAdapter, Label } from '@assay/contract';
import { inert, none, quiet, rows, source, words } from '../../runtime/shared.js';
import { errorRows } from './errors.js';
import { answersRejections, objectOf, register, RESTIFY, ROUTER, scopeOf, VERBS } from './routing.js';

/** Steps of the library that look at a request and let everybody through. */
const PLUGINS = words('acceptParser authorizationParser queryParser jsonp bodyParser bodyReader jsonBodyParser urlEncodedBodyParser multipartBodyParser requestLogger gzipResponse serveStatic serveStaticFiles '
  + 'throttle inflightRequestThrottle cpuUsageThrottle conditionalRequest conditionalHandler auditLogger metrics dateParser fullResponse requestExpiry oauth2TokenParser context dedupeSlashes sanitizePath '
  + 'userAgentConnection pause reqIdHeaders strictQueryParams CORS');

/** Restify servers, and routers of restify-router that are applied to them. */
export const restify = defineAdapter({
  name: 'restify',
  kind: 'http',
  packages: [...RESTIFY, ROUTER],
  docs: 'http://restify.com/docs/server-api/',
  verbs: VERBS,
  application: { root: 'restify', parameter: 'server' },
  defaults: { errorBody: '{code, message}', messages: true, rejections: answersRejections },
  roles: [
    { package: RESTIFY, path: 'Request.new()', role: '#request' },
    { package: RESTIFY, path: 'Response.new()', role: '#response' },
    { package: RESTIFY, path: 'Next.new()', role: '#next' },
  ],
  models: [
    ...errorRows,
    ...PLUGINS.flatMap((name) => rows(RESTIFY, `${name}() plugins.${name}() pre.${name}() plugins.pre.${name}()`, none)),
    ...rows(['restify-cors-middleware', 'restify-cors-middleware2'], '**.preflight **.actual', none),
    ...rows('#response', 'sendRaw()', { kind: 'respond', status: 0, body: 1 }),
    ...rows('#response', 'charSet() noCache() cache() link()', inert),
    ...rows('#request', 'getQuery() query()', source(Label.input)),
    ...rows([...RESTIFY, ROUTER, 'restify-errors', 'restify-cors-middleware', 'restify-cors-middleware2'], '**', quiet),
  ],
  setup(call, setup) {
    if (objectOf(call.path) === call.path) {
      scopeOf(call.path, setup, call.at);
      return;
    }
    const object = objectOf(call.receiver);
    if (object) register(call, object, setup);
  },
});
