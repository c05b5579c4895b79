import type { Protocol } from '@assay/contract';

export const FRAMEWORK = 'graphql';
/** The function that a wrapper of a resolver calls to go on. */
export const FOLLOWING = '#following';
/** The field that a mapper of a schema is given; its `resolve` is what a replacement goes on with. */
export const FIELD_CONFIG = '#field-config';
/** What type-graphql hands to middleware and to the function that decides on `@Authorized`. */
export const RESOLVER_DATA = '#resolver-data';
/** The roles or permissions that `@Authorized(..)` demands. */
export const DEMANDED = `${RESOLVER_DATA}.roles`;

/** `(parent, args, context, info)`; https://graphql.org/learn/execution/#root-fields--resolvers */
export const RESOLVER: Protocol = { name: 'graphql-resolver', params: ['', '#request.args', '#request', '#resolve-info'], continues: 'return' };
/** A resolver-like function that lets the caller pass by answering true; an error that it answers stops. */
export const RULE: Protocol = { name: 'graphql-rule', params: RESOLVER.params, continues: 'approval' };
/** `(resolve, parent, args, context, info)` of graphql-middleware. */
export const MIDDLEWARE: Protocol = { name: 'graphql-middleware', params: [FOLLOWING, ...RESOLVER.params], continues: 'next' };
/** A resolver made by a wrapper, whose inner resolver is `FOLLOWING`. */
export const WRAPPED: Protocol = { name: 'graphql-wrapper', params: RESOLVER.params, continues: 'next' };

/** `(formattedError, error)`; what it returns stands in the list `errors`. */
export const FORMATTER: Protocol = { name: 'graphql-error-formatter', params: ['#formatted', '#error'], continues: 'return', under: 'error' };

/** Types whose fields are operations. */
export const OPERATIONS: ReadonlyMap<string, string> = new Map([['Query', 'QUERY'], ['Mutation', 'MUTATION'], ['Subscription', 'SUBSCRIPTION']]);
