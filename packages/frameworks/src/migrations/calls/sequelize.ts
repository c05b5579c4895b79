import { UNKNOWN_NAME, type ColumnSpec, type ConstraintKind, type Expr, type FileFacts, type SqlOp } from '@assay/contract';
import { writtenName } from '../code/resolve.js';
import { argsOf, type Chain, type Step } from './chain.js';
import { defaultIn, flagIn, nameIn } from './columns.js';
import { IDLE, type Reading } from './reader.js';
import { literalOf, propertiesOf, itemsOf, resolved, textOf, textsOf, type Ref } from './scope.js';

const LOOKS = /^(?:describeTable|showAllTables|showIndex|tableExists|rawSelect|getForeignKeyReferencesForTable|getForeignKeysForTables|showConstraint|select|getDialect|escape|quoteIdentifier\w*|literal|fn|col|where|define|model|models|QueryTypes|close|authenticate|nameIndexes|commit|rollback|getQueryInterface|databaseVersion|random|import)$/;
const KINDS: Readonly<Record<string, ConstraintKind>> = { 'primary key': 'primary-key', unique: 'unique', 'foreign key': 'foreign-key', check: 'check' };

/** Calls of Sequelize's query interface. https://sequelize.org/api/v6/class/src/dialects/abstract/query-interface.js~queryinterface */
export function sequelizeCalls(chain: Chain): Reading | undefined {
  const query = argsOf(chain, 'query');
  if (query?.[0]) return { parts: [{ sql: textHolder(query[0]) }] };
  const step = chain.steps.findLast((one) => one.args !== undefined);
  if (!step) return IDLE;
  if (step.name === 'transaction') return { parts: [], runs: (step.args ?? []).filter((arg) => resolved(arg).expr.kind === 'function') };
  if (LOOKS.test(step.name) || chain.steps.some((one) => one.name === 'QueryTypes')) return IDLE;
  const ops = opsOf(step, chain);
  if (ops) return { parts: [...ops, ...enumsOf(ops, chain)] };
  return lacks(chain) ? { parts: [], throws: `the query interface of Sequelize has no ${step.name}: the call throws` } : undefined;
}

/** Names that one may take for methods of the query interface. It has `addIndex`, `removeIndex`, `addColumn`, `removeColumn`, `changeColumn`, `addConstraint`, `removeConstraint`, `createTable`, `dropTable`, in all versions. */
const LACKS = /^(?:(?:drop|delete|create|rename|alter)Index|(?:drop|delete|create|alter)Columns?|(?:drop|delete|create|rename)Constraint|(?:drop|delete|remove|add|create)ForeignKey|(?:delete|remove|add|alter|change)Table)$/;

/** Called on the query interface itself, which has no such method. */
function lacks({ root, steps: [first, ...more], scope }: Chain): boolean {
  const isInterface = root.kind === 'name' && /^_?query_?interface$/i.test(scope.file.bindings[root.binding]?.name ?? '');
  return isInterface && first?.args !== undefined && more.length === 0 && LACKS.test(first.name) && scope.project.dependsOn('sequelize');
}

/**
 * On PostgreSQL the column of an enumeration has a type of its own. `dropTable` drops it for tables of which a model is registered, and its command line registers none:
 * https://github.com/sequelize/sequelize/blob/v6/src/dialects/postgres/query-interface.js. A column that is changed makes the type where it is not there.
 */
function enumsOf(ops: readonly SqlOp[], { at, scope: { file, project } }: Chain): readonly SqlOp[] {
  if (file.dialect !== 'postgres' || !project.dependsOn('sequelize-cli')) return [];
  return ops.flatMap((op) => {
    const columns = op.op === 'create-table' ? op.columns : op.op === 'add-column' ? [op.column] : op.op === 'redefine-column' ? [op.to] : [];
    return columns.flatMap(({ name, type }) => ('table' in op && op.table !== undefined && type?.startsWith('enum(') && !op.table.includes('.') ? [{ op: 'object' as const, at, object: 'enum' as const, action: 'create' as const, name: `enum_${op.table}_${name}`, ...(op.op === 'redefine-column' ? { conditional: true } : {}) }] : []));
  });
}

/** `query({ query: 'text' })`. */
function textHolder(ref: Ref): Ref {
  return propertiesOf(ref)?.get('query') ?? ref;
}

