/** The frozen vocabulary of route-like calls (fixtures/corpus/route-vocabulary.json; a test holds the two equal): coverage is measured against it. */
export const ROUTE_CALL_NAMES: Readonly<Record<'verb' | 'described' | 'opened' | 'openapi' | 'events' | 'procedure' | 'function' | 'decorator', ReadonlySet<string>>> = {
  verb: new Set(['all', 'del', 'delete', 'get', 'head', 'options', 'patch', 'post', 'put']),
  described: new Set(['route']),
  opened: new Set(['route']),
  openapi: new Set(['openapi']),
  events: new Set(['on']),
  procedure: new Set(['action', 'handler', 'mutation', 'query', 'subscription']),
  function: new Set(['action', 'httpAction', 'mutation', 'query']),
  decorator: new Set([
    'All', 'Delete', 'EventPattern', 'Get', 'GrpcMethod', 'GrpcStreamMethod', 'Head', 'MessagePattern', 'Mutation', 'Options', 'Patch', 'Post', 'Put', 'Query', 'Sse', 'SubscribeMessage', 'Subscription',
  ]),
};
