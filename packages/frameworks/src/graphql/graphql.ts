import { defineAdapter, Label, type Linked, type ModelNode, type RoutingItem, type Setup, type SetupCall } from '@assay/contract';
import { requestAliases } from '../nest/request-aliases.js';
import { property } from '../nest/values.js';
import { rows, source } from '../runtime/shared.js';
import { libraryCalls } from './calls.js';
import { codeFirst } from './code-first.js';
import { parkContext } from './context.js';
import { envelopRows, pluginSteps } from './envelop.js';
import { errorRows } from './errors.js';
import { remember } from './met-calls.js';
import { FIELD_CONFIG, FOLLOWING, FORMATTER, FRAMEWORK, RESOLVER_DATA } from './names.js';
import { NEXUS, nexus } from './nexus.js';
import { pothos } from './pothos.js';
import { PACKAGES, schemaFirst } from './schema-first.js';
import { serveOn, serves } from './served-on.js';
import { typeGraphql } from './type-graphql.js';

/** Calls with a `context` option: what it makes is handed to every resolver. */
const WITH_CONTEXT = /(?:^|\.)(?:ApolloServer\.new|GraphQLServer\.new|createYoga|createServer|startStandaloneServer|expressMiddleware|startServerAndCreateNextHandler|startServerAndCreateLambdaHandler)\(\)$/;
/** Members under which servers keep the caller in the context. */
const CALLERS = 'viewer.** me.** authToken.** remoteUser.** viewerId claims.**';

function parkContexts(call: SetupCall, setup: Setup): void {
  if (WITH_CONTEXT.test(call.path.path)) for (const arg of call.args) parkContext(arg.value, setup);
}

function met(call: SetupCall, setup: Setup): void {
  parkContexts(call, setup);
  remember(call, setup);
  serveOn(call, setup);
}

function* recognize(project: Linked): Generator<ModelNode> {
  const schemas = [...schemaFirst(project), { items: [...codeFirst(project), ...typeGraphql(project), ...pothos(project), ...nexus(project)], unmounted: false }];
  const formatters = [...pluginSteps(project), ...errorFormatters(project)];
  for (const [index, { items, unmounted }] of schemas.entries()) {
    const [first] = items;
    if (first?.kind !== 'route') continue;
    const isOnly = schemas.every((other) => other.items === items || other.items.length === 0);
    if (isOnly && !unmounted && serves([...formatters, ...items], project)) continue;
    yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${index}`, framework: FRAMEWORK, order: 'encapsulated', at: first.route.at, items: [...formatters, ...items], ...(unmounted ? { unmounted } : {}) } };
  }
}

/** `formatError` of a server: what it returns stands in the list of errors. https://www.apollographql.com/docs/apollo-server/data/errors#for-client-responses */
function errorFormatters(project: Linked): readonly RoutingItem[] {
  return [...libraryCalls(new Set(PACKAGES), project)].flatMap((call) => project.args(call).flatMap((arg) => {
    const handler = property(arg.value, 'formatError', project) ?? property(arg.value, 'errorFormatter', project);
    const at = handler && project.spanOfValue(handler);
    return handler && at ? [{ kind: 'error-handler' as const, handler, protocol: FORMATTER, at }] : [];
  }));
}

/** Operations and field resolvers of GraphQL servers. */
export const graphql = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [...PACKAGES, 'graphql', 'type-graphql', '@pothos/core', ...NEXUS],
  docs: 'https://graphql.org/learn/execution/',
  verbs: ['startStandaloneServer', 'expressMiddleware', 'createYoga'],
  defaults: { errorBody: '{ errors, data }', messages: true },
  roles: [
    ...requestAliases,
    { package: '#request', path: 'req', role: '#request' },
    { package: '#request', path: 'res', role: '#response' },
    { package: RESOLVER_DATA, path: 'context', role: '#request' },
    { package: RESOLVER_DATA, path: 'args', role: '#request.args' },
    { package: FIELD_CONFIG, path: 'resolve', role: FOLLOWING },
  ],
  models: [
    ...errorRows,
    ...envelopRows,
    ...rows('#request', CALLERS, source(Label.principal)),
    ...rows(RESOLVER_DATA, 'roles.**', source(Label.role)),
    ...rows(FOLLOWING, '() call() apply()', { kind: 'next', errorArg: false }),
    { package: 'graphql-shield', path: '**', is: (path) => (path.step === undefined ? undefined : { kind: 'guard', ensures: 'none' }) },
    { package: [...PACKAGES, 'graphql', 'type-graphql', '@pothos/core', ...NEXUS], path: '**', is: (path) => (path.step === '()' ? { kind: 'inert' } : undefined) },
  ],
  setup: met,
  recognize,
});
