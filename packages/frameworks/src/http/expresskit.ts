// https://github.com/gravity-ui/expresskit  (src/router.ts: the steps of a route, src/error-handlers.ts: what is answered at last)
import { defineAdapter, type ChainStep, type Linked, type PathValue, type RoutingScope, type Setup, type SetupCall, type Span, type Value, type WriteFact } from '@assay/contract';
import { listed, optionsOf, sourcesOf } from '../nest/values.js';
import { inert, quiet, rows } from '../runtime/shared.js';
import { register } from './express.js';
import { EXPRESS_ERROR, EXPRESS_HANDLER, EXPRESS_STEP } from './protocols.js';
import { HTTP_METHODS } from './route-paths.js';

const PACKAGE = '@gravity-ui/expresskit';
const DOCS = '@gravity-ui/expresskit-api';
const NODEKIT = '@gravity-ui/nodekit';
/** Settings that name steps of every route, and the error handler behind them. */
const SETTINGS = ['appBeforeAuthMiddleware', 'appAuthHandler', 'appAfterAuthMiddleware', 'appFinalErrorHandler'] as const;
const CONFIG_FILE = /(?:^|\/)configs?\//;

type Setting = typeof SETTINGS[number];
interface Given { readonly value: Value; readonly conditional?: Span }

/** What a setting is: a member of an object that a file of the configuration exports, or assigned on `nodekit.config`. */
function settingsOf(project: Linked): ReadonlyMap<Setting, readonly Given[]> {
  const found = new Map<Setting, Given[]>(SETTINGS.map((name) => [name, []]));
  const { role } = sourcesOf(project);
  for (const file of project.files) {
    if (role(file.path) === 'test') continue;
    const members = CONFIG_FILE.test(file.path) && file.exports.some(({ name }) => name === 'default') ? project.properties(project.exported(file.path, 'default')) : undefined;
    for (const [name, given] of found) {
      const value = members?.get(name);
      if (value) given.push({ value });
      for (const write of file.writes) {
        if (write.name !== name || write.object.kind !== 'member' || write.object.name !== 'config') continue;
        const conditional = branchAround(write, file.functions[write.fn]?.body ?? []);
        given.push({ value: project.evaluate(write.value, project.envOf(file, write.fn)), ...(conditional ? { conditional: project.span(file, conditional) } : {}) });
      }
    }
  }
  return found;
}

type Body = NonNullable<Linked['files'][number]['functions'][number]>['body'];

function branchAround(write: WriteFact, body: Body): readonly [number, number] | undefined {
  return body.find((statement) => statement.kind === 'if' && statement.at[0] <= write.at[0] && write.at[1] <= statement.at[1])?.at;
}

/** The server, its Express application, or the router that a mounted part is given. */
function serverOf(path: PathValue | undefined): PathValue | undefined {
  if (path?.root !== PACKAGE) return undefined;
  return path.path === 'ExpressKit.new()' || path.path === 'default()' ? path : path.path === 'ExpressKit.new().express' || path.path === 'default().router' ? path.parent : undefined;
}

function scopeOf(server: PathValue, at: Span, setup: Setup): RoutingScope {
  return setup.scope(server.key, () => ({ framework: 'expresskit', order: 'sequence', at }));
}

/** `new ExpressKit(nodekit, { 'POST /lamps': handler, 'GET /lamps': { handler, authPolicy, beforeAuth, authHandler, afterAuth }, 'MOUNT /shop': mount })` */
function serve(call: SetupCall, setup: Setup): void {
  const { project } = setup;
  const scope = scopeOf(call.path, call.at, setup);
  const settings = settingsOf(project);
  for (const table of optionsOf(call.args[1]?.value ?? call.path)) for (const [key, value] of project.properties(table)) addRoute(key, value, writtenIn(table, key, project), settings, scope, call, setup);
  for (const { value } of settings.get('appFinalErrorHandler') ?? []) for (const handler of optionsOf(value)) scope.items.push({ kind: 'error-handler', handler, protocol: EXPRESS_ERROR, at: call.at });
}

/** Where the table itself has the route. */
function writtenIn(table: Value, key: string, project: Linked): Span | undefined {
  const member = table.kind === 'object' ? table.node.members.find((one) => one.kind === 'property' && one.key === key) : undefined;
  return table.kind === 'object' && member ? project.span(table.file, member.at) : undefined;
}

