import type { ChainStep, RoutingItem } from '@assay/contract';
import { covers, join, type Pattern } from './paths.js';

/** All GraphQL operations share one HTTP path. */
export const ENDPOINT = 'graphql';

/** Decorators of operations and the method that each stands for. */
export const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['Mutation()', 'MUTATION'], ['Query()', 'QUERY'], ['Subscription()', 'SUBSCRIPTION'],
  ['ResolveField()', 'FIELD'], ['ResolveProperty()', 'FIELD'], ['ResolveReference()', 'FIELD'],
]);

/** Methods of HTTP routes, and those of GraphQL operations: a step on an HTTP path says which of them pass through it. */
export const VERBS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'SEARCH'];
export const FIELDS: readonly string[] = [...new Set(OPERATIONS.values())];

/** A step on a pattern. `prefix` goes before the path; GraphQL operations pass through it when their endpoint does. */
export function* stepOn(step: ChainStep, pattern: Pattern, prefix = ''): Generator<RoutingItem> {
  if (pattern.prefix && join(pattern.path) === '') {
    yield { kind: 'step', step: pattern.methods ? { ...step, methods: pattern.methods } : step };
    return;
  }
  yield { kind: 'step', path: join(prefix, pattern.path), step: { ...step, methods: pattern.methods ?? VERBS }, ...(pattern.prefix ? {} : { exact: true }) };
  if (covers(pattern, ENDPOINT, 'POST')) yield { kind: 'step', step: { ...step, methods: FIELDS } };
}
