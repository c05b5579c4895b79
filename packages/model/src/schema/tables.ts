import { compareText, isKnownName, type SchemaTable, type Span } from '@assay/contract';
import { ABSENT, keyOfUnmentioned, type KeyInfo, type Store } from './store.js';

/** The tables that exist when every migration has run, with what is on them. */
export function schemaTables(schemas: ReadonlyMap<string, Store>): readonly SchemaTable[] {
  return [...schemas].flatMap(([history, store]) => tablesOf(history, store)).sort((a, b) => compareText(a.history, b.history) || compareText(a.name, b.name));
}

function tablesOf(history: string, store: Store): readonly SchemaTable[] {
  return store.entries('table|').flatMap(([key, id]): SchemaTable[] => {
    const at = store.complete.get(id);
    const name = key.slice('table|'.length);
    if (id === ABSENT || !at || store.uncertain.has(key) || !isKnownName(name)) return [];
    const columns = store.entries(`column|${id}|`).filter(([, value]) => value !== ABSENT);
    const nameOf = (value: string): string => columns.find(([, own]) => own === value)?.[0].split('|')[2] ?? keyOfUnmentioned(value)?.split('|')[2] ?? value;
    const own = [...store.entries(`constraint|${id}|`), ...store.entries('index|')].flatMap(([path, value]): (KeyInfo & { readonly isSure: boolean })[] => {
      const info = store.infos.get(value);
      return info?.table === id ? [{ ...info, isSure: info.unnamed === true || !store.uncertain.has(path) }] : [];
    });
    const keys = own.filter(({ isSure }) => isSure);
    return [{
      name, history, dialect: store.dialect, at, complete: !store.tainted && keys.length === own.length && !columns.some(([path]) => store.uncertain.has(path)),
      columns: columns.map(([own, value]) => columnOf(own.split('|')[2] ?? '', value, store, at)),
      indexes: keys.filter((info) => info.kind === 'index').map((info) => ({ name: info.name, columns: info.columns.map(nameOf), unique: info.unique, partial: info.partial, at: info.at })),
      keys: keys.filter((info) => info.kind !== 'index').map((info) => ({
        kind: info.kind, name: info.name, columns: info.columns.map(nameOf), at: info.at, ...(info.references === undefined ? {} : { references: store.titleOf(info.references) }),
      })),
    }];
  });
}

function columnOf(name: string, id: string, store: Store, at: Span): SchemaTable['columns'][number] {
  const read = (attribute: string): string | undefined => {
    const value = store.get(`${attribute}|${id}`);
    return value.startsWith('?') || value.includes('#') ? undefined : value;
  };
  const type = read('type');
  const nullable = read('nullable');
  const value = read('default');
  return { name, at, ...(type ? { type } : {}), ...(nullable ? { nullable: nullable === 'yes' } : {}), ...(value && value !== 'none' ? { default: value } : {}) };
}
