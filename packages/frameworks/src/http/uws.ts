// https://unetworking.github.io/uWebSockets.js/generated/interfaces/TemplatedApp.html
import { defineAdapter, Label, type PathValue, type Protocol, type RoutingScope, type Setup, type SetupCall } from '@assay/contract';
import { inert, rows, source, type Meaning } from '../runtime/shared.js';
import { credentialHeader } from '../auth/request.js';
import { pathTexts } from './route-paths.js';

const PACKAGE = 'uWebSockets.js';
const APP = /^(?:(?:SSL|H3)?App\(\)|TemplatedApp\.new\(\))$/;
const METHODS: ReadonlyMap<string, string> = new Map(['get', 'post', 'put', 'patch', 'del', 'options', 'head', 'connect', 'trace', 'any'].map((name) => [name, name === 'del' ? 'DELETE' : name === 'any' ? 'ALL' : name.toUpperCase()]));

/** The response comes first; nothing goes on to another handler. */
const HANDLER: Protocol = { name: 'uws-handler', params: ['#response', '#request'], continues: 'return' };

/** The application that a method is called on: every method answers it. */
function appOf(path: PathValue | undefined): PathValue | undefined {
  let at = path;
  while (at && at.root === PACKAGE) {
    if (APP.test(at.path)) return at;
    at = at.step === '()' ? at.parent?.parent : undefined;
  }
  return undefined;
}

function scopeOf(app: PathValue, setup: Setup, call: SetupCall): RoutingScope {
  const scope = setup.scope(app.key, () => ({ framework: 'uws', order: 'sequence', at: setup.project.spanOfValue(app) ?? call.at }));
  if (app.call) scope.unmounted = false;
  return scope;
}

/** `app.post('/orders', (res, req) => ..)` */
function route(call: SetupCall, method: string, app: PathValue, setup: Setup): void {
  const [path, handler] = call.args;
  if (!path || !handler) return;
  for (const text of pathTexts(path, setup.project)) {
    if (text === undefined && setup.isOrphan) continue;
    scopeOf(app, setup, call).items.push({
      kind: 'route',
      route: { protocol: 'http', method, ...(text === undefined ? {} : { path: text }), at: call.at, steps: [], handler: setup.step(handler.value, HANDLER, call.at, undefined), framework: 'uws', ...(call.conditional ? { conditional: call.conditional } : {}) },
    });
  }
}

/** `writeStatus('404 Not Found')` */
const status: Meaning = (path, project) => {
  const code = Number.parseInt(project.text(project.argument(path, 0)) ?? '', 10);
  return Number.isNaN(code) ? { kind: 'respond', status: 0, partial: true } : { kind: 'respond', fixed: code, partial: true };
};

const header: Meaning = (path, project) => source(credentialHeader.test(project.text(project.argument(path, 0)) ?? '') ? Label.credential : Label.input);

/** µWebSockets.js: routes of an application, whose handlers get the response and the request. */
export const uws = defineAdapter({
  name: 'uws',
  kind: 'http',
  packages: [PACKAGE],
  docs: 'https://unetworking.github.io/uWebSockets.js/generated/interfaces/TemplatedApp.html',
  verbs: ['listen', ...METHODS.keys()],
  application: { root: PACKAGE, parameter: 'app' },
  // What a handler throws reaches nobody: the request is left open.
  defaults: { errorBody: 'no answer', rejections: () => false },
  roles: [
    { package: PACKAGE, path: 'HttpRequest.new()', role: '#request' },
    { package: PACKAGE, path: 'HttpResponse.new()', role: '#response' },
  ],
  models: [
    ...rows('#response', '**.writeStatus()', status),
    ...rows('#response', '**.tryEnd() **.endWithoutBody()', { kind: 'respond', body: 0 }),
    ...rows('#response', '**.writeHeader() onData() onAborted() onWritable() close() upgrade() pause() resume() getWriteOffset() getRemoteAddress() getRemoteAddressAsText() getProxiedRemoteAddressAsText()', inert),
    ...rows('#request', 'getHeader()', header),
    ...rows('#request', 'getQuery() getParameter()', source(Label.input)),
    ...rows('#request', 'getUrl() getMethod() getCaseSensitiveMethod() setYield()', inert),
    ...rows(PACKAGE, '**.listen() **.ws() **.publish() **.filter() **.numSubscribers() us_listen_socket_close()', inert),
  ],
  setup(call, setup) {
    const app = appOf(call.receiver);
    const method = METHODS.get(call.method);
    if (app && method !== undefined) route(call, method, app, setup);
    else if (app && call.method === 'listen') scopeOf(app, setup, call).root = true;
  },
});
