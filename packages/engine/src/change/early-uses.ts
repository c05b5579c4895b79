import { compareText, tableKey, type BackendModel, type EarlyUse, type Effect, type RepoPath } from '@assay/contract';
import type { ChangeSet } from '@assay/sources';

/** What stands for a commit where the work is not committed. */
const WORK_TREE = 'the work tree';

interface Input {
  readonly model: BackendModel;
  readonly set: ChangeSet;
  readonly sources: ReadonlyMap<RepoPath, string>;
  readonly earlier: ReadonlyMap<RepoPath, string>;
}

/** For each table that a migration of the change makes, the first of several: the use of it in changed code whose commit comes first. */
export function earlyUses({ model, set, sources, earlier }: Input): readonly EarlyUse[] {
  const added = new Set(set.files.filter(({ how }) => how === 'added').map(({ path }) => path));
  const changed = new Set(set.files.map(({ path }) => path));
  const effects = accesses(model).filter(({ at }) => changed.has(at.path));
  const units = model.migrations.filter(({ path }) => added.has(path)).map(unit => ({ unit, brought: indexOf(set, commit => commit.files.includes(unit.path)) }));
  const made = new Set<string>();
  return units.toSorted((a, b) => a.brought - b.brought).flatMap(({ unit, brought }) => {
    const tables = tablesOf(unit.ups.map(({ op }) => op)).filter(table => !made.has(tableKey(table)));
    for (const table of tables) made.add(tableKey(table));
    return tables.flatMap((table): EarlyUse[] => {
      const uses = effects.filter(({ access }) => access?.table !== undefined && tableKey(access.table) === tableKey(table)).flatMap(effect => {
        const { path } = effect.at;
        const word = wordFor(table, sources.get(path) ?? '');
        if (word === undefined || hasWord(earlier.get(path), word)) return [];
        return [{ effect, since: indexOf(set, ({ id, files }) => files.includes(path) && hasWord(set.textAt(id, path), word)) }];
      });
      const [first] = uses.sort((a, b) => a.since - b.since || compareText(a.effect.at.path, b.effect.at.path) || a.effect.at.start - b.effect.at.start);
      if (!first) return [];
      const commits = first.since < brought ? { commits: { use: nameOf(set, first.since), migration: nameOf(set, brought) } } : {};
      return [{ table, migration: unit.name, at: first.effect.at, label: first.effect.label, ...commits }];
    });
  });
}

function accesses(model: BackendModel): readonly Effect[] {
  const found = new Map<string, Effect>();
  for (const entry of model.endpoints) for (const effect of model.effects(entry)) if (effect.access) found.set(`${effect.at.path}:${effect.at.start}`, effect);
  return [...found.values()];
}

function tablesOf(ops: BackendModel['migrations'][number]['ups'][number]['op'][]): readonly string[] {
  return [...new Set(ops.flatMap(op => (op.op === 'create-table' && op.temporary !== true ? [op.table] : [])))];
}

/** Position of the first commit; after all of them when there is none: work that is not committed comes last. */
function indexOf({ commits }: ChangeSet, test: (commit: ChangeSet['commits'][number]) => boolean): number {
  const index = commits.findIndex(test);
  return index < 0 ? commits.length : index;
}

function nameOf({ commits }: ChangeSet, index: number): string {
  return commits[index]?.id ?? WORK_TREE;
}

function wordFor(table: string, text: string): string | undefined {
  const wanted = tableKey(table);
  for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) if (tableKey(word) === wanted) return word;
  return undefined;
}

function hasWord(text: string | undefined, word: string): boolean {
  return text !== undefined && new RegExp(`\\b${word}\\b`).test(text);
}
