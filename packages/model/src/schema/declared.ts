import { compareSpans, isKnownName, type DeclaredTable, type SchemaHistory, type SchemaMatch, type SchemaTable } from '@assay/contract';
import { ABSENT, fold, keyOfUnmentioned, type Store } from './store.js';

/** What is declared together must be found in a history to this share, before what is not found counts as missing. */
const MOST = 0.8;
const FEWEST = 3;

/** Each declared table with the table that migrations make for it: in the history that makes the most of what is declared together, if one clearly does. */
export function matchSchemas(declared: readonly DeclaredTable[], schemas: ReadonlyMap<string, Store>, tables: readonly SchemaTable[]): readonly SchemaMatch[] {
  const histories = [...schemas].map(([name, store]) => historyOf(name, store));
  const groups = new Map<string, DeclaredTable[]>();
  for (const table of declared) {
    const key = `${table.by} ${table.dialect} ${table.by === 'Prisma schema' ? table.at.path.slice(0, table.at.path.lastIndexOf('/')) : ''}`;
    groups.set(key, [...groups.get(key) ?? [], table]);
  }
  return [...groups.values()].flatMap((group) => matchGroup(group, histories, tables)).sort((a, b) => compareSpans(a.declared.at, b.declared.at));
}

function matchGroup(group: readonly DeclaredTable[], histories: readonly SchemaHistory[], tables: readonly SchemaTable[]): readonly SchemaMatch[] {
  const scored = histories.filter(({ dialect }) => group.every((one) => one.dialect === 'unknown' || dialect === 'unknown' || one.dialect === dialect))
    .map((history) => ({ history, found: group.filter((one) => nameIn(one, history) !== undefined).length })).sort((a, b) => b.found - a.found);
  const [best, next] = scored;
  if (!best || best.found < Math.max(FEWEST, group.length * MOST) || best.found === next?.found) return [];
  return group.map((declared): SchemaMatch => {
    // A second database has a history of its own.
    const others = nameIn(declared, best.history) === undefined ? scored.filter((one) => nameIn(declared, one.history) !== undefined) : [];
    const { history } = others.length === 1 ? others[0] ?? best : best;
    const name = nameIn(declared, history);
    const table = tables.find((one) => one.history === history.name && one.name === name);
    return { declared, history, ...(table ? { table } : {}) };
  });
}

/** The name under which the history knows the table. */
function nameIn({ names }: DeclaredTable, { mentions, dialect }: SchemaHistory): string | undefined {
  return names.map((name) => fold(name, dialect)).find((name) => mentions.has(name));
}

function historyOf(name: string, store: Store): SchemaHistory {
  const keys = store.entries('table|');
  const outside = store.entries('column|').flatMap(([key]) => keyOfUnmentioned(key.split('|')[1] ?? '') ?? []);
  const views = store.entries('object|view|').flatMap(([key, id]) => (id === ABSENT ? [] : [key.slice('object|view|'.length)]));
  const isWhole = !store.tainted && outside.length === 0 && keys.every(([key]) => isKnownName(key) && !store.uncertain.has(key));
  return { name, dialect: store.dialect, whole: isWhole, mentions: new Set([...[...keys.filter(([, id]) => id !== ABSENT).map(([key]) => key), ...outside].map((key) => key.slice('table|'.length)), ...views]) };
}
