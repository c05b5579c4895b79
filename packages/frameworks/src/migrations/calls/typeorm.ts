import { UNKNOWN_NAME, type ColumnSpec, type ConstraintSpec, type IndexSpec, type SqlOp } from '@assay/contract';
import type { Chain, Step } from './chain.js';
import { defaultIn, flagIn, nameIn, typeIn } from './columns.js';
import { IDLE, type Reading } from './reader.js';
import { itemsOf, literalOf, propertiesOf, resolved, textOf, textsOf, type Ref } from './scope.js';

const LOOKS = /^(?:hasTable|hasColumn|hasSchema|hasDatabase|getTable|getTables|getView|getViews|startTransaction|commitTransaction|rollbackTransaction|connect|release|connection|isTransactionActive|enableSqlMemory|disableSqlMemory)$/;

/** Calls of TypeORM's query runner. https://typeorm.io/docs/migrations/api */
export function typeormCalls(chain: Chain): Reading | undefined {
  const query = chain.steps.find((step) => step.name === 'query');
  if (query?.args?.[0]) return { parts: [{ sql: query.args[0] }] };
  const [step] = chain.steps;
  if (!step || LOOKS.test(step.name)) return IDLE;
  const ops = opsOf(step, chain);
  return ops && { parts: ops };
}

function opsOf({ name, args = [] }: Step, { at }: Chain): readonly SqlOp[] | undefined {
  const table = tableIn(args[0]);
  const options = made(args[1]);
  const many = itemsOf(args[1])?.map((item) => made(item));
  switch (name) {
    case 'createTable': return [createTable(args, at)];
    case 'dropTable': return [{ op: 'drop-table', at, table, ...(literalOf(args[1]) === true ? { ifExists: true } : {}) }];
    case 'renameTable': return [{ op: 'rename-table', at, table, to: nameIn(args[1]) }];
    case 'addColumn': return [{ op: 'add-column', at, table, column: columnIn(options) }];
    case 'addColumns': return many ? many.map((item) => ({ op: 'add-column', at, table, column: columnIn(item) })) : undefined;
    case 'dropColumn': return [{ op: 'drop-column', at, table, column: options ? nameIn(options.get('name')) : nameIn(args[1]) }];
    case 'dropColumns': return textsOf(args[1])?.map((column) => ({ op: 'drop-column', at, table, column }));
    case 'renameColumn': return [{ op: 'rename-column', at, table, column: nameIn(args[1]), to: made(args[2]) ? nameIn(made(args[2])?.get('name')) : nameIn(args[2]) }];
    case 'changeColumn': return [{ op: 'redefine-column', at, table, column: options ? nameIn(options.get('name')) : nameIn(args[1]), to: columnIn(made(args[2])) }];
    case 'createIndex': return [{ op: 'create-index', at, table, index: indexIn(options) }];
    case 'createIndices': return many?.map((item) => ({ op: 'create-index', at, table, index: indexIn(item) }));
    case 'dropIndex': return [{ op: 'drop-index', at, table, name: options ? nameIn(options.get('name')) : nameIn(args[1]) }];
    case 'createForeignKey': return [{ op: 'add-constraint', at, table, constraint: foreignIn(options) }];
    case 'createForeignKeys': return many?.map((item) => ({ op: 'add-constraint', at, table, constraint: foreignIn(item) }));
    case 'createUniqueConstraint': return [{ op: 'add-constraint', at, table, constraint: { kind: 'unique', name: nameIn(options?.get('name')), columns: textsOf(options?.get('columnNames')) ?? [UNKNOWN_NAME] } }];
    case 'createCheckConstraint': return [{ op: 'add-constraint', at, table, constraint: { kind: 'check', name: nameIn(options?.get('name')), columns: [] } }];
    case 'createPrimaryKey': return [{ op: 'add-constraint', at, table, constraint: { kind: 'primary-key', columns: textsOf(args[1]) ?? [UNKNOWN_NAME] } }];
    case 'dropForeignKey': case 'dropUniqueConstraint': case 'dropCheckConstraint': return [{ op: 'drop-constraint', at, table, name: options ? nameIn(options.get('name')) : nameIn(args[1]) }];
    case 'dropPrimaryKey': return [{ op: 'drop-constraint', at, table, kind: 'primary-key' }];
    case 'clearTable': return [{ op: 'truncate', at, tables: [table] }];
    case 'createSchema': return [{ op: 'object', at, object: 'schema', action: 'create', name: table }];
    case 'dropSchema': return [{ op: 'object', at, object: 'schema', action: 'drop', name: table }];
    case 'createView': return [{ op: 'object', at, object: 'view', action: 'create', name: made(args[0]) ? nameIn(made(args[0])?.get('name')) : table }];
    case 'dropView': return [{ op: 'object', at, object: 'view', action: 'drop', name: table }];
    default: return undefined;
  }
}

