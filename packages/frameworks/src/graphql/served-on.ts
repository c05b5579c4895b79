import type { Linked, PathValue, RoutingItem, RoutingScope, Setup, SetupCall, Span, Value } from '@assay/contract';
import { fillReserved, reserve, reserveOn } from '../reserved-places.js';
import { FRAMEWORK } from './names.js';

/** Where servers answer unless they are told another path. */
const DEFAULT_PATH = '/graphql';
const PACKAGES: ReadonlySet<string> = new Set([
  '@apollo/server/express4', '@as-integrations/express4', '@as-integrations/express5', 'apollo-server-express', 'express-graphql', 'graphql-http/lib/use/express', 'graphql-yoga',
]);
/** Calls whose result an Express application is given with `use`. */
const MIDDLEWARE = /^(?:default\.)?(?:expressMiddleware|graphqlHTTP|createHandler|createYoga|default|ApolloServer\.new\(\)\.getMiddleware)\(\)$/;

/** `server.applyMiddleware({ app, path })` of Apollo Server 2 and 3; https://www.apollographql.com/docs/apollo-server/v3/api/express-middleware */
export function serveOn(call: SetupCall, setup: Setup): void {
  if (call.method !== 'applyMiddleware' || call.receiver?.root !== 'apollo-server-express') return;
  const options = call.args[0] && setup.project.properties(call.args[0].value);
  reserveOn(options?.get('app'), FRAMEWORK, 'express', { at: call.at, path: setup.project.text(options?.get('path')) ?? DEFAULT_PATH }, setup);
}

/** The place at which what an application is given to `use` serves a schema. */
export function schemaServed(value: Value, path: string | undefined, on: RoutingScope, at: Span, setup: Setup): RoutingItem | undefined {
  if (!isServer(value)) return undefined;
  return { kind: 'mount', path: path ?? DEFAULT_PATH, scope: reserve(FRAMEWORK, on, at, setup), at };
}

function isServer(value: Value): value is PathValue {
  return value.kind === 'path' && PACKAGES.has(value.root) && MIDDLEWARE.test(value.path);
}

/** Puts the fields where an application serves them; whether there is such a place. */
export function serves(items: readonly RoutingItem[], project: Linked): boolean {
  return fillReserved(FRAMEWORK, items, project) !== undefined;
}
