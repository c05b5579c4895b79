import { innermost, type Arg, type ChainStep, type Linked, type PathValue, type Protocol, type RepoPath, type RoutingScope, type Setup, type SetupCall, type Value } from '@assay/contract';
import { pathTexts } from '../route-paths.js';
import { EXPRESS_STEP } from '../protocols.js';

export const RESTIFY: readonly string[] = ['restify', '@types/restify'];
export const ROUTER = 'restify-router';
const SERVER = /^(?:createServer\(\)|Server\.new\(\))$/;
const ROUTERS = /^(?:Router|default)(?:\.new)?\(\)$/;
const METHODS: ReadonlyMap<string, string> = new Map([['get', 'GET'], ['head', 'HEAD'], ['post', 'POST'], ['put', 'PUT'], ['patch', 'PATCH'], ['del', 'DELETE'], ['opts', 'OPTIONS']]);
export const VERBS: readonly string[] = [...METHODS.keys(), 'use', 'pre', 'param', 'on', 'listen', 'applyRoutes', 'add', 'group'];

/** `(req, res, next)`; an async one goes on when it is through, whether or not it answered. https://github.com/restify/node-restify/blob/master/docs/guides/8to9guide.md */
const STEP: Protocol = { ...EXPRESS_STEP, name: 'restify-handler' };
const ASYNC_STEP: Protocol = { name: 'restify-async-handler', params: ['#request', '#response'], continues: 'return' };
/** `server.on('restifyError', (req, res, err, done) => ..)`: http://restify.com/docs/home/#errors */
const ERROR_EVENT: Protocol = { name: 'restify-error-event', params: ['#request', '#response', '#error', '#next'], continues: 'next' };
/** `server.on('uncaughtException', (req, res, route, err) => ..)` */
const UNCAUGHT_EVENT: Protocol = { name: 'restify-uncaught-event', params: ['#request', '#response', '', '#error'], continues: 'return' };
/** `server.param('id', (req, res, next, value, name) => ..)` */
const PARAM: Protocol = { name: 'restify-param', params: ['#request', '#response', '#next', '#request.params'], continues: 'next' };

