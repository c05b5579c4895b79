import { defineAdapter, type ChainStep, type PathValue, type Protocol, type RoutingItem, type Setup, type SetupCall, type Span, type Value } from '@assay/contract';
import { EXPRESS_STEP } from '../http/protocols.js';
import { listed } from '../nest/values.js';

const FRAMEWORK = 'ts-rest';
/** A request together with its answer, which the handler returns as `{ status, body }`. */
const CALL = '#exchange';
const SERVERS: readonly string[] = ['@ts-rest/express', '@ts-rest/fastify', '@ts-rest/next', '@ts-rest/serverless', '@ts-rest/serverless/fetch', '@ts-rest/serverless/next', '@ts-rest/serverless/aws', '@ts-rest/serverless/azure'];
const PACKAGES: readonly string[] = ['@ts-rest/core', ...SERVERS];
const ENDPOINTS = /^create(?:ExpressEndpoints|NextHandler|NextRouter|NextRoute|FetchHandler|LambdaHandler|AzureFunctionHandler)\(\)$/;
/** Answers one request with all that the routes need, in one object. */
const ANSWERS = 'fetchRequestHandler';
const MAX_DEPTH = 8;

/** One object with `params`, `body`, `query`, `headers`, `req` and `res`; on serverless platforms a second one with `request`. https://ts-rest.com/docs/express/ https://ts-rest.com/docs/serverless/ */
const HANDLER: Protocol = { name: 'ts-rest-handler', params: [CALL, CALL], continues: 'return' };
/** `tsr.middleware((request) => ..)`: what it returns answers. */
const STEP: Protocol = { name: 'ts-rest-middleware', params: ['#request'], continues: 'return', replyStops: true };

interface Contract {
  readonly prefix: string;
  readonly routes: ReadonlyMap<string, Value>;
}

/** `c.router({ .. }, { pathPrefix })`, or the plain object. */
function contractOf(value: Value, setup: Setup): Contract {
  const { project } = setup;
  if (value.kind !== 'path') return { prefix: '', routes: project.properties(value) };
  const [routes, options] = project.args(value).map((arg) => arg.value);
  const prefix = options && project.text(project.properties(options).get('pathPrefix'));
  return { prefix: prefix ?? '', routes: routes ? project.properties(routes) : new Map<string, Value>() };
}

interface Handlers {
  readonly of: ReadonlyMap<string, Value>;
  /** Where the object names them. */
  readonly at: ReadonlyMap<string, Span>;
}

/** `s.router(contract, { .. })`, or the plain object: what handles each route. */
function implementation(value: Value, { project }: Setup): Handlers {
  const given = value.kind === 'path' ? project.argument(value, 1) : value;
  const own = given?.kind === 'object' ? given.node.members.flatMap((member) => (member.kind === 'property' ? [[member.key, project.span(given.file, member.value.at)] as const] : [])) : [];
  return { of: given ? project.properties(given) : new Map<string, Value>(), at: new Map(own) };
}

/** Routes of the contract with their handlers; nested contracts have nested handlers. */
function* itemsOf(contract: Contract, handlers: Handlers, around: readonly ChainStep[], call: SetupCall, setup: Setup, depth = 0): Generator<RoutingItem> {
  const { project } = setup;
  if (depth > MAX_DEPTH) return;
  for (const [name, declared] of contract.routes) {
    const given = handlers.of.get(name);
    const route = project.properties(declared);
    const method = project.text(route.get('method'));
    const path = project.text(route.get('path'));
    if (given && method === undefined) {
      const inner = contractOf(declared, setup);
      yield* itemsOf({ ...inner, prefix: contract.prefix + inner.prefix }, implementation(given, setup), around, call, setup, depth + 1);
    } else if (given && path !== undefined) yield { kind: 'route', route: { protocol: 'http', method: method ?? 'GET', path: contract.prefix + path, framework: FRAMEWORK, ...handling(given, handlers.at.get(name), around, call, setup) } };
  }
}

