import type { Expr, FileFacts } from '@assay/contract';

/** Does a name hold what a query answered when it was awaited (`row = await query`)? It ran there, if ever that place was reached, and not where the name is used. */
export function ranBefore(name: Expr, query: Expr, { bindings }: FileFacts): boolean {
  const binding = name.kind === 'name' ? bindings[name.binding] : undefined;
  return [binding?.init, ...(binding?.assigned ?? [])].some((given) => given?.kind === 'await' && given.value === query);
}
