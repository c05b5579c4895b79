import type { Protocol } from '@assay/contract';

export const FRAMEWORK = 'convex';

/** `(ctx, args)` */
export const FUNCTION: Protocol = { name: 'convex-function', params: ['#convex', '#request.args'], continues: 'return' };
/** `(ctx, request)`: what is returned answers. */
export const HTTP_ACTION: Protocol = { name: 'convex-http-action', params: ['#convex', '#request'], continues: 'return' };

/** What registers a function that any client may call, and the kind it gets; `internal*` registers one that none may. */
export const PUBLIC: ReadonlyMap<string, string> = new Map([
  ['query', 'QUERY'], ['queryGeneric', 'QUERY'], ['mutation', 'MUTATION'], ['mutationGeneric', 'MUTATION'], ['action', 'ACTION'], ['actionGeneric', 'ACTION'],
]);

export const INTERNAL: ReadonlySet<string> = new Set(['internalQuery', 'internalMutation', 'internalAction', 'internalQueryGeneric', 'internalMutationGeneric', 'internalActionGeneric']);

/** convex-helpers: functions that make such registrars with a check of their own in front. */
export const CUSTOM = /^(?:z|zod)?[cC]ustom(?:Query|Mutation|Action)(?:Builder)?\(\)$/;
export const CUSTOM_PACKAGES: ReadonlySet<string> = new Set(['convex-helpers/server/customFunctions', 'convex-helpers/server/zod', 'convex-helpers/server/zod3', 'convex-helpers/server/zod4']);
