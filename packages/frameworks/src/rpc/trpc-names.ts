import type { PathValue, Protocol } from '@assay/contract';

export const FRAMEWORK = 'trpc';
/** The package, and the entry that its own adapters for other servers import from. */
export const PACKAGES: readonly string[] = ['@trpc/server', '@trpc/server/unstable-core-do-not-import'];

/** What middleware and resolvers are given: one object with `ctx`, `input`, `next` and what is known of the call. */
export const CALL = '#rpc';

/** https://trpc.io/docs/server/middlewares */
export const TRPC_MIDDLEWARE: Protocol = { name: 'trpc-middleware', params: [CALL], continues: 'next' };
/** https://trpc.io/docs/server/procedures */
export const TRPC_RESOLVER: Protocol = { name: 'trpc-resolver', params: [CALL], continues: 'return' };
/** https://trpc.io/docs/server/error-formatting */
export const TRPC_FORMATTER: Protocol = { name: 'trpc-error-formatter', params: ['#formatted'], continues: 'return', under: 'error', kept: 'shape' };

/** Is the value something of tRPC? */
export function isTrpc(value: { readonly kind: string } | undefined): value is PathValue {
  return value?.kind === 'path' && PACKAGES.includes((value as PathValue).root);
}

/** The method that this path is a call of: `use` of `t.procedure.use()`. */
export function calledAs(path: PathValue): string | undefined {
  return path.step === '()' ? path.parent?.step : undefined;
}

/** What the method was called on. */
export function receiverOf(path: PathValue): PathValue | undefined {
  return path.parent?.parent;
}
