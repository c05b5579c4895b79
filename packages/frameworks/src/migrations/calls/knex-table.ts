import { UNKNOWN_NAME, type ColumnSpec, type ForeignKey, type Range, type SqlOp, type Stmt } from '@assay/contract';
import { expressionsOf } from '../code/walk.js';
import { argsOf, chainOf, hasStep, type Chain, type Step } from './chain.js';
import { defaultIn, flagIn, keysIn, nameIn } from './columns.js';
import { unread } from './reader.js';
import { literalOf, propertiesOf, resolved, textOf, textsOf, type Ref, type Scope } from './scope.js';

/** Column types of the table builder, as PostgreSQL names them. https://knexjs.org/guide/schema-builder.html */
const TYPES: Readonly<Record<string, string>> = {
  increments: 'serial', bigIncrements: 'bigserial', integer: 'integer', int: 'integer', tinyint: 'tinyint', smallint: 'smallint', mediumint: 'mediumint', bigint: 'bigint', bigInteger: 'bigint',
  text: 'text', string: 'varchar', char: 'char', float: 'float', double: 'double precision', decimal: 'numeric', boolean: 'boolean', bool: 'boolean', date: 'date', datetime: 'timestamptz', dateTime: 'timestamptz', time: 'time',
  timestamp: 'timestamptz', json: 'json', jsonb: 'jsonb', uuid: 'uuid', binary: 'bytea', enu: 'enum', enum: 'enum', geometry: 'geometry', geography: 'geography', point: 'point', specificType: '',
};
const IDLE = /^(?:comment|engine|charset|collate|inherits|queryContext|check\w*)$/;

/** What the calls of a table callback do to the table, in order. */
export function tableOps(callback: Ref, table: string, isNew: boolean): readonly SqlOp[] {
  const target = resolved(callback);
  const fn = target.expr.kind === 'function' ? target.scope.file.functions[target.expr.fn] : undefined;
  const param = fn?.params[0]?.binding;
  if (!fn) return [unread(callback.expr.at, 'a table callback that is not in sight', [table])];
  if (param === undefined) return usesThis(fn.body, target.scope) ? [unread(callback.expr.at, 'a table callback on `this`', [table])] : [];
  const scope = target.scope.file === callback.scope.file ? callback.scope : target.scope;
  const seen = new Set<number>();
  const found: SqlOp[] = [];
  for (const expr of expressionsOf(fn.body, target.scope.file)) {
    if (expr.kind !== 'call' || seen.has(expr.at[0])) continue;
    const chain = chainOf(expr, scope);
    if (chain.root.kind === 'name' && chain.root.binding === param) {
      seen.add(expr.at[0]);
      for (const part of partsOf(chain)) found.push(...chainOps(part, table, isNew));
    } else if (expr.args.some((arg) => arg.kind === 'name' && arg.binding === param)) found.push(unread(expr.at, 'the table is handed on', [table]));
  }
  const hasLoop = fn.body.some((statement) => statement.kind === 'loop');
  return hasLoop ? [...found, unread(callback.expr.at, 'columns of a loop', [table])] : found;
}

function usesThis(body: readonly Stmt[], scope: Scope): boolean {
  return [...expressionsOf(body, scope.file)].some((expr) => expr.kind === 'this');
}

/** Calls on the table answer the table: `.dropForeign(a).foreign(a).references(b)` is two of them. What follows a column or a key describes it. */
function partsOf(chain: Chain): readonly Chain[] {
  const starts = chain.steps.flatMap((step, index) => (index === 0 || (STARTS.test(step.name) && !isDescribed(chain.steps[0]?.name ?? '')) || /^(?:drop|foreign$|renameColumn$)/.test(step.name) ? [index] : []));
  return starts.map((start, index) => ({ ...chain, steps: chain.steps.slice(start, starts[index + 1]) }));
}

const STARTS = /^(?:index|unique|primary)$/;

function isDescribed(first: string): boolean {
  return first in TYPES || first === 'foreign';
}

