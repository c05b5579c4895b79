import type { Declarations } from './config.js';
import { endpointTest } from './endpoint-pattern.js';
import { targetOf } from './symbols.js';

/** A sentence for each declaration that speaks of nothing in the project: a typo there would leave a finding, or worse a guard, unexplained. */
export function unusedDeclarations(declare: Declarations, ids: readonly string[], sources: ReadonlyMap<string, string>): readonly string[] {
  const patterns = [
    ...(declare.publicEndpoints ?? []).map(({ endpoint }) => ['publicEndpoints', endpoint] as const),
    ...(declare.gateways ?? []).flatMap(({ endpoints }) => endpoints.map(pattern => ['gateways', pattern] as const)),
  ];
  const unmatched = patterns.filter(([, pattern]) => !ids.some(endpointTest(pattern))).map(([key, pattern]) => `declare.${key}: no endpoint matches '${pattern}'. assay endpoints lists them.`);
  const named = (['guards', 'idempotency', 'envelopes', 'dataClients'] as const).flatMap(key => (declare[key] ?? []).map(({ name }) => [key, name] as const));
  const missing = named.filter(([, name]) => !isWritten(name, sources)).map(([key, name]) => `declare.${key}: nothing in the project is called '${name}'.`);
  return [...unmatched, ...missing];
}

function isWritten(name: string, sources: ReadonlyMap<string, string>): boolean {
  const target = targetOf(name);
  const last = target.path.split('.').at(-1) ?? '';
  const file = target.symbol?.path;
  if (file !== undefined) return sources.get(file)?.includes(last) ?? false;
  const texts = [...sources.values()].filter(text => text.includes(last));
  return target.symbol ? texts.length > 0 : texts.some(text => text.includes(target.package));
}
