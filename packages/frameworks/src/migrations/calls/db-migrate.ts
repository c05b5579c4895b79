import { UNKNOWN_NAME, type ColumnSpec, type Range, type SqlOp } from '@assay/contract';
import type { Chain } from './chain.js';
import { defaultIn, flagIn, keysIn, nameIn, typeIn } from './columns.js';
import { IDLE, type Reading } from './reader.js';
import { literalOf, propertiesOf, resolved, type Ref } from './scope.js';

/** Calls of db-migrate's driver interface; functions among the arguments are called when it is done. https://db-migrate.readthedocs.io/en/latest/API/SQL/ */
export function dbMigrateCalls(chain: Chain): Reading | undefined {
  const [step] = chain.steps;
  if (!step) return IDLE;
  const args = step.args ?? [];
  const runs = args.filter((arg) => resolved(arg).expr.kind === 'function' && arg.expr.kind === 'function');
  if (/^(?:runSql|all|_run|_all|allAsync|runSqlAsync)$/.test(step.name) && args[0]) return { parts: [{ sql: args[0] }], runs };
  const ops = opsOf(step.name, args, nameIn(args[0]), chain.at);
  return ops && { parts: ops, runs };
}

function opsOf(name: string, args: readonly Ref[], table: string, at: Range): readonly SqlOp[] | undefined {
  switch (name) {
    case 'createTable': return [createTable(table, args, at)];
    case 'dropTable': return [{ op: 'drop-table', at, table, ...(flagIn(propertiesOf(args[1]), 'ifExists') ? { ifExists: true } : {}) }];
    case 'renameTable': return [{ op: 'rename-table', at, table, to: nameIn(args[1]) }];
    case 'addColumn': return [{ op: 'add-column', at, table, column: columnIn(nameIn(args[1]), args[2]) }];
    case 'removeColumn': return [{ op: 'drop-column', at, table, column: nameIn(args[1]) }];
    case 'renameColumn': return [{ op: 'rename-column', at, table, column: nameIn(args[1]), to: nameIn(args[2]) }];
    case 'changeColumn': return [{ op: 'redefine-column', at, table, column: nameIn(args[1]), to: columnIn(nameIn(args[1]), args[2]), keeps: true }];
    case 'addIndex': return [{ op: 'create-index', at, table, index: { name: nameIn(args[1]), columns: keysIn(args[2]), ...(literalOf(args[3]) === true ? { unique: true } : {}) } }];
    case 'removeIndex': return [{ op: 'drop-index', at, name: args[1] && resolved(args[1]).expr.kind !== 'function' ? nameIn(args[1]) : table }];
    case 'addForeignKey': return [{ op: 'add-constraint', at, table, constraint: { kind: 'foreign-key', name: nameIn(args[2]), columns: [...propertiesOf(args[3])?.keys() ?? [UNKNOWN_NAME]], references: { table: nameIn(args[1]), columns: [] } } }];
    case 'removeForeignKey': return [{ op: 'drop-constraint', at, table, kind: 'foreign-key', name: nameIn(args[1]) }];
    case 'insert': return [{ op: 'insert', at, tables: [table] }];
    case 'createDatabase': case 'dropDatabase': case 'switchDatabase': return [{ op: 'opaque', at, reason: name }];
    case 'close': case 'log': case 'connection': case 'escape': case 'escapeString': return [];
    default: return undefined;
  }
}

/** `createTable(name, columns)` or `createTable(name, { columns, ifNotExists })`. */
function createTable(table: string, args: readonly Ref[], at: Range): SqlOp {
  const options = propertiesOf(args[1]);
  const columns = propertiesOf(options?.get('columns')) ?? options;
  return {
    op: 'create-table', at, table, columns: [...columns ?? []].map(([name, ref]) => columnIn(name, ref)), constraints: [], indexes: [], ...(flagIn(options, 'ifNotExists') ? { ifNotExists: true } : {}), ...(columns ? {} : { open: true }),
  };
}

function columnIn(name: string, ref: Ref | undefined): ColumnSpec {
  const text = typeIn(ref);
  if (text !== undefined) return { name, type: text, nullable: true };
  const options = propertiesOf(ref);
  const type = typeIn(options?.get('type'));
  const length = literalOf(options?.get('length'));
  const key = flagIn(options, 'primaryKey');
  const foreign = propertiesOf(options?.get('foreignKey'));
  return {
    name, ...(type ? { type: typeof length === 'number' ? `${type}(${length})` : type } : {}), nullable: flagIn(options, 'notNull') !== true && !key, ...defaultIn(options?.get('defaultValue')), ...(key ? { primaryKey: true } : {}),
    ...(flagIn(options, 'unique') ? { unique: true } : {}), ...(foreign ? { references: { table: nameIn(foreign.get('table')), columns: [] } } : {}),
  };
}
