import { defineAdapter, type ChainStep, type PathValue, type Protocol, type RoutingItem, type Setup, type SetupCall, type Value } from '@assay/contract';
import { EXPRESS_STEP } from '../http/protocols.js';
import { listed } from '../nest/values.js';

const FRAMEWORK = 'ts-rest';
/** A request together with its answer, which the handler returns as `{ status, body }`. */
const CALL = '#exchange';
const SERVERS: readonly string[] = ['@ts-rest/express', '@ts-rest/fastify', '@ts-rest/next', '@ts-rest/serverless', '@ts-rest/serverless/fetch', '@ts-rest/serverless/next', '@ts-rest/serverless/aws'];
const PACKAGES: readonly string[] = ['@ts-rest/core', ...SERVERS];
const ENDPOINTS = /^create(?:ExpressEndpoints|NextHandler|NextRouter|NextRoute|FetchHandler|LambdaHandler)\(\)$/;
const MAX_DEPTH = 8;

/** One object with `params`, `body`, `query`, `headers`, `req` and `res`. https://ts-rest.com/docs/express/ */
const HANDLER: Protocol = { name: 'ts-rest-handler', params: [CALL], continues: 'return' };

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

/** `s.router(contract, { .. })`, or the plain object: what handles each route. */
function implementation(value: Value, setup: Setup): ReadonlyMap<string, Value> {
  const given = value.kind === 'path' ? setup.project.argument(value, 1) : value;
  return given ? setup.project.properties(given) : new Map<string, Value>();
}

/** Routes of the contract with their handlers; nested contracts have nested handlers. */
function* itemsOf(contract: Contract, handlers: ReadonlyMap<string, Value>, around: readonly ChainStep[], call: SetupCall, setup: Setup, depth = 0): Generator<RoutingItem> {
  const { project } = setup;
  if (depth > MAX_DEPTH) return;
  for (const [name, declared] of contract.routes) {
    const given = handlers.get(name);
    const route = project.properties(declared);
    const method = project.text(route.get('method'));
    const path = project.text(route.get('path'));
    if (given && method === undefined) {
      const inner = contractOf(declared, setup);
      yield* itemsOf({ ...inner, prefix: contract.prefix + inner.prefix }, implementation(given, setup), around, call, setup, depth + 1);
    } else if (given && path !== undefined) yield { kind: 'route', route: { protocol: 'http', method: method ?? 'GET', path: contract.prefix + path, framework: FRAMEWORK, ...handling(given, around, call, setup) } };
  }
}

/** A function, or `{ middleware: [..], handler }`, also as `s.route(contract.x, ..)`. */
function handling(given: Value, around: readonly ChainStep[], call: SetupCall, setup: Setup): { readonly at: SetupCall['at']; readonly steps: readonly ChainStep[]; readonly handler: ChainStep } {
  const { project } = setup;
  const value = given.kind === 'path' ? project.argument(given, 1) ?? given : given;
  const options = value.kind === 'object' ? project.properties(value) : undefined;
  const handler = options?.get('handler') ?? value;
  const at = project.spanOfValue(handler) ?? call.at;
  const own = listed(options?.get('middleware')).items.map((step) => setup.step(step, EXPRESS_STEP, project.spanOfValue(step) ?? at, undefined));
  return { at, steps: [...around, ...own], handler: setup.step(handler, HANDLER, at, undefined) };
}

/** The routes go onto the Express application that they are given, behind what stands there already; elsewhere they are a scope of their own. */
function register(call: SetupCall, setup: Setup): void {
  const [contract, handlers, target, options] = call.args.map((arg) => arg.value);
  if (!contract || !handlers) return;
  const global = options ? listed(setup.project.properties(options).get('globalMiddleware')).items.map((step) => setup.step(step, EXPRESS_STEP, call.at, undefined)) : [];
  const items = [...itemsOf(contractOf(contract, setup), implementation(handlers, setup), global, call, setup)];
  const app: PathValue | undefined = call.method === 'createExpressEndpoints' && target?.kind === 'path' ? target : undefined;
  const scope = setup.scope(app?.key ?? call.path.key, () => ({ framework: app ? 'express' : FRAMEWORK, order: 'sequence', at: call.at }));
  scope.items.push(...items);
}

/** Contracts and what implements them. */
export const tsRest = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: PACKAGES,
  docs: 'https://ts-rest.com/docs/express/',
  verbs: ['createExpressEndpoints', 'createNextHandler', 'createFetchHandler'],
  roles: [
    ...['params', 'query', 'body', 'headers'].map((name) => ({ package: CALL, path: name, role: `#request.${name}` })),
    { package: CALL, path: 'req', role: '#request' },
    { package: CALL, path: 'request', role: '#request' },
    { package: CALL, path: 'res', role: '#response' },
  ],
  models: [{ package: PACKAGES, path: '**', is: (path) => (path.step === '()' ? { kind: 'inert' } : undefined) }],
  setup(call, setup) {
    if (ENDPOINTS.test(call.path.path)) register(call, setup);
  },
});
