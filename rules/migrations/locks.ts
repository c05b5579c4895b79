import { isKnownName, type ColumnBefore, type MigrationUnit, type SqlOp, type SqlOpOf } from '@assay/contract';
import { rewritesInMysql, rewritesInPostgres } from './retyping.js';

/** A change that holds a lock for as long as the table is big. */
export interface Blocking {
  readonly variant: 'rewrite' | 'scan' | 'index' | 'required' | 'drop-index';
  /** What happens, as a sentence without its full stop. */
  readonly what: string;
  readonly instead: string;
  /** What would make it harmless, where that cannot be seen. */
  readonly unsure?: string;
}

/** A change, and what is known of where it happens. */
export interface Change {
  readonly op: SqlOp;
  readonly unit: MigrationUnit;
  /** Of a change of a column: what it was. */
  readonly before?: ColumnBefore;
}

const SERIAL = /^(?:big|small)?serial\d?$/;

/** The version from which on a constant default rewrites nothing, and the one from which on a validated check spares the scan for NOT NULL. */
const FAST_DEFAULT = 11;
const KNOWN_NOT_NULL = 12;

/** PostgreSQL of a major version: https://www.postgresql.org/docs/current/sql-altertable.html and explicit-locking.html. */
export function blocksInPostgres({ op, unit, before = {} }: Change, version: number): Blocking | undefined {
  switch (op.op) {
    case 'create-index': return op.concurrently ? undefined : {
      variant: 'index', what: `Index ${op.index.name ?? `on ${op.table}`} is built without CONCURRENTLY: ${op.table} takes no writes until it is ready`, instead: 'Build the index CONCURRENTLY, in a migration of its own that runs outside a transaction.',
    };
    case 'drop-index': return op.concurrently ? undefined : {
      variant: 'drop-index', what: `${op.name !== undefined && isKnownName(op.name) ? `Index ${op.name}` : 'An index'} is dropped without CONCURRENTLY: its table is locked against every query meanwhile`, instead: 'Drop the index CONCURRENTLY, outside a transaction.',
    };
    case 'add-constraint': return constraintInPostgres(op);
    case 'validate-constraint': return validationInPostgres(op, unit);
    case 'set-not-null': return before.required || (version >= KNOWN_NOT_NULL && isValidated(op.table, unit)) ? undefined : requiredInPostgres(op.table, op.column);
    case 'alter-type': return retypedInPostgres(op, before);
    case 'redefine-column': return redefinedInPostgres(op, before);
    case 'add-column': return columnInPostgres(op, version);
    case 'alter-table': return op.rewrites ? { variant: 'rewrite', what: `${op.what} rewrites ${op.table} under an exclusive lock`, instead: 'Make the new table beside the old one and move the rows in batches.' } : undefined;
    default: return undefined;
  }
}

const MOVED = 'Add a column of the new type, write to both, copy the rows in batches, and drop the old column in a later release.';

/** What `USING` computes is written to every row. */
function retypedInPostgres({ table, column, type, using }: SqlOpOf<'alter-type'>, before: ColumnBefore): Blocking | undefined {
  const rewrites = using || type === undefined || before.type === undefined ? undefined : rewritesInPostgres(before.type, type);
  if (rewrites === false) return undefined;
  return {
    variant: 'rewrite', what: `Changing the type of ${table}.${column}${rewrites ? ` from ${before.type ?? ''}` : ''}${type ? ` to ${type}` : ''} rewrites ${table} under an exclusive lock`, instead: MOVED,
    ...(using || rewrites ? {} : { unsure: 'the old type is binary compatible with it' }),
  };
}

/** A builder says all of the column again: what it was before stays as it is. */
function redefinedInPostgres({ table, column, to }: SqlOpOf<'redefine-column'>, before: ColumnBefore): Blocking | undefined {
  if (to.type === undefined) return undefined;
  const rewrites = before.type === undefined ? undefined : rewritesInPostgres(before.type, to.type);
  if (rewrites === false) return to.nullable === false && before.required === false ? requiredInPostgres(table, column) : undefined;
  return {
    variant: 'rewrite', what: `Declaring ${table}.${column} anew as ${to.type}${rewrites ? `, which was ${before.type ?? ''},` : ''} rewrites ${table} under an exclusive lock`, instead: MOVED,
    ...(rewrites ? {} : { unsure: 'its type was that before, or is binary compatible with it' }),
  };
}

function requiredInPostgres(table: string, column: string): Blocking {
  return {
    variant: 'scan', what: `SET NOT NULL reads all of ${table} under an exclusive lock to check ${column}`,
    instead: `Add CHECK (${column} IS NOT NULL) NOT VALID, validate it in a later migration, then SET NOT NULL (which uses the validated check) and drop the check.`,
  };
}

function constraintInPostgres({ constraint, table }: SqlOpOf<'add-constraint'>): Blocking | undefined {
  const { kind, notValid, usingIndex, name } = constraint;
  const label = name !== undefined && isKnownName(name) ? name : `a ${kind} constraint`;
  if (kind === 'foreign-key' || kind === 'check') {
    return notValid ? undefined : {
      variant: 'scan', what: `Adding ${label} checks every row of ${table} while ${kind === 'foreign-key' ? 'writes to it and to the table it references wait' : 'the table is locked'}`,
      instead: 'Add the constraint NOT VALID, and VALIDATE CONSTRAINT in a later migration, which lets writes go on.',
    };
  }
  if (kind === 'unique' || kind === 'primary-key') {
    return usingIndex ? undefined : { variant: 'index', what: `Adding ${label} builds its index while ${table} is locked`, instead: 'Build the unique index CONCURRENTLY first, then add the constraint USING INDEX.' };
  }
  return kind === 'exclude' ? { variant: 'index', what: `Adding ${label} builds its index while ${table} is locked`, instead: 'There is no concurrent form: plan for the time it takes.' } : undefined;
}