function chainOps(chain: Chain, table: string, isNew: boolean): readonly SqlOp[] {
  const [first] = chain.steps;
  if (!first) return [];
  const { at } = first;
  const args = first.args ?? [];
  if (IDLE.test(first.name)) return [];
  if (first.name in TYPES) return columnOps(chain, first, table, isNew);
  if (first.name === 'timestamps') return timestamps(args, table, at, isNew);
  return tableCall(chain, first, args, table, at) ?? [unread(at, first.name, [table])];
}

function columnOps(chain: Chain, first: Step, table: string, isNew: boolean): readonly SqlOp[] {
  const spec = columnSpec(chain, first, table);
  const at = chain.at;
  const key: SqlOp[] = hasStep(chain, 'primary') ? [{ op: 'add-constraint', at, table, constraint: { kind: 'primary-key', columns: [spec.name] } }] : [];
  const unique = argsOf(chain, 'unique');
  const index = argsOf(chain, 'index');
  const { unique: _unique, ...column } = spec;
  const alter = argsOf(chain, 'alter');
  return [
    // What is not said again is dropped, unless options keep a part: https://knexjs.org/guide/schema-builder.html#alter
    alter ? { op: 'redefine-column', at, table, column: spec.name, to: column, ...(alter.length > 0 ? { keeps: true } : {}) } : { op: 'add-column', at, table, column },
    ...(alter ? key : []),
    ...(unique && !isNew || unique ? [constraint('unique', table, [spec.name], indexName(unique?.[0]), at)] : []),
    ...(index ? [{ op: 'create-index' as const, at, table, index: { name: textOf(index[0]) ?? defaultName(table, [spec.name], 'index'), columns: [spec.name] } }] : []),
  ];
}

function columnSpec(chain: Chain, first: Step, owner: string): ColumnSpec {
  const args = first.args ?? [];
  const isSerial = /ncrements$/.test(first.name);
  const size = literalOf(args[1]);
  const named = TYPES[first.name] ?? '';
  const type = first.name === 'specificType' ? textOf(args[1])?.toLowerCase() : first.name === 'string' ? `varchar(${typeof size === 'number' ? size : 255})` : typeof size === 'number' && first.name === 'decimal' ? undefined : named;
  const references = argsOf(chain, 'references')?.[0];
  const inTable = argsOf(chain, 'inTable')?.[0];
  const nullable = argsOf(chain, 'nullable');
  const isNullable = nullable ? literalOf(nullable[0]) !== false : !hasStep(chain, 'notNullable') && !hasStep(chain, 'notNull') && !isSerial && !hasStep(chain, 'primary');
  return {
    name: args[0] || !isSerial ? nameIn(args[0]) : 'id', ...(type ? { type } : {}), nullable: isNullable, ...defaultIn((argsOf(chain, 'defaultTo') ?? argsOf(chain, 'default'))?.[0]), ...(hasStep(chain, 'unique') ? { unique: true } : {}),
    ...(hasStep(chain, 'primary') || isSerial ? { primaryKey: true } : {}),
    ...(references ? { references: { ...targetOf(references, inTable), name: textOf(argsOf(chain, 'withKeyName')?.[0]) ?? defaultName(owner, [nameIn(args[0])], 'foreign') } } : {}),
  };
}

/** `references('ports.id')`, `references('id').inTable('ports')`. */
function targetOf(references: Ref, inTable: Ref | undefined): Pick<ForeignKey, 'table' | 'columns'> {
  const [table, column] = textOf(references)?.split('.') ?? [];
  if (inTable || table === undefined || column === undefined) return { table: inTable ? nameIn(inTable) : UNKNOWN_NAME, columns: [nameIn(references)] };
  return { table, columns: [column] };
}

