import { UNKNOWN_NAME, type ColumnSpec, type ConstraintSpec, type Range, type SqlOp } from '@assay/contract';
import type { Chain } from './chain.js';
import { defaultIn, flagIn, nameIn, typeIn } from './columns.js';
import { IDLE, type Reading } from './reader.js';
import { itemsOf, literalOf, propertiesOf, textOf, textsOf, type Ref } from './scope.js';

const LOOKS = /^(?:func|noTransaction|db|toString|addTypeAttribute)$/;
const OBJECTS: Readonly<Record<string, 'function' | 'trigger' | 'view' | 'materialized-view' | 'schema' | 'extension' | 'sequence' | 'policy' | 'other'>> = {
  Function: 'function', Trigger: 'trigger', View: 'view', MaterializedView: 'materialized-view', Schema: 'schema', Extension: 'extension', Sequence: 'sequence', Policy: 'policy', Domain: 'other', Role: 'other', Operator: 'other', Cast: 'other',
};

/** Calls of node-pg-migrate's `pgm`. https://salsita.github.io/node-pg-migrate/migrations/ */
export function pgmCalls(chain: Chain): Reading | undefined {
  const [step, inner] = chain.steps;
  if (!step) return IDLE;
  const { at } = chain;
  const args = step.args ?? [];
  if (step.name === 'sql' && args[0]) return { parts: [{ sql: args[0] }] };
  if (step.name === 'db' && inner?.args?.[0]) return { parts: [{ sql: inner.args[0] }] };
  if (LOOKS.test(step.name)) return IDLE;
  const ops = opsOf(step.name, args, tableIn(args[0]), at) ?? objectOps(step.name, args, at);
  return ops && { parts: ops };
}

/** `'t'`, `{ schema, name }`. */
function tableIn(ref: Ref | undefined): string {
  const options = propertiesOf(ref);
  if (!options) return nameIn(ref).replace(/^public\./, '');
  const schema = textOf(options.get('schema'));
  return `${schema === undefined || schema === 'public' ? '' : `${schema}.`}${nameIn(options.get('name'))}`;
}

function opsOf(name: string, args: readonly Ref[], table: string, at: Range): readonly SqlOp[] | undefined {
  const options = propertiesOf(args[2]);
  const ifExists = flagIn(propertiesOf(args[1]), 'ifExists') || flagIn(options, 'ifExists') ? { ifExists: true } : {};
  const concurrently = flagIn(options, 'concurrently') ? { concurrently: true } : {};
  switch (name) {
    case 'createTable': return [createTable(table, args, at)];
    case 'dropTable': return [{ op: 'drop-table', at, table, ...ifExists }];
    case 'renameTable': return [{ op: 'rename-table', at, table, to: tableIn(args[1]) }];
    case 'addColumns': case 'addColumn': {
      const columns = propertiesOf(args[1]);
      return columns ? [...columns].map(([column, ref]) => ({ op: 'add-column', at, table, column: columnIn(column, ref) })) : undefined;
    }
    case 'dropColumns': case 'dropColumn': return (textsOf(args[1]) ?? [...propertiesOf(args[1])?.keys() ?? [UNKNOWN_NAME]]).map((column) => ({ op: 'drop-column', at, table, column, ...ifExists }));
    case 'renameColumn': return [{ op: 'rename-column', at, table, column: nameIn(args[1]), to: nameIn(args[2]) }];
    case 'alterColumn': return alterColumn(table, nameIn(args[1]), options, at);
    case 'addConstraint': case 'createConstraint': return [{ op: 'add-constraint', at, table, constraint: constraintIn(textOf(args[1]), args[2]) }];
    case 'dropConstraint': return [{ op: 'drop-constraint', at, table, name: nameIn(args[1]), ...ifExists }];
    case 'renameConstraint': return [{ op: 'rename-constraint', at, table, name: nameIn(args[1]), to: nameIn(args[2]) }];
    case 'createIndex': case 'addIndex': return [{ op: 'create-index', at, table, index: { name: indexName(table, args[1], options), columns: keysIn(args[1]), ...(flagIn(options, 'unique') ? { unique: true } : {}), ...(options?.has('where') ? { partial: true } : {}) }, ...concurrently }];
    case 'dropIndex': return [{ op: 'drop-index', at, table, name: indexName(table, args[1], options), ...ifExists, ...concurrently }];
    case 'createType': case 'addType': {
      const values = textsOf(args[1]);
      return [{ op: 'object', at, object: values ? 'enum' : 'type', action: 'create', name: table, ...(values ? { values } : {}) }];
    }
    case 'dropType': return [{ op: 'object', at, object: 'type', action: 'drop', name: table }];
    case 'addTypeValue': return [{ op: 'object', at, object: 'enum', action: 'alter', name: table, values: [nameIn(args[1])] }];
    case 'renameType': return [{ op: 'object', at, object: 'type', action: 'rename', name: table, to: tableIn(args[1]) }];
    default: return undefined;
  }
}

/** `createView`, `dropTrigger` and the rest of what is no table. */
function objectOps(name: string, args: readonly Ref[], at: Range): readonly SqlOp[] | undefined {
  const [, verb, noun = ''] = /^(create|drop|alter|rename|refresh|grant|revoke)(\w*)$/.exec(name) ?? [];
  const object = OBJECTS[noun];
  if (!verb) return undefined;
  if (verb === 'grant' || verb === 'revoke' || verb === 'refresh') return [{ op: 'inert', at, what: verb }];
  if (!object) return undefined;
  const isOwned = object === 'trigger' || object === 'policy';
  const action = verb === 'create' ? 'create' : verb === 'drop' ? 'drop' : verb === 'rename' ? 'rename' : 'alter';
  return [{ op: 'object', at, object, action, name: isOwned ? nameIn(args[1]) : tableIn(args[0]), ...(isOwned ? { table: tableIn(args[0]) } : {}), ...(action === 'rename' ? { to: tableIn(args[1]) } : {}) }];
}