/** A function, or `{ middleware: [..], handler }`, also as `s.route(contract.x, ..)`. */
function handling(given: Value, named: Span | undefined, around: readonly ChainStep[], call: SetupCall, setup: Setup): { readonly at: SetupCall['at']; readonly steps: readonly ChainStep[]; readonly handler: ChainStep } {
  const { project } = setup;
  const value = given.kind === 'path' ? project.argument(given, 1) ?? given : given;
  const options = value.kind === 'object' ? project.properties(value) : undefined;
  const handler = options?.get('handler') ?? value;
  const place = project.spanOfValue(handler);
  // A wrapper of the project stands elsewhere: the route is where it is named.
  const at = named && place?.path !== named.path ? named : place ?? named ?? call.at;
  const own = listed(options?.get('middleware')).items.map((step) => setup.step(step, EXPRESS_STEP, project.spanOfValue(step) ?? at, undefined));
  return { at, steps: [...around, ...own], handler: setup.step(handler, HANDLER, at, undefined) };
}

/** `{ contract, router, options }`, in the order of the other calls. */
function named(call: SetupCall, setup: Setup): readonly (Value | undefined)[] {
  const given = call.args[0] && setup.project.properties(call.args[0].value);
  return ['contract', 'router', 'options'].map((name) => given?.get(name));
}

/** Middleware of the whole contract: that of Express, and that of serverless platforms. */
function stepsOf(options: Value | undefined, call: SetupCall, setup: Setup): readonly ChainStep[] {
  if (!options) return [];
  const { project } = setup;
  const given = project.properties(options);
  const plain = (step: Value): Value => (step.kind === 'path' && step.path.endsWith('middleware()') ? project.argument(step, 0) ?? step : step);
  return [
    ...listed(given.get('globalMiddleware')).items.map((step) => setup.step(step, EXPRESS_STEP, call.at, undefined)),
    ...listed(given.get('requestMiddleware')).items.map((step) => setup.step(plain(step), STEP, call.at, undefined)),
  ];
}

/** The routes go onto the Express application that they are given, behind what stands there already; elsewhere they are a scope of their own. */
function register(call: SetupCall, setup: Setup): void {
  const isExpress = call.method === 'createExpressEndpoints';
  const [contract, handlers, target, fourth] = call.method === ANSWERS ? named(call, setup) : call.args.map((arg) => arg.value);
  if (!contract || !handlers) return;
  const global = stepsOf(isExpress ? fourth : target, call, setup);
  const items = [...itemsOf(contractOf(contract, setup), implementation(handlers, setup), global, call, setup)];
  const app: PathValue | undefined = isExpress && target?.kind === 'path' ? target : undefined;
  const scope = setup.scope(app?.key ?? call.path.key, () => ({ framework: app ? 'express' : FRAMEWORK, order: 'sequence', at: call.at }));
  scope.items.push(...items);
}

/** Contracts and what implements them. */
export const tsRest = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: PACKAGES,
  docs: 'https://ts-rest.com/docs/express/',
  verbs: ['createExpressEndpoints', 'createNextHandler', 'createNextRouter', 'createFetchHandler', 'createLambdaHandler', 'createAzureFunctionHandler', ANSWERS],
  roles: [
    ...['params', 'query', 'body', 'headers'].map((name) => ({ package: CALL, path: name, role: `#request.${name}` })),
    { package: CALL, path: 'req', role: '#request' },
    { package: CALL, path: 'request', role: '#request' },
    { package: CALL, path: 'res', role: '#response' },
  ],
  models: [{ package: PACKAGES, path: '**', is: (path) => (path.step === '()' ? { kind: 'inert' } : undefined) }],
  setup(call, setup) {
    if (ENDPOINTS.test(call.path.path) || call.path.path === `${ANSWERS}()`) register(call, setup);
  },
});
