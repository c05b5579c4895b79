import { compareText, groupBy, tableKey, columnKey, type BackendModel, type DeclaredTable, type MigrationUnit, type Reversal, type SchemaTable, type Span, type TableUse } from '@assay/contract';
import type { IndexEvidence, MatrixRow, MigrationEvidence, ReviewPlace, ReviewReport, RollbackState, TableEvidence, TableSchema } from './model.js';

type DataModel = Pick<BackendModel, 'tableUses' | 'tables' | 'declaredTables' | 'migrations' | 'migrationGroups' | 'reversals'>;
type PlaceOf = (span: Span) => ReviewPlace;

/** Keys that the database keeps as an index. */
const INDEXED: Readonly<Record<string, IndexEvidence['kind']>> = { 'primary-key': 'primary-key', unique: 'unique' };

/** The tables with those who use them and what finds their rows, and how each migration can be taken back. */
export function dataOf(model: DataModel, rows: readonly MatrixRow[], placeOf: PlaceOf): ReviewReport['data'] {
  const shown = new Set(rows.map(({ id }) => id));
  const uses = groupBy(model.tableUses(), ({ table }) => tableKey(table));
  const schemas = groupBy(model.tables, ({ name }) => tableKey(name));
  const declared = groupBy(model.declaredTables, ({ names }) => names.map(tableKey).find((key) => schemas.has(key) || uses.has(key)) ?? tableKey(names[0] ?? ''));
  const keys = [...new Set([...uses.keys(), ...schemas.keys(), ...declared.keys()])].sort(compareText);
  const rollbacks = rollbacksOf(model);
  return {
    tables: keys.map((key) => tableOf({ uses: uses.get(key) ?? [], schemas: schemas.get(key) ?? [], declared: declared.get(key) ?? [] }, shown, placeOf)),
    migrations: model.migrations.map((unit) => migrationOf(unit, rollbacks.get(unit), placeOf)).sort((a, b) => compareText(a.name, b.name) || compareText(a.path, b.path)),
  };
}

interface Known { readonly uses: readonly TableUse[]; readonly schemas: readonly SchemaTable[]; readonly declared: readonly DeclaredTable[] }

function tableOf({ uses, schemas, declared }: Known, shown: ReadonlySet<string>, placeOf: PlaceOf): TableEvidence {
  const users = (wanted: (use: TableUse) => boolean): readonly string[] => [...new Set(uses.filter(wanted).flatMap(({ entries, jobs, functions }) => [
    ...entries.filter((id) => shown.has(id)), ...jobs.map((name) => `job ${name}`), ...functions.map((name) => `function ${name}`),
  ]))].sort();
  return {
    name: schemas[0]?.name ?? declared[0]?.names[0] ?? uses[0]?.table ?? '', readBy: users(({ op }) => op === 'read'), writtenBy: users(({ op }) => op !== 'read' && op !== 'raw'),
    accesses: { all: uses.length, conditions: uses.filter(({ columns }) => columns.length > 0).length },
    schemas: schemas.map((schema) => schemaOf(schema, uses, placeOf)),
    declared: declared.map(({ at, by }) => ({ ...placeOf(at), by })),
  };
}

function schemaOf({ at, complete, columns, indexes, keys }: SchemaTable, uses: readonly TableUse[], placeOf: PlaceOf): TableSchema {
  const kept = keys.flatMap((key) => {
    const kind = INDEXED[key.kind];
    return kind ? [{ name: key.name, kind, columns: key.columns, partial: false }] : [];
  });
  const all = [...kept, ...indexes.map(({ name, columns: own, unique, partial }) => ({ name, kind: unique ? 'unique' as const : 'index' as const, columns: own, partial }))];
  return {
    ...placeOf(at), complete, columns: columns.map(({ name, type, nullable }) => ({ name, ...(type === undefined ? {} : { type }), ...(nullable === undefined ? {} : { nullable }) })),
    indexes: all.map((index) => ({ ...index, queries: queriesOf(index.columns[0], uses, placeOf) })).sort((a, b) => compareText(a.name, b.name)),
    references: keys.flatMap(({ kind, columns: own, references }) => (kind === 'foreign-key' && references !== undefined ? [`${own.join(', ')} to ${references}`] : [])).sort(),
  };
}

/** Accesses whose conditions name the first column: only those can be served by the index. */
function queriesOf(first: string | undefined, uses: readonly TableUse[], placeOf: PlaceOf): IndexEvidence['queries'] {
  if (first === undefined) return [];
  const wanted = columnKey(first);
  return uses.filter(({ table, columns }) => columns.some((column) => isOf(column, table) && columnKey(column) === wanted)).map(({ at, label }) => ({ ...placeOf(at), label }));
}

function isOf(column: string, table: string): boolean {
  const owner = column.includes('.') ? column.slice(0, column.lastIndexOf('.')) : table;
  return tableKey(owner) === tableKey(table);
}

/** What is known of going back, for every unit of a group: the reversal stands at one of them. */
function rollbacksOf({ migrations, migrationGroups, reversals }: DataModel): ReadonlyMap<MigrationUnit, Reversal> {
  const byUnit = new Map(reversals.map((reversal) => [reversal.unit, reversal]));
  return new Map([...migrations.map((unit) => [unit]), ...migrationGroups].flatMap((group) => {
    const reversal = group.map((unit) => byUnit.get(unit)).find((one) => one !== undefined);
    return reversal ? group.map((unit) => [unit, reversal] as const) : [];
  }));
}

function migrationOf(unit: MigrationUnit, reversal: Reversal | undefined, placeOf: PlaceOf): MigrationEvidence {
  const differences = reversal?.differences.map(({ what, part, name, detail }) => `${what} ${part} ${name}: ${detail}`) ?? [];
  return { ...placeOf(unit.at), name: unit.name, tool: unit.tool, down: unit.down.kind, rollback: stateOf(unit, reversal), differences, destructive: unit.destructive };
}

function stateOf({ noop, down }: MigrationUnit, reversal: Reversal | undefined): RollbackState {
  if (noop) return 'nothing-to-undo';
  switch (down.kind) {
    case 'present': return reversal === undefined || reversal.restores === 'unknown' ? 'unknown' : reversal.restores === 'yes' ? 'restores' : 'differs';
    case 'empty': case 'absent': return 'none';
    case 'inferred': return 'derived';
    default: return down.kind;
  }
}