function createTable(table: string, args: readonly Ref[], at: Range): SqlOp {
  const columns = propertiesOf(args[1]);
  const options = propertiesOf(args[2]);
  const constraints = propertiesOf(options?.get('constraints'));
  return {
    op: 'create-table', at, table, columns: [...columns ?? []].map(([name, ref]) => columnIn(name, ref)), constraints: constraints ? [constraintIn(undefined, options?.get('constraints'))] : [], indexes: [],
    ...(flagIn(options, 'ifNotExists') ? { ifNotExists: true } : {}), ...(columns && !options?.has('like') ? {} : { open: true }),
  };
}

/** A type as text (`id` is the library's shorthand for a serial key), or an object. */
function columnIn(name: string, ref: Ref): ColumnSpec {
  const text = typeIn(ref);
  if (text === 'id') return { name, type: 'serial', nullable: false, primaryKey: true };
  if (text !== undefined) return { name, type: text, nullable: true };
  const options = propertiesOf(ref);
  const type = typeIn(options?.get('type'));
  const key = flagIn(options, 'primaryKey');
  const target = options?.get('references');
  const [, table, column] = /^"?([\w.]+)"?\s*(?:\(\s*"?(\w+)"?\s*\))?/.exec(textOf(target) ?? '') ?? [];
  return {
    name, ...(type ? { type } : {}), nullable: flagIn(options, 'notNull') !== true && !key, ...defaultIn(options?.get('default')), ...(key ? { primaryKey: true } : {}), ...(flagIn(options, 'unique') ? { unique: true } : {}),
    ...(target ? { references: { table: table ?? (propertiesOf(target) ? tableIn(target) : UNKNOWN_NAME), columns: column ? [column] : [] } } : {}),
  };
}

function alterColumn(table: string, column: string, options: ReadonlyMap<string, Ref> | undefined, at: Range): readonly SqlOp[] | undefined {
  if (!options) return undefined;
  const type = typeIn(options.get('type'));
  const required = flagIn(options, 'notNull') ?? (flagIn(options, 'allowNull') === true ? false : undefined);
  const value = defaultIn(options.get('default')).default;
  return [
    ...(options.has('type') ? [{ op: 'alter-type' as const, at, table, column, ...(type ? { type } : {}), ...(options.has('using') ? { using: true } : {}) }] : []),
    ...(options.has('default') ? [value === undefined && literalOf(options.get('default')) === null ? { op: 'drop-default' as const, at, table, column } : { op: 'set-default' as const, at, table, column, default: value ?? UNKNOWN_NAME }] : []),
    ...(required === undefined ? [] : [{ op: required ? 'set-not-null' as const : 'drop-not-null' as const, at, table, column }]),
  ];
}

function constraintIn(name: string | undefined, ref: Ref | undefined): ConstraintSpec {
  const named = name === undefined ? {} : { name };
  const text = textOf(ref)?.trim();
  const options = propertiesOf(ref);
  const columnsOf = (key: string): readonly string[] => textsOf(options?.get(key)) ?? [UNKNOWN_NAME];
  if (text !== undefined) {
    const kind = /^primary/i.test(text) ? 'primary-key' : /^unique/i.test(text) ? 'unique' : /^foreign/i.test(text) ? 'foreign-key' : /^exclude/i.test(text) ? 'exclude' : 'check';
    return { kind, ...named, columns: [], ...(/not\s+valid\s*$/i.test(text) ? { notValid: true } : {}) };
  }
  if (options?.has('primaryKey')) return { kind: 'primary-key', ...named, columns: columnsOf('primaryKey') };
  if (options?.has('unique')) return { kind: 'unique', ...named, columns: columnsOf('unique') };
  if (options?.has('exclude')) return { kind: 'exclude', ...named, columns: [] };
  if (!options?.has('foreignKeys')) return { kind: 'check', ...named, columns: [] };
  const key = propertiesOf(options.get('foreignKeys')) ?? propertiesOf(itemsOf(options.get('foreignKeys'))?.[0]);
  const [, table, column] = /^"?([\w.]+)"?\s*(?:\(\s*"?(\w+)"?\s*\))?/.exec(textOf(key?.get('references')) ?? '') ?? [];
  return { kind: 'foreign-key', ...named, columns: textsOf(key?.get('columns')) ?? [UNKNOWN_NAME], references: { table: table ?? UNKNOWN_NAME, columns: column ? [column] : [] } };
}

function keysIn(ref: Ref | undefined): readonly string[] {
  return textsOf(ref) ?? itemsOf(ref)?.map((item) => textOf(item) ?? textOf(propertiesOf(item)?.get('name')) ?? '()') ?? [UNKNOWN_NAME];
}

/** How the library names an index that it is not told to name. */
function indexName(table: string, columns: Ref | undefined, options: ReadonlyMap<string, Ref> | undefined): string {
  const own = textOf(options?.get('name'));
  if (own !== undefined || options?.has('name')) return own ?? UNKNOWN_NAME;
  const keys = keysIn(columns);
  if (keys.some((key) => !/^\w+$/.test(key) || key.includes(UNKNOWN_NAME)) || table.includes(UNKNOWN_NAME)) return UNKNOWN_NAME;
  return `${table.split('.').at(-1) ?? ''}_${keys.join('_')}${flagIn(options, 'unique') ? '_unique' : ''}_index`;
}