function opsOf({ name, args = [] }: Step, chain: Chain): readonly SqlOp[] | undefined {
  const { at } = chain;
  const table = tableIn(args[0]);
  switch (name) {
    case 'createTable': return [createTable(table, args, chain)];
    case 'dropTable': return [{ op: 'drop-table', at, table, ifExists: true, ...(flagIn(propertiesOf(args[1]), 'cascade') ? { cascade: true } : {}) }];
    case 'renameTable': return [{ op: 'rename-table', at, table, to: tableIn(args[1]) }];
    case 'addColumn': return [{ op: 'add-column', at, table, column: columnIn(nameIn(args[1]), args[2]) }];
    case 'removeColumn': return [{ op: 'drop-column', at, table, column: nameIn(args[1]) }];
    case 'changeColumn': return changeColumn(table, columnIn(nameIn(args[1]), args[2]), chain);
    case 'renameColumn': return [{ op: 'rename-column', at, table, column: nameIn(args[1]), to: nameIn(args[2]) }];
    case 'addIndex': return [addIndex(table, args, chain)];
    case 'removeIndex': return [removeIndex(table, args, chain)];
    case 'addConstraint': return [addConstraint(table, args, chain)];
    case 'removeConstraint': return [{ op: 'drop-constraint', at, table, name: nameIn(args[1]) }];
    case 'bulkInsert': case 'insert': case 'upsert': return [{ op: 'insert', at, tables: [tableIn(args[name === 'insert' ? 1 : 0])] }];
    case 'bulkUpdate': return [{ op: 'update', at, tables: [table], where: conditionIn(args[2]) }];
    case 'bulkDelete': return [{ op: 'delete', at, tables: [table], where: conditionIn(args[1]) }];
    case 'dropEnum': return [{ op: 'object', at, object: 'enum', action: 'drop', name: table }];
    case 'createFunction': return [{ op: 'object', at, object: 'function', action: flagIn(propertiesOf(args[6]), 'force') ? 'replace' : 'create', name: table }];
    case 'dropFunction': return [{ op: 'object', at, object: 'function', action: 'drop', name: table }];
    case 'createSchema': return [{ op: 'object', at, object: 'schema', action: 'create', name: table }];
    case 'dropSchema': return [{ op: 'object', at, object: 'schema', action: 'drop', name: table }];
    default: return undefined;
  }
}

/** `'t'`, `{ tableName, schema }`. */
function tableIn(ref: Ref | undefined): string {
  const options = propertiesOf(ref);
  if (!options) return nameIn(ref);
  const schema = textOf(options.get('schema'));
  return `${schema === undefined || schema === 'public' ? '' : `${schema}.`}${nameIn(options.get('tableName'))}`;
}

/** No condition, an empty one, or one that must be read elsewhere. */
function conditionIn(ref: Ref | undefined): 'yes' | 'no' | 'unknown' {
  if (!ref || literalOf(ref) === null) return 'no';
  const properties = propertiesOf(ref);
  return properties ? (properties.size > 0 ? 'yes' : 'no') : resolved(ref).expr.kind === 'undefined' ? 'no' : 'unknown';
}

function createTable(table: string, args: readonly Ref[], { at }: Chain): SqlOp {
  const attributes = propertiesOf(args[1]);
  return { op: 'create-table', at, table, columns: [...attributes ?? []].map(([name, ref]) => columnIn(name, ref)), constraints: [], indexes: [], ifNotExists: true, ...(attributes ? {} : { open: true }) };
}

/** An attribute: a type, or an object with one. */
function columnIn(name: string, ref: Ref | undefined): ColumnSpec {
  const options = propertiesOf(ref);
  const type = typeName(options?.get('type') ?? ref);
  const key = flagIn(options, 'primaryKey');
  const references = options?.get('references');
  const target = propertiesOf(references);
  const field = textOf(options?.get('field'));
  return {
    name: field ?? name, ...(type ? { type } : {}), nullable: options ? flagIn(options, 'allowNull') !== false && !key : true, ...defaultIn(options?.get('defaultValue')), ...(key ? { primaryKey: true } : {}),
    ...(options?.has('unique') && literalOf(options.get('unique')) !== false ? { unique: true } : {}),
    ...(references ? { references: { table: target ? tableIn(target.get('model') ?? target.get('table')) : nameIn(references), columns: [nameIn(target?.get('key') ?? target?.get('field'))] } } : {}),
  };
}

/** A key or a reference among the new attributes is added as a constraint, whose name depends on the library's version; a reference leaves the type as it was. */
function changeColumn(table: string, to: ColumnSpec, { at }: Chain): readonly SqlOp[] {
  const added = (kind: ConstraintKind, references?: ColumnSpec['references']): SqlOp => ({ op: 'add-constraint', at, table, constraint: { kind, name: UNKNOWN_NAME, columns: [to.name], ...(references ? { references } : {}) } });
  return [
    ...(to.references ? [] : [{ op: 'redefine-column', at, table, column: to.name, to } as const]),
    ...(to.unique ? [added('unique')] : []), ...(to.references ? [added('foreign-key', to.references)] : []),
  ];
}

