import { isKnownName, type BackendModel, type MigrationNote, type MigrationStep, type MigrationUnit, type RuleMeta } from '@assay/contract';
import { blocksInMysql, blocksInPostgres, type Blocking, type Change } from './locks.js';

/** What a migration does to tables that were there before, and which of it holds a long lock. */
export interface ExistingChanges {
  readonly all: readonly MigrationStep[];
  readonly blocking: readonly { readonly step: MigrationStep; readonly blocking: Blocking }[];
}

/** `postgres`: the major version that the migrations run on. */
export type LockOptions = Readonly<Record<'postgres', number>>;

/** The option of the rules on locks. The default is the oldest version of PostgreSQL that is still maintained: what it locks, newer ones lock as well. */
export const LOCK_OPTIONS: Pick<RuleMeta, 'schema'> & { readonly defaults: LockOptions } = {
  schema: {
    type: 'object', additionalProperties: false,
    properties: { postgres: { type: 'integer', minimum: 9, description: 'The major version of PostgreSQL that the migrations run on: older ones lock more.' } },
  },
  defaults: { postgres: 14 },
};

/** `undefined` for databases whose locks are not known. `postgres`: the major version that the migrations run on. */
export function changesOfExisting(unit: MigrationUnit, { columnsBefore }: Pick<BackendModel, 'columnsBefore'>, postgres: number): ExistingChanges | undefined {
  const readers: Partial<Record<MigrationUnit['dialect'], (change: Change) => Blocking | undefined>> = { postgres: (change) => blocksInPostgres(change, postgres), mysql: blocksInMysql };
  const read = readers[unit.dialect] ?? (unit.drivers?.includes('postgres') ? onOneOf(unit.drivers, postgres) : undefined);
  if (!read || unit.online) return undefined;
  const all = unit.ups.filter((step, index) => changesExisting(step, new Set([...madeIn(unit, step), ...emptiedBefore(unit.ups, index)])) && !goesWithItsTable(unit.ups, index));
  return {
    all, blocking: all.flatMap((step) => {
      const before = columnsBefore.get(step);
      const blocking = read({ op: step.op, unit, ...(before ? { before } : {}) });
      return blocking ? [{ step, blocking }] : [];
    }),
  };
}

/** Locks on one of several databases are locks all the same: the change is the same for each of them. */
function onOneOf(drivers: readonly string[], version: number): (change: Change) => Blocking | undefined {
  return (change) => {
    const blocking = blocksInPostgres(change, version);
    return blocking && { ...blocking, what: `${blocking.what} (on PostgreSQL, one of the ${drivers.length} databases that the project has drivers of)` };
  };
}

/** Tables and materialized views that the unit makes itself; those made under a condition count for what runs under one too. */
function madeIn({ ups }: MigrationUnit, { op }: MigrationStep): ReadonlySet<string> {
  const isConditional = op.conditional === true;
  return new Set(ups.flatMap(({ op: other }) => {
    if (other.op === 'rename-table') return [other.to];
    if (other.conditional && !isConditional) return [];
    if (other.op === 'object') return other.object === 'materialized-view' && (other.action === 'create' || other.action === 'replace') ? [other.name] : [];
    return other.op === 'create-table' ? [other.table] : [];
  }));
}

/** Tables that have no rows, because an earlier step took all: nothing in them is long to read. */
function emptiedBefore(ups: readonly MigrationStep[], index: number): readonly string[] {
  return ups.slice(0, index).flatMap(({ op }) => (!op.conditional && (op.op === 'truncate' || (op.op === 'delete' && op.where === 'no')) ? op.tables : []));
}

/** An index dropped right before its column or table takes no lock that the drop would not take. */
function goesWithItsTable(ups: readonly MigrationStep[], index: number): boolean {
  const dropped = ups[index]?.op;
  if (dropped?.op !== 'drop-index') return false;
  const next = ups.slice(index + 1).find(({ op }) => op.op !== 'drop-index' && op.op !== 'drop-constraint' && op.op !== 'inert')?.op;
  if (next?.op === 'object') return next.action === 'drop' && next.object === 'materialized-view';
  return (next?.op === 'drop-table' || next?.op === 'drop-column') && (dropped.table === undefined || dropped.table === next.table);
}

/** Is it a change of a table that the unit did not make itself? */
function changesExisting({ op }: MigrationStep, made: ReadonlySet<string>): boolean {
  if (op.op === 'drop-index') return op.table === undefined || !made.has(op.table);
  const table = 'table' in op && op.op !== 'object' && op.op !== 'create-table' && op.op !== 'drop-table' ? op.table : undefined;
  return table !== undefined && isKnownName(table) && !made.has(table);
}

type Accepted = Extract<MigrationNote, { kind: 'accepted' }>;

/** Checks of other linters that are about the same locks. https://squawkhq.com/docs/rules and https://atlasgo.io/lint/analyzers */
const SAME: Readonly<Record<string, readonly Blocking['variant'][]>> = {
  'require-concurrent-index-creation': ['index'], 'require-concurrent-index-deletion': ['drop-index'], 'disallowed-unique-constraint': ['index'], 'adding-field-with-default': ['rewrite'], 'changing-column-type': ['rewrite'],
  'adding-required-field': ['required'], 'adding-not-nullable-field': ['required', 'scan'], 'constraint-missing-not-valid': ['scan'], 'adding-foreign-key-constraint': ['scan'],
  concurrent_index: ['index', 'drop-index'], data_depend: ['required', 'index', 'scan'],
};

/** The note that lets this step be: on the file, or right before the statement. */
export function acceptedBy({ notes, ups }: MigrationUnit, step: MigrationStep, variant: Blocking['variant']): Accepted | undefined {
  return notes.find((note): note is Accepted => {
    if (note.kind !== 'accepted' || note.at.path !== step.at.path) return false;
    if (note.names.length > 0 && !note.names.some((name) => SAME[name]?.includes(variant))) return false;
    if (note.wholeFile) return true;
    const [next] = ups.filter(({ at }) => at.path === note.at.path && at.start >= note.at.end);
    return next !== undefined && (next === step || (next.at.path === step.at.path && next.statement !== undefined && next.statement === step.statement));
  });
}