function timestamps(args: readonly Ref[], table: string, at: Range, _isNew: boolean): readonly SqlOp[] {
  const options = propertiesOf(args[0]);
  const camel = options ? flagIn(options, 'useCamelCase') : literalOf(args[2]) === true;
  const isSet = options ? flagIn(options, 'defaultToNow') : literalOf(args[1]) === true;
  return (camel ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at']).map((name) => ({
    op: 'add-column', at, table, column: { name, type: 'timestamptz', nullable: !isSet, ...(isSet ? { default: 'now()' } : {}) },
  }));
}

function tableCall(chain: Chain, first: Step, args: readonly Ref[], table: string, at: Range): readonly SqlOp[] | undefined {
  const columns = keysIn(args[0]);
  switch (first.name) {
    case 'dropColumn': case 'dropColumns': return args.flatMap((arg) => textsOf(arg) ?? [UNKNOWN_NAME]).map((column) => ({ op: 'drop-column', at, table, column }));
    case 'renameColumn': return [{ op: 'rename-column', at, table, column: nameIn(args[0]), to: nameIn(args[1]) }];
    case 'index': return [{ op: 'create-index', at, table, index: { name: textOf(args[1]) ?? defaultName(table, columns, 'index'), columns } }];
    case 'unique': return [constraint('unique', table, columns, indexName(args[1]), at)];
    case 'primary': return [{ op: 'add-constraint', at, table, constraint: { kind: 'primary-key', columns, name: textOf(args[1]) ?? `${table}_pkey` } }];
    case 'foreign': return [{ op: 'add-constraint', at, table, constraint: { kind: 'foreign-key', columns, name: textOf(args[1]) ?? defaultName(table, columns, 'foreign'), references: foreignTarget(chain) } }];
    case 'dropIndex': return [{ op: 'drop-index', at, table, name: textOf(args[1]) ?? defaultName(table, columns, 'index') }];
    case 'dropUnique': return [{ op: 'drop-constraint', at, table, kind: 'unique', name: textOf(args[1]) ?? defaultName(table, columns, 'unique') }];
    case 'dropForeign': return [{ op: 'drop-constraint', at, table, kind: 'foreign-key', name: textOf(args[1]) ?? defaultName(table, columns, 'foreign') }];
    case 'dropPrimary': return [{ op: 'drop-constraint', at, table, kind: 'primary-key', ...(textOf(args[0]) ? { name: textOf(args[0]) } : {}) }];
    case 'dropTimestamps': return ['created_at', 'updated_at'].map((column) => ({ op: 'drop-column', at, table, column }));
    case 'setNullable': return columns.map((column) => ({ op: 'drop-not-null', at, table, column }));
    case 'dropNullable': return columns.map((column) => ({ op: 'set-not-null', at, table, column }));
    case 'dropChecks': return columns.map((name) => ({ op: 'drop-constraint', at, table, name }));
    default: return undefined;
  }
}

function foreignTarget(chain: Chain) {
  const columns = textsOf(argsOf(chain, 'references')?.[0]) ?? [UNKNOWN_NAME];
  const table = argsOf(chain, 'inTable')?.[0] ?? argsOf(chain, 'on')?.[0];
  const dotted = columns[0]?.includes('.') ? columns[0].split('.') : undefined;
  return dotted ? { table: dotted[0] ?? '', columns: [dotted[1] ?? ''] } : { table: nameIn(table), columns };
}

function constraint(kind: 'unique', table: string, columns: readonly string[], name: string | undefined, at: Range): SqlOp {
  return { op: 'add-constraint', at, table, constraint: { kind, columns, name: name ?? defaultName(table, columns, kind) } };
}

/** A name as text, or as `{ indexName }`. */
function indexName(ref: Ref | undefined): string | undefined {
  return textOf(ref) ?? textOf(propertiesOf(ref)?.get('indexName'));
}

/** How the library names what it is not told to name. */
function defaultName(table: string, columns: readonly string[], kind: string): string {
  const name = `${table.replace(/\.|-/g, '_')}_${columns.join('_')}_${kind}`.toLowerCase();
  return name.includes(UNKNOWN_NAME) || name.includes('()') ? UNKNOWN_NAME : name;
}