/** `Sequelize.STRING(30)` is `string(30)`. */
function typeName(ref: Ref | undefined): string | undefined {
  if (!ref) return undefined;
  const { expr, scope } = resolved(ref);
  const text = textOf(ref);
  if (text !== undefined) return text.toLowerCase();
  if (expr.kind === 'member') return isTypes(expr.object, scope.file) ? expr.name.toLowerCase() : undefined;
  if (expr.kind !== 'call') return undefined;
  const inner = typeName({ expr: expr.callee, scope });
  const args = expr.args.map((arg) => literalOf({ expr: arg, scope }) ?? typeName({ expr: arg, scope }));
  return inner && `${inner}(${args.map((arg) => arg ?? UNKNOWN_NAME).join(',')})`;
}

/** Names under which types are at hand: `Sequelize`, `DataTypes`, `Sequelize.DataTypes`. */
function isTypes(object: Expr, file: FileFacts): boolean {
  return /(?:^|\.)(?:\w*sequelize|datatypes?|types)$/i.test(writtenName(object, file) ?? '');
}

function addIndex(table: string, args: readonly Ref[], { at }: Chain): SqlOp {
  const fields = fieldsIn(args[1]);
  const options = propertiesOf(fields ? args[2] : args[1]);
  const columns = fields ?? fieldsIn(options?.get('fields')) ?? [UNKNOWN_NAME];
  const unique = flagIn(options, 'unique') ?? textOf(options?.get('type'))?.toUpperCase() === 'UNIQUE';
  return {
    op: 'create-index', at, table, index: { name: textOf(options?.get('name') ?? options?.get('indexName') ?? options?.get('indicesName')) ?? indexName(table, columns), columns, ...(unique ? { unique: true } : {}), ...(options?.has('where') ? { partial: true } : {}) },
    ...(flagIn(options, 'concurrently') ? { concurrently: true } : {}),
  };
}

function removeIndex(table: string, args: readonly Ref[], { at }: Chain): SqlOp {
  const columns = itemsOf(args[1]) ? fieldsIn(args[1]) : undefined;
  const concurrently = flagIn(propertiesOf(args[2]), 'concurrently') ? { concurrently: true } : {};
  return { op: 'drop-index', at, table, name: columns ? indexName(table, columns) : nameIn(args[1]), ...concurrently };
}

/** Names, or objects that name a column with its order; `()` for an expression. */
function fieldsIn(ref: Ref | undefined): readonly string[] | undefined {
  return textsOf(ref) ?? itemsOf(ref)?.map((item) => textOf(item) ?? textOf(propertiesOf(item)?.get('name') ?? propertiesOf(item)?.get('attribute')) ?? '()');
}

/** How the library names an index that it is not told to name: `inflection.underscore` of table and columns, which parts a name at each capital letter. */
function indexName(table: string, columns: readonly string[]): string {
  const joined = [table.split('.').at(-1) ?? '', ...columns].join('_');
  return joined.includes(UNKNOWN_NAME) || joined.includes('()') ? UNKNOWN_NAME : joined.replace(/[A-Z]/g, '_$&').replace(/^_/, '').toLowerCase();
}

function addConstraint(table: string, args: readonly Ref[], { at }: Chain): SqlOp {
  const columns = fieldsIn(args[1]);
  const options = propertiesOf(columns ? args[2] : args[1]);
  const kind = KINDS[textOf(options?.get('type'))?.toLowerCase() ?? ''] ?? 'check';
  const fields = columns ?? fieldsIn(options?.get('fields')) ?? [];
  const target = propertiesOf(options?.get('references'));
  const name = textOf(options?.get('name')) ?? (options?.has('name') ? UNKNOWN_NAME : constraintName(table, fields, kind, target && tableIn(target.get('table'))));
  return {
    op: 'add-constraint', at, table,
    constraint: {
      kind, columns: fields, name,
      ...(target ? { references: { table: tableIn(target.get('table')), columns: [nameIn(target.get('field'))] } } : {}),
    },
  };
}

/** How the library names a constraint that it is not told to name. */
function constraintName(table: string, columns: readonly string[], kind: ConstraintKind, target: string | undefined): string {
  const suffix = { 'primary-key': 'pk', unique: 'uk', check: 'ck', 'foreign-key': `${target ?? UNKNOWN_NAME}_fk` }[kind as string];
  return suffix === undefined || columns.includes('()') ? UNKNOWN_NAME : [table, ...columns, suffix].join('_');
}