function addRoute(key: string, value: Value, own: Span | undefined, settings: ReadonlyMap<Setting, readonly Given[]>, scope: RoutingScope, call: SetupCall, setup: Setup): void {
  const { project } = setup;
  const [verb = '', path] = key.split(/\s+/);
  const method = verb.toLowerCase();
  if (path === undefined || (method !== 'mount' && !HTTP_METHODS.includes(method))) return;
  const described = value.kind === 'object' ? project.properties(value) : undefined;
  const handler = described ? described.get('handler') : value;
  if (!handler) return;
  const at = own ?? placeOf(value, project) ?? call.at;
  const steps = stepsOf(described, settings, at, setup);
  if (method === 'mount') mount(path, handler, steps, scope, call, setup);
  else scope.items.push({ kind: 'route', route: { protocol: 'http', method: method.toUpperCase(), path, at, steps, handler: setup.step(handler, EXPRESS_HANDLER, at, undefined), framework: 'expresskit' } });
}

/** Where a route is written: code that makes all of them lays what is said of one into an object of its own. */
function placeOf(value: Value, project: Linked): Span | undefined {
  if (value.kind !== 'object') return undefined;
  for (const member of value.node.members) {
    const inner = member.kind === 'spread' ? placeOf(project.evaluate(member.value, value.env), project) : undefined;
    if (inner) return inner;
  }
  return value.node.members.some((member) => member.kind === 'property' && member.key === 'handler') ? project.span(value.file, value.node.at) : undefined;
}

/** What runs before a route: steps of the application and its own before the caller is known, who that is, and steps after it. */
function stepsOf(route: ReadonlyMap<string, Value> | undefined, settings: ReadonlyMap<Setting, readonly Given[]>, at: Span, setup: Setup): ChainStep[] {
  const own = (name: string): readonly Given[] => listed(route?.get(name)).items.map((value) => ({ value }));
  const common = (name: Setting): readonly Given[] => (settings.get(name) ?? []).flatMap(({ value, ...rest }) => listed(value).items.map((item) => ({ value: item, ...rest })));
  const isOpen = setup.project.text(route?.get('authPolicy')) === 'disabled' || isDisabled(route?.get('authPolicy'));
  const auth = isOpen ? [] : route?.has('authHandler') ? own('authHandler') : common('appAuthHandler');
  return [...common('appBeforeAuthMiddleware'), ...own('beforeAuth'), ...auth, ...own('afterAuth'), ...common('appAfterAuthMiddleware')]
    .filter(({ value }) => value.kind !== 'const')
    .map(({ value, conditional }) => setup.step(value, EXPRESS_STEP, at, conditional));
}

function isDisabled(policy: Value | undefined): boolean {
  return policy?.kind === 'path' && policy.root === PACKAGE && policy.path === 'AuthPolicy.disabled';
}

/** `'MOUNT /shop': ({ router }) => { router.get(..) }` */
function mount(path: string, handler: Value, steps: readonly ChainStep[], scope: RoutingScope, call: SetupCall, setup: Setup): void {
  const given = setup.object(PACKAGE, `${call.at.path}:${call.at.start}:${path}`);
  const part = scopeOf(given, call.at, setup);
  part.items.push(...steps.map((step) => ({ kind: 'step', step }) as const));
  scope.items.push({ kind: 'mount', path, scope: part, at: call.at });
  setup.enter(handler, [{ value: given, labels: 0 }]);
}

/** ExpressKit: an Express application made of a table of routes, on the settings of NodeKit. */
export const expresskit = defineAdapter({
  name: 'expresskit',
  kind: 'http',
  packages: [PACKAGE, DOCS, NODEKIT],
  docs: 'https://github.com/gravity-ui/expresskit',
  verbs: ['run', 'use', ...HTTP_METHODS],
  defaults: { errorBody: 'a text such as `Internal server error`', messages: false },
  roles: [
    { package: PACKAGE, path: 'Request.new()', role: '#request' },
    { package: PACKAGE, path: 'Response.new()', role: '#response' },
    { package: PACKAGE, path: 'ContractRequest.new()', role: '#request' },
    { package: PACKAGE, path: 'ContractResponse.new()', role: '#response' },
    { package: PACKAGE, path: 'NextFunction.new()', role: '#next' },
  ],
  models: [
    ...rows('#response', 'sendTyped() sendValidated()', { kind: 'respond', status: 0, body: 1 }),
    ...rows(PACKAGE, 'withContract()() default().wrapRouteHandler()', { kind: 'wrap', arg: 0 }),
    ...rows(DOCS, 'createOpenApiRegistry().registerRoutes()', { kind: 'wrap', arg: 0 }),
    ...rows(NODEKIT, '**.log() **.logError() **.logWarn()', inert),
    ...rows([PACKAGE, DOCS, NODEKIT], '**', quiet),
  ],
  setup(call, setup) {
    if (call.path.root === PACKAGE && call.path.path === 'ExpressKit.new()') return serve(call, setup);
    const server = serverOf(call.receiver);
    if (server) register(call, scopeOf(server, call.at, setup), false, setup);
  },
});