/** The major version that the nearest manifest asks for; without one the newest. */
function majorOf(path: RepoPath, project: Linked): number {
  const manifests = project.manifests.filter(({ dependencies }) => 'restify' in dependencies);
  const near = innermost(manifests.map(({ folder }) => folder), path);
  const range = manifests.find(({ folder }) => folder === near)?.dependencies.restify;
  return Number(/^[~^>=v\s]*(\d+)/.exec(range ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
}

/** From version 9 on restify answers for what an async handler throws. https://github.com/restify/node-restify/blob/master/docs/guides/8to9guide.md */
export function answersRejections(path: RepoPath, project: Linked): boolean {
  return majorOf(path, project) >= 9;
}

/** The server or router that a method is called on; `pre`, `use` and `param` answer it. */
export function objectOf(path: PathValue | undefined): PathValue | undefined {
  let at = path;
  while (at) {
    if (RESTIFY.includes(at.root) && SERVER.test(at.path)) return at;
    if (at.root === ROUTER && ROUTERS.test(at.path)) return at;
    const method = at.step === '()' ? at.parent?.step : undefined;
    if (method === undefined || !['use', 'pre', 'param'].includes(method)) return undefined;
    at = at.parent?.parent;
  }
  return undefined;
}

/** From version 7 on what `use` registers runs for every route, wherever it stands; before, for those after it. https://github.com/restify/node-restify/blob/master/docs/guides/6to7guide.md */
export function scopeOf(object: PathValue, setup: Setup, at = setup.project.spanOfValue(object)): RoutingScope {
  const place = at ?? { path: '', start: 0, end: 0 };
  const router = object.root === ROUTER;
  const scope = setup.scope(object.key, () => ({ framework: 'restify', order: router || majorOf(place.path, setup.project) >= 7 ? 'encapsulated' : 'sequence', at: place, ...(router ? { mountable: true } : {}) }));
  // A server that is made here is one, whoever calls the function that makes it.
  if (object.path === 'createServer()') scope.unmounted = false;
  return scope;
}

/** Handlers with nested arrays laid out. */
function flatten(args: readonly Arg[], setup: Setup): Value[] {
  const visit = (value: Value): Value[] => setup.project.items(value)?.flatMap(visit) ?? [value];
  return args.flatMap((arg) => visit(arg.value));
}

function stepOf(value: Value, call: SetupCall, setup: Setup, conditional?: SetupCall['conditional']): ChainStep {
  const isAsync = value.kind === 'function' && value.fn.async && value.fn.params.length - (value.bound?.length ?? 0) < 3;
  return setup.step(value, isAsync ? ASYNC_STEP : STEP, call.at, conditional);
}

/** A path, or `{ path, name }`; undefined for one that is not decidable. */
function pathsOf(first: Arg, setup: Setup): readonly (string | undefined)[] {
  if (first.value.kind !== 'object') return pathTexts(first, setup.project);
  const options = setup.project.properties(first.value);
  const path = options.get('path') ?? options.get('url');
  return path ? pathTexts({ value: path, labels: 0 }, setup.project) : [undefined];
}

function route(call: SetupCall, method: string, object: PathValue, scope: RoutingScope, setup: Setup): void {
  const [first, ...rest] = call.args;
  if (!first || rest.length === 0) return;
  const values = flatten(rest, setup);
  const last = values.at(-1);
  for (const path of pathsOf(first, setup)) {
    if (path === undefined && setup.isOrphan && object.call === undefined) continue;
    scope.items.push({
      kind: 'route',
      route: {
        protocol: 'http', framework: 'restify', method, ...(path === undefined ? {} : { path }), at: call.at, steps: values.slice(0, -1).map((value) => stepOf(value, call, setup)),
        ...(last ? { handler: stepOf(last, call, setup) } : {}), ...(call.conditional ? { conditional: call.conditional } : {}),
      },
    });
  }
}

/** `server.on('restifyError', fn)`, `server.on('NotFound', fn)`: what answers errors in place of the server. */
function listener(call: SetupCall, scope: RoutingScope, setup: Setup): void {
  const event = setup.project.text(call.args[0]?.value);
  const handler = call.args[1]?.value;
  if (!handler || event === undefined || !(event === 'restifyError' || event === 'uncaughtException' || /^[A-Z]/.test(event))) return;
  scope.items.push({ kind: 'error-handler', handler, protocol: event === 'uncaughtException' ? UNCAUGHT_EVENT : ERROR_EVENT, at: call.at });
}

/** `router.group('/p', check, (router) => ..)`: routes below a path of their own. */
function group(call: SetupCall, object: PathValue, scope: RoutingScope, setup: Setup): void {
  const [first, ...rest] = call.args;
  const values = flatten(rest, setup);
  const body = values.at(-1);
  if (!first || !body) return;
  const inner = setup.object(ROUTER, `${object.key}/${call.at.path}:${call.at.start}`);
  const below = scopeOf(inner, setup, call.at);
  for (const value of values.slice(0, -1)) below.items.push({ kind: 'step', step: stepOf(value, call, setup) });
  const [path] = pathsOf(first, setup);
  scope.items.push({ kind: 'mount', ...(path === undefined ? {} : { path }), scope: below, at: call.at });
  setup.enter(body, [{ value: inner, labels: 0 }]);
}

/** `router.applyRoutes(server, '/v1')` and `router.add('/p', other)` put a router's routes elsewhere. */
function mount(into: Value | undefined, router: Value | undefined, prefix: Arg | undefined, call: SetupCall, setup: Setup): void {
  const target = into?.kind === 'path' ? objectOf(into) : undefined;
  const source = router?.kind === 'path' ? objectOf(router) : undefined;
  if (!target || !source) return;
  const path = prefix && setup.project.text(prefix.value);
  scopeOf(target, setup).items.push({ kind: 'mount', ...(path === undefined ? {} : { path }), scope: scopeOf(source, setup, call.at), at: call.at, ...(call.conditional ? { conditional: call.conditional } : {}) });
}

/** One call on a server or a router. */
export function register(call: SetupCall, object: PathValue, setup: Setup): void {
  const scope = scopeOf(object, setup);
  const [first, second] = call.args;
  const method = METHODS.get(call.method);
  if (method !== undefined) route(call, method, object, scope, setup);
  else if (call.method === 'use' || call.method === 'pre') for (const value of flatten(call.args, setup)) scope.items.push({ kind: 'step', step: stepOf(value, call, setup, call.conditional) });
  else if (call.method === 'listen') scope.root = true;
  else if (call.method === 'on') listener(call, scope, setup);
  else if (call.method === 'group') group(call, object, scope, setup);
  else if (call.method === 'applyRoutes') mount(first?.value, object, second, call, setup);
  else if (call.method === 'add') mount(object, second?.value, first, call, setup);
  else if (call.method === 'param' && first && second) {
    const name = setup.project.text(first.value);
    if (name !== undefined) scope.items.push({ kind: 'step', param: name, step: setup.step(second.value, PARAM, call.at, call.conditional) });
  }
}
