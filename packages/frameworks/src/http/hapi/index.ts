import { defineAdapter, Label } from '@assay/contract';
import { inert, quiet, rows, source, verify } from '../../runtime/shared.js';
import { authRows, authSteps } from './auth.js';
import { compose, register } from './plugins.js';
import { extend, route } from './routing.js';
import { HAPI, isServer, rootOf, scopeOf } from './servers.js';

const GLUE = '@hapi/glue';
const PLUGINS = ['@hapi/basic', '@hapi/cookie', '@hapi/bell', '@hapi/inert', '@hapi/vision', '@hapi/yar', '@hapi/h2o2', '@hapi/crumb', 'hapi-auth-jwt2', 'hapi-auth-bearer-token', 'hapi-auth-cookie', 'hapi-swagger', 'hapi-pino', 'blipp'];

/** Calls of the response toolkit. What it makes is sent when the lifecycle is through: a status set afterwards is its status. */
const toolkit = [
  ...rows('#toolkit', 'response()', { kind: 'respond', body: 0, held: true }),
  ...rows('#toolkit', 'response().**.code()', { kind: 'respond', status: 0, partial: true, held: true }),
  ...rows('#toolkit', 'redirect()', { kind: 'respond', redirect: true, fixed: 302 }),
  ...rows('#toolkit', 'unauthenticated()', { kind: 'respond', fixed: 401 }),
  ...rows('#toolkit', 'view() file()', { kind: 'respond' }),
  ...rows('#toolkit', '**', quiet),
];

/** hapi servers: routes as objects, authentication by strategy, extension points and plugins. */
export const hapi = defineAdapter({
  name: 'hapi',
  kind: 'http',
  packages: [...HAPI, GLUE],
  docs: 'https://hapi.dev/api/',
  verbs: ['route', 'register', 'ext', 'default', 'decorate', 'dependency', 'start', 'compose'],
  application: { root: '@hapi/hapi', parameter: 'server' },
  defaults: { errorBody: '{statusCode, error, message}' },
  roles: [
    { package: HAPI, path: 'Request.new()', role: '#request' },
    { package: HAPI, path: 'ResponseToolkit.new()', role: '#toolkit' },
  ],
  models: [
    ...authRows, ...toolkit,
    ...rows('#request', 'cookieAuth.*() yar.*() setMethod() setUrl() generateResponse() active()', inert),
    ...rows('@hapi/jwt', 'token.verify() token.verifySignature()', verify),
    ...rows('@hapi/jwt', 'token.decode()', source(Label.credential)),
    ...rows(['@hapi/jwt', '@hapi/iron', GLUE, ...PLUGINS, ...HAPI], '**', quiet),
  ],
  setup(call, setup) {
    if (call.path.root === GLUE && call.method === 'compose') return compose(call, setup);
    const isAuth = call.receiver?.step === 'auth';
    const server = isAuth ? call.receiver?.parent : call.receiver;
    if (!isServer(server)) return;
    const [first, second, third, fourth] = call.args;
    if (isAuth && call.method === 'default' && first) {
      for (const step of authSteps(first.value, call.at, setup)) scopeOf(rootOf(server, setup), setup).items.push({ kind: 'step', step: { ...step, byDefault: true, ...(call.conditional ? { conditional: call.conditional } : {}) } });
    } else if (call.method === 'route') route(call, server, setup);
    else if (call.method === 'register') register(call, server, setup);
    else if (call.method === 'ext') extend(call, server, setup);
    // Runs once the plugins are registered that it names, with the server of the plugin: https://hapi.dev/api/#-serverdependencydependencies-after
    else if (call.method === 'dependency' && second) setup.enter(second.value, [{ value: server, labels: 0 }]);
    else if (call.method === 'start') scopeOf(server, setup).root = true;
    else if (call.method === 'decorate' && first && second && third) {
      const root = { request: '#request', toolkit: '#toolkit', server: '@hapi/hapi' }[setup.project.text(first.value) ?? ''];
      const name = setup.project.text(second.value);
      // With `apply` the value is what the function answers for the request: https://hapi.dev/api/#-serverdecoratetype-property-method-options
      const isApplied = fourth !== undefined && third.value.kind === 'function' && setup.project.properties(fourth.value).has('apply');
      const value = isApplied && third.value.kind === 'function' ? setup.project.call(third.value, [{ value: setup.project.role('#request'), labels: 0 }]) : third.value;
      if (root !== undefined && name !== undefined) setup.park(root, name, value);
    }
  },
});