/** Validating in the transaction that added the constraint keeps the lock of the addition. */
function validationInPostgres({ table, name }: SqlOpOf<'validate-constraint'>, unit: MigrationUnit): Blocking | undefined {
  const ops = unit.ups.map(({ op }) => op);
  const added = ops.findIndex((op) => op.op === 'add-constraint' && op.table === table && op.constraint.name === name);
  const validated = ops.findIndex((op) => op.op === 'validate-constraint' && op.table === table && op.name === name);
  if (added < 0 || ops.slice(added, validated).some((op) => op.op === 'transaction' && op.what === 'commit')) return undefined;
  const isOpened = ops.slice(0, added).some((op) => op.op === 'transaction' && op.what === 'begin');
  return {
    variant: 'scan', what: `${name} is validated in the transaction that adds it: every row of ${table} is checked under the lock of the addition`, instead: 'Validate it in a migration of its own.',
    ...(isOpened ? {} : { unsure: 'the migration runs outside a transaction' }),
  };
}

/** A foreign key of a column without a default is not checked: every row holds NULL in it. A default has each row checked, be it NULL. */
function columnInPostgres({ column, table }: SqlOpOf<'add-column'>, version: number): Blocking | undefined {
  const name = `${table}.${column.name}`;
  if (column.generated) return { variant: 'rewrite', what: `Adding the generated column ${name} computes it for every row of ${table} under an exclusive lock`, instead: 'Add a plain column, fill it in batches, and keep it up to date with a trigger.' };
  if (column.volatileDefault || SERIAL.test(column.type ?? '')) {
    return { variant: 'rewrite', what: `The default of ${name} is computed for every row: ${table} is rewritten under an exclusive lock`, instead: 'Add the column without the default, set the default for new rows, and fill the old ones in batches.' };
  }
  if (column.default !== undefined && version < FAST_DEFAULT) return { variant: 'rewrite', what: `Before PostgreSQL ${FAST_DEFAULT}, adding ${name} with a default rewrites ${table} under an exclusive lock`, instead: 'Add the column without the default, set the default for new rows, and fill the old ones in batches.' };
  if (column.computedDefault) return { variant: 'rewrite', what: `The default of ${name} calls a function: ${table} is rewritten under an exclusive lock`, instead: 'Add the column without the default, set the default for new rows, and fill the old ones in batches.', unsure: 'the function is declared STABLE or IMMUTABLE' };
  if (column.references && (column.default !== undefined || column.nullDefault)) return { variant: 'scan', what: `Adding ${name} with a default and a foreign key locks ${table} and ${column.references.table} against writes and checks every row`, instead: 'Add the column without the default (new NULLs are not checked), or the foreign key NOT VALID afterwards, and validate it in a later migration.' };
  if (column.unique) return { variant: 'index', what: `Adding the unique column ${name} builds its index while ${table} is locked`, instead: 'Add the column, build the unique index CONCURRENTLY, then add the constraint USING INDEX.' };
  return column.nullable === false && column.default === undefined && !column.primaryKey ? {
    variant: 'required', what: `${name} is added NOT NULL without a default: it fails as soon as ${table} has a row`, instead: 'Give it a constant default, or add it nullable, fill it in batches and make it required later.',
  } : undefined;
}

/** A check of the same table that was validated spares the scan. */
function isValidated(table: string, unit: MigrationUnit): boolean {
  return unit.ups.some(({ op }) => op.op === 'validate-constraint' && op.table === table);
}

/** MySQL 8 with InnoDB: https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html. */
export function blocksInMysql({ op, before }: Change): Blocking | undefined {
  const instead = 'Use an online schema change (gh-ost, pt-online-schema-change), or add a new column and move the rows in batches.';
  switch (op.op) {
    case 'alter-type': return { variant: 'rewrite', what: `Changing the type of ${op.table}.${op.column} copies ${op.table} while writes wait`, instead };
    case 'redefine-column': return redefinedInMysql(op, before, instead);
    case 'alter-table': return op.rewrites ? { variant: 'rewrite', what: `${op.what} copies ${op.table} while writes wait`, instead } : undefined;
    case 'drop-constraint': return op.kind === 'primary-key' ? { variant: 'rewrite', what: `Dropping the primary key copies ${op.table} while writes wait`, instead } : undefined;
    case 'add-constraint': return op.constraint.kind === 'foreign-key' ? { variant: 'scan', what: `Adding a foreign key copies ${op.table} and checks every row while writes wait`, instead, unsure: 'foreign_key_checks is off' } : undefined;
    case 'add-column': return op.column.generated ? { variant: 'rewrite', what: `Adding the stored generated column ${op.table}.${op.column.name} copies ${op.table} while writes wait`, instead } : undefined;
    default: return undefined;
  }
}

/** Only another type copies the table: whether NULL is allowed, and the default, change while writes go on. */
function redefinedInMysql({ table, column, to }: SqlOpOf<'redefine-column'>, before: ColumnBefore | undefined, instead: string): Blocking | undefined {
  const rewrites = before?.type === undefined || to.type === undefined ? undefined : rewritesInMysql(before.type, to.type);
  if (rewrites === false) return undefined;
  return {
    variant: 'rewrite', what: `Declaring ${table}.${column} anew${rewrites ? ` as ${to.type ?? ''}, which was ${before?.type ?? ''},` : ''} copies ${table} while writes wait`, instead, ...(rewrites ? {} : { unsure: 'its type stays the same' }),
  };
}
