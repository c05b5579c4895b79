import type { Linked, Value } from '@assay/contract';
import { optionsOf, property } from '../../nest/values.js';

export type Operation = 'query' | 'create' | 'update' | 'delete';

/** A field of the interface that is made of a list: its name, the operation that rules of access are told of, and what it calls. */
export interface ListField { readonly name: string; readonly operation: Operation; readonly method: string }

const IRREGULAR: readonly (readonly [RegExp, string])[] = [[/(p)erson$/i, '$1eople'], [/(child)$/i, '$1ren'], [/((?:^|wo)m)an$/i, '$1en']];

/**
 * Queries and mutations of the list `key` by their names in the interface, without those that its settings leave out.
 * https://keystonejs.com/docs/graphql/overview  https://keystonejs.com/docs/config/lists#graphql
 */
export function operationsOf(key: string, settings: Value | undefined, project: Linked): readonly ListField[] {
  const own = key.replace(/\s+/g, '');
  const text = (name: string): string | undefined => project.text(property(settings, name, project));
  const [one, many] = [text('singular') ?? own, text('plural') ?? plural(own)];
  const lower = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const omitted = property(settings, 'omit', project);
  const reads = ([['one', lower(one), 'findOne'], ['many', lower(many), 'findMany'], ['count', `${lower(many)}Count`, 'count']] as const)
    .flatMap(([kind, name, method]): ListField[] => (isOmitted(omitted, ['query', kind], project) ? [] : [{ name, operation: 'query', method }]));
  const changes = (['create', 'update', 'delete'] as const)
    .flatMap((operation): ListField[] => (isOmitted(omitted, [operation], project) ? [] : [{ name: `${operation}${one}`, operation, method: `${operation}One` }, { name: `${operation}${many}`, operation, method: `${operation}Many` }]));
  return [...reads, ...changes];
}

/** `omit: true`, `omit: { delete: true }`, `omit: { query: { count: true } }` */
function isOmitted(omitted: Value | undefined, [name, ...rest]: readonly string[], project: Linked): boolean {
  if (omitted === undefined) return false;
  const options = optionsOf(omitted);
  if (options.every((option) => option.kind === 'const' && option.value === true)) return true;
  return name !== undefined && isOmitted(property(omitted, name, project), rest, project);
}

/** The plural as the library makes it, of names as lists have them. */
function plural(name: string): string {
  const irregular = IRREGULAR.find(([pattern]) => pattern.test(name));
  if (irregular) return name.replace(...irregular);
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
