import { compareText } from '@assay/contract';
import type { Catalog } from './database.js';

/** Something that is not as it was before a migration went up and down again. */
export interface CatalogDifference {
  readonly what: 'lost' | 'left' | 'changed';
  /** `column`, `index`. */
  readonly kind: string;
  readonly name: string;
  readonly was?: string;
  readonly is?: string;
}

/** What differs, by name. What a table takes with it is not listed beside the table; extensions and schemas may stay for others. */
export function differencesOf(before: Catalog, after: Catalog): readonly CatalogDifference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
  const found = keys.flatMap((key): CatalogDifference[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const [kind = '', name = ''] = [key.slice(0, key.indexOf('|')), key.slice(key.indexOf('|') + 1)];
    if (was === is || (was === undefined && /^(?:extension|schema)$/.test(kind))) return [];
    return [{ what: was === undefined ? 'left' : is === undefined ? 'lost' : 'changed', kind, name, ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) }];
  });
  const tables = found.filter(({ kind, what }) => kind === 'table' && what !== 'changed');
  return found.filter(({ kind, name, what, was, is }) => kind === 'table' || !tables.some(table => table.what === what && (name.startsWith(`${table.name}.`) || (kind === 'index' && (was ?? is ?? '').includes(` ON ${table.name} `)))));
}
