import { compareText, type ColumnBefore, type MigrationStep, type MigrationUnit, type Reversal, type SchemaDifference } from '@assay/contract';
import { applySteps, type Failure } from './apply.js';
import { columnBefore } from './column-before.js';
import { differences } from './difference.js';
import { Store } from './store.js';

export interface Replay {
  /** What each group of migrations with a readable down leaves behind, on the schema that the migrations before it made. */
  readonly reversals: readonly Reversal[];
  readonly columnsBefore: ReadonlyMap<MigrationStep, ColumnBefore>;
  /** The schema in the end, by history. */
  readonly schemas: ReadonlyMap<string, Store>;
}

/** Applies all migrations, one after the other. */
export function replay(applied: readonly (readonly MigrationUnit[])[], isOfCode: (index: string) => boolean = () => false): Replay {
  const schemas = new Map<string, Store>();
  const columnsBefore = new Map<MigrationStep, ColumnBefore>();
  const reversals: Reversal[] = [];
  const shared = sharedFolders(applied.flat());
  for (const group of applied) {
    const [unit] = group;
    if (!unit) continue;
    const before = schemas.get(unit.history) ?? Store.empty(unit.dialect);
    if (shared.has(folderOf(unit.history))) before.tainted = true;
    const up = before.fork();
    const met = (step: MigrationStep): void => {
      const column = columnBefore(up, step.op);
      if (column) columnsBefore.set(step, column);
    };
    for (const part of group) applySteps(up, part.ups, met);
    const downs = group.toReversed().map((part) => (part.down.kind === 'present' || part.noop || group.length > 1 ? part.downs : undefined));
    if (group.some((part) => part.down.kind === 'present') && downs.every((steps) => steps !== undefined)) reversals.push(reversalOf(unit, group.flatMap((part) => part.ups), downs.flat(), { before, up, isOfCode }));
    schemas.set(unit.history, up.fork());
  }
  return { reversals, columnsBefore, schemas };
}

/** Folders with several histories: files without a mark of one database may belong to each, so that none is known to be whole. */
function sharedFolders(migrations: readonly MigrationUnit[]): ReadonlySet<string> {
  const histories = new Map<string, Set<string>>();
  for (const { history } of migrations) histories.set(folderOf(history), (histories.get(folderOf(history)) ?? new Set<string>()).add(history));
  return new Set([...histories].flatMap(([folder, own]) => (own.size > 1 ? [folder] : [])));
}

function folderOf(history: string): string {
  return history.split('#')[0] ?? history;
}

/** Migrations in the order in which their tools apply them. One that its tool cut into numbered files (`<stamp>000001_x`, `<stamp>000002_x`) is rolled back as one. */
export function migrationGroups(migrations: readonly MigrationUnit[]): readonly (readonly MigrationUnit[])[] {
  const found = new Map<string, MigrationUnit[]>();
  for (const unit of inOrder(migrations)) {
    const [, stamp, name] = /(\d{14})\d{6}_([^/]+)$/.exec(unit.path) ?? [];
    const key = stamp === undefined ? `${unit.path} ${unit.name}` : `${unit.history} ${stamp} ${name ?? ''}`;
    const group = found.get(key);
    if (group) group.push(unit);
    else found.set(key, [unit]);
  }
  return [...found.values()];
}

/** One history after the other, each in the order in which its tool applies it. */
function inOrder(migrations: readonly MigrationUnit[]): readonly MigrationUnit[] {
  const histories = new Map<string, MigrationUnit[]>();
  for (const unit of migrations.toSorted((a, b) => compare(a.path, b.path))) {
    const own = histories.get(unit.history);
    if (own) own.push(unit);
    else histories.set(unit.history, [unit]);
  }
  return [...histories.values()].flatMap((own) => (own.every(({ textOrder }) => textOrder) ? own.toSorted((a, b) => compareText(a.path, b.path)) : own));
}

/** Numbers in paths count by their value. */
function compare(a: string, b: string): number {
  const [one, other] = [a, b].map((path) => path.split(/(\d+)/));
  for (let i = 0; i < Math.max(one?.length ?? 0, other?.length ?? 0); i += 1) {
    const [left = '', right = ''] = [one?.[i], other?.[i]];
    const isNumber = i % 2 === 1 && left !== '' && right !== '';
    const order = isNumber ? left.replace(/^0+/, '').length - right.replace(/^0+/, '').length : 0;
    if (order !== 0) return order;
    const [x, y] = isNumber ? [left.replace(/^0+/, ''), right.replace(/^0+/, '')] : [left, right];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

interface Met { readonly before: Store; readonly up: Store; readonly isOfCode: (index: string) => boolean }

function reversalOf(unit: MigrationUnit, ups: readonly MigrationStep[], downs: readonly MigrationStep[], { before, up, isOfCode }: Met): Reversal {
  const after = up.fork();
  const failed = applySteps(after, downs);
  const isBlind = downs.some(({ op }) => op.op === 'opaque' && !op.tables);
  const isUpBlind = ups.some(({ op }) => op.op === 'opaque');
  const found = isBlind ? [] : differences(before, up, after, isUpBlind, isOfCode);
  const all = [...refused(downs), ...(isBlind ? [] : failed.map(failure)), ...found];
  const blind = downs.find(({ op }) => op.op === 'opaque');
  return {
    unit, differences: all, restores: all.length > 0 ? 'no' : blind ? 'unknown' : 'yes',
    because: blind ? [{ at: blind.at, message: 'This part of the down could not be read.' }] : [],
  };
}

/** Statements that their own grammar refuses, and calls that throw. */
function refused(downs: readonly MigrationStep[]): readonly SchemaDifference[] {
  return downs.flatMap(({ problem, throws, op, at, confidence }) => (throws !== undefined && !op.conditional ? [{ what: 'fails' as const, part: 'object' as const, name: 'call', detail: throws, at }] : problem !== undefined && confidence === 'unparsed' ? [{ what: 'fails' as const, part: 'object' as const, name: 'statement', detail: `the database refuses it: ${problem}`, at }] : []));
}

function failure({ at, name, detail }: Failure): SchemaDifference {
  return { what: 'fails', part: 'table', name, detail, at };
}