/** The options of `new Table({..})`, or plain ones. */
function made(ref: Ref | undefined): ReadonlyMap<string, Ref> | undefined {
  if (!ref) return undefined;
  const { expr, scope } = resolved(ref);
  return expr.kind === 'new' ? propertiesOf(expr.args[0] && { expr: expr.args[0], scope }) : propertiesOf(ref);
}

/** `'t'`, or an object with a name. */
function tableIn(ref: Ref | undefined): string {
  const options = made(ref);
  return nameIn(options ? options.get('name') : ref).replace(/^public\./, '');
}

function createTable(args: readonly Ref[], at: Chain['at']): SqlOp {
  const options = made(args[0]);
  const columns = itemsOf(options?.get('columns'));
  const keys = itemsOf(options?.get('foreignKeys')) ?? [];
  const indices = itemsOf(options?.get('indices')) ?? [];
  return {
    op: 'create-table', at, table: tableIn(args[0]), columns: (columns ?? []).map((item) => columnIn(made(item))), constraints: keys.map((item) => foreignIn(made(item))), indexes: indices.map((item) => indexIn(made(item))),
    ...(literalOf(args[1]) === true ? { ifNotExists: true } : {}), ...(columns ? {} : { open: true }),
  };
}

function columnIn(options: ReadonlyMap<string, Ref> | undefined): ColumnSpec {
  const type = typeIn(options?.get('type'));
  const length = textOf(options?.get('length'));
  const key = flagIn(options, 'isPrimary');
  const value = textOf(options?.get('default')) ?? literalOf(options?.get('default'));
  return {
    name: nameIn(options?.get('name')), ...(type ? { type: length ? `${type}(${length})` : type } : {}), nullable: flagIn(options, 'isNullable') === true && !key,
    ...(options?.has('default') && value !== null ? { ...(value === undefined ? defaultIn(options.get('default')) : { default: /^(?:now\(\)|current_timestamp(?:\(\d*\))?)$/i.test(String(value)) ? 'now()' : String(value) }) } : {}),
    ...(key ? { primaryKey: true } : {}), ...(flagIn(options, 'isUnique') ? { unique: true } : {}), ...(/uuid|random/i.test(String(value)) || flagIn(options, 'isGenerated') ? { volatileDefault: true } : {}),
  };
}

function indexIn(options: ReadonlyMap<string, Ref> | undefined): IndexSpec {
  return { name: nameIn(options?.get('name')), columns: textsOf(options?.get('columnNames')) ?? [UNKNOWN_NAME], ...(flagIn(options, 'isUnique') ? { unique: true } : {}), ...(options?.has('where') ? { partial: true } : {}) };
}

function foreignIn(options: ReadonlyMap<string, Ref> | undefined): ConstraintSpec {
  return {
    kind: 'foreign-key', name: nameIn(options?.get('name')), columns: textsOf(options?.get('columnNames')) ?? [UNKNOWN_NAME],
    references: { table: nameIn(options?.get('referencedTableName')), columns: textsOf(options?.get('referencedColumnNames')) ?? [UNKNOWN_NAME] },
  };
}
