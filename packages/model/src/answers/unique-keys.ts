import { walk, walkExpr, type DeclaredTable, type Env, type Expr, type ExprOf, type FileFacts, type SchemaMatch, type SchemaTable, type SourceFile } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { pairKeys } from './through-keys.js';
import { columnKey, writtenAs } from './written-values.js';

/** The columns of a unique key; none where they are not told. */
type Columns = readonly string[];

export interface UniqueKey {
  readonly columns: Columns;
  /** The store makes up what is not given. */
  readonly made: boolean;
  /** It holds for some rows only. */
  readonly partial: boolean;
}

export interface UniqueKeys {
  /** By table or model, lower case: its unique keys beside the id. */
  readonly keys: ReadonlyMap<string, readonly UniqueKey[]>;
  /** By table or model, lower case: its relations by the columns that hold them (`columnKey`), where a row is made by relations or by columns and never by both. */
  readonly relations: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Every row has a value there. */
  readonly isFilled: (table: string, column: string) => boolean;
}

/** The tables that are known: those that migrations make, what the product's code calls them, and those that it declares. */
export interface KnownTables { readonly tables: readonly SchemaTable[]; readonly matches: readonly SchemaMatch[]; readonly declared: readonly DeclaredTable[] }

const ID = /^_?id$/i;
/** A column that is filled by the store, or with something made for it. */
const SURROGATE = /^(?:u?uid|guid|\w*_uuid)$/i;

/** Unique keys as migrations make them and as Prisma schemas, column and class decorators, schema objects, described tables and migration builders declare them. */
export function uniqueKeys(linker: Linker, known: KnownTables): UniqueKeys {
  const found = new Map<string, UniqueKey[]>();
  const add = ({ table, key, made = false, partial = false }: Declared): void => {
    const [first = ''] = key;
    if (key.length === 1 && (ID.test(first) || SURROGATE.test(first))) return;
    found.set(table.toLowerCase(), [...(found.get(table.toLowerCase()) ?? []), { columns: key, made: made || key.some((column) => ID.test(column)), partial }]);
  };
  for (const source of linker.sources) if (source.kind === 'prisma') for (const declared of prismaKeys(source)) add(declared);
  for (const declared of madeKeys(known)) add(declared);
  for (const file of linker.files) for (const declared of declaredIn(file, linker)) add(declared);
  for (const declared of pairKeys(linker)) add(declared);
  return { keys: found, relations: prismaRelations(linker), isFilled: filledColumns(known) };
}

/** Columns of which a migration or a declaration says that they are never empty, and none that they may be. */
function filledColumns({ tables, matches, declared }: KnownTables): UniqueKeys['isFilled'] {
  const found = new Map<string, boolean>();
  const note = (table: string | undefined, columns: readonly (string | undefined)[], nullable: boolean | undefined): void => {
    if (table === undefined || nullable === undefined) return;
    for (const column of columns) if (column !== undefined) found.set(`${table.toLowerCase()}.${columnKey(column)}`, !nullable && found.get(`${table.toLowerCase()}.${columnKey(column)}`) !== false);
  };
  for (const table of tables) {
    const names = [table.name, ...matches.flatMap((match) => (match.table === table ? [match.declared.called] : []))];
    for (const column of table.columns) for (const name of names) note(name, [column.name], column.nullable);
  }
  for (const table of declared) for (const column of table.columns) for (const name of [...table.names, table.called]) note(name, [...column.names, column.called], column.nullable);
  return (table, column) => found.get(`${table.toLowerCase()}.${columnKey(column)}`) === true;
}

interface Declared { readonly table: string; readonly key: Columns; /** The store makes up what is not given. */ readonly made?: boolean; /** Only some rows are asked. */ readonly partial?: boolean }

function* madeKeys({ tables, matches }: KnownTables): Generator<Declared> {
  for (const made of tables) {
    const names = [made.name, ...matches.flatMap(({ table, declared }) => (table === made && declared.called !== undefined ? [declared.called] : []))];
    const keys = [...made.indexes.filter(({ unique }) => unique), ...made.keys.filter(({ kind, columns }) => kind === 'unique' || (kind === 'primary-key' && (columns.length > 1 || !/id$/i.test(columns[0] ?? '')))), ...made.keys.filter(({ kind }) => kind === 'exclude')];
    // `EXCLUDE USING gist (..)`: which rows it keeps apart is not told.
    for (const key of keys) for (const table of names) yield { table, key: key.columns, made: made.columns.some((column) => key.columns.includes(column.name) && /\(/.test(column.default ?? '')), partial: 'kind' in key ? key.kind === 'exclude' : key.partial };
  }
}

/** `@unique` on a field that the database does not make up, `@@unique` and `@@id`. */
function* prismaKeys(source: SourceFile): Generator<Declared> {
  for (const { table, body } of modelsOf(source)) {
    for (const line of body.split('\n').map((text) => text.replace(/\/\/.*$/, ''))) {
      const fields = /@@(?:unique|id)\(\s*(?:fields:\s*)?\[([^\]]*)\]/.exec(line)?.[1];
      if (fields !== undefined) yield { table, key: fields.split(',').map((field) => field.replace(/\(.*/, '').trim()) };
      else if (/@unique\b/.test(line) && !/@default\((?:uuid|cuid|nanoid|autoincrement|dbgenerated)/.test(line)) yield { table, key: [line.trim().split(/\s+/)[0] ?? ''] };
    }
  }
}

/** `owner Person @relation(fields: [ownerId], references: [id])`: which column holds which relation. */
function prismaRelations(linker: Linker): UniqueKeys['relations'] {
  return new Map(linker.sources.filter(({ kind }) => kind === 'prisma').flatMap((source) => modelsOf(source).map(({ table, body }) => [
    table.toLowerCase(),
    new Map([...body.matchAll(/^[ \t]*(\w+)[ \t][^\n]*@relation\([^)\n]*\bfields:\s*\[([^\]\n]*)\]/gm)].flatMap(([, relation = '', columns = '']) => columns.split(',').map((column) => [columnKey(column.trim()), relation] as const))),
  ] as const)));
}

function modelsOf({ text }: SourceFile): readonly { readonly table: string; readonly body: string }[] {
  return [...text.matchAll(/^[ \t]*model\s+(\w+)\s*\{((?:(?!\n[ \t]*model\s)[^}])*)\}/gm)].map(([, table = '', body = '']) => ({ table, body }));
}

function* declaredIn(file: FileFacts, linker: Linker): Generator<Declared> {
  for (const cls of file.classes) {
    for (const decorator of cls.decorators) if (saysUnique(decorator.value, file)) yield { table: cls.name, key: wordsIn(decorator.value) };
    for (const member of cls.members) if (member.decorators.some((decorator) => saysUnique(decorator.value, file))) yield { table: cls.name, key: [member.name] };
  }
  for (const [id, fn] of file.functions.entries()) {
    for (const expr of fn.kind === 'module' ? [...walk(fn), ...exported(file)] : walk(fn)) {
      if (expr.kind !== 'call') continue;
      yield* describedTable(expr, file);
      if (expr.callee.kind !== 'member') continue;
      const [first] = expr.args;
      const table = first?.kind === 'literal' && typeof first.value === 'string' ? first.value : undefined;
      if (table === undefined) continue;
      if (expr.callee.name === 'createTable' || expr.callee.name === 'table' || expr.callee.name === 'alterTable') for (const arg of expr.args) for (const key of builtKeys(arg, file)) yield { table, key };
      if (expr.callee.name === 'model' || expr.callee.name === 'define') for (const declared of schemaKeys(expr, linker.envOf(file, id), linker) ?? uniqueFields(file)) yield { table, ...declared };
    }
  }
}

/** What is exported as it is made stands in no body: `export default mongoose.model('User', schema)`. */
function exported(file: FileFacts): readonly Expr[] {
  return file.exports.flatMap(({ value }) => (value ? walkExpr(value) : []));
}

/** `pgTable('users', { email: text().unique() }, (t) => [uniqueIndex().on(t.email)])`: a table described by its name, columns and keys. */
function* describedTable({ args: [name, columns, keys] }: ExprOf<'call'>, file: FileFacts): Generator<Declared> {
  if (name?.kind !== 'literal' || typeof name.value !== 'string' || (columns?.kind !== 'object' && columns?.kind !== 'function')) return;
  const members = columns.kind === 'object' ? columns.members : [];
  for (const member of members) {
    if (member.kind !== 'property') continue;
    const called = walkExpr(member.value).map((inner) => callName(inner, file));
    if (called.includes('unique')) yield { table: name.value, key: [member.key], made: called.some((one) => MAKES_UP.test(one)) };
  }
  for (const key of keys ? declaredKeys(keys, file) : []) yield { table: name.value, key };
}

/** Columns that are filled where nothing is given. */
const MAKES_UP = /^\$?default/;
const KEYS: ReadonlySet<string> = new Set(['unique', 'uniqueIndex', 'primaryKey']);

/** `unique('name').on(t.a, t.b)`, `primaryKey({ columns: [t.a, t.b] })`. */
function declaredKeys(keys: Expr, file: FileFacts): readonly Columns[] {
  const fn = keys.kind === 'function' ? file.functions[keys.fn] : undefined;
  const calls = fn ? walk(fn).filter((inner) => KEYS.has(callName(inner, file))) : [];
  return calls.map((call) => {
    const outer = fn && walk(fn).find((inner) => inner.kind === 'call' && inner.callee.kind === 'member' && inner.callee.name === 'on' && inner.callee.object === call);
    const args = [call, outer].flatMap((one) => (one?.kind === 'call' ? one.args : []));
    return args.flatMap((arg) => walkExpr(arg)).flatMap((inner) => (inner.kind === 'member' && inner.object.kind === 'name' ? [inner.name] : []));
  });
}

function callName(expr: Expr, file: FileFacts): string {
  return expr.kind === 'call' ? calledName(expr.callee, file) : '';
}

/** `@Unique`, `@Unique([...])`, `@Column({ unique: true })`, `@Index({ unique: true })`. */
function saysUnique(expr: Expr, file: FileFacts): boolean {
  const name = calledName(expr.kind === 'call' ? expr.callee : expr, file);
  return name === 'Unique' || name === 'IsUnique' || (expr.kind === 'call' && expr.args.some(isUniqueOption));
}

/** The columns that a decorator lists. */
function wordsIn(expr: Expr): Columns {
  const lists = expr.kind === 'call' ? expr.args.flatMap((arg) => (arg.kind === 'array' ? arg.items : [])) : [];
  return lists.flatMap((item) => (item.kind === 'literal' && typeof item.value === 'string' ? [item.value] : []));
}

function isUniqueOption(expr: Expr): boolean {
  return expr.kind === 'object' && expr.members.some((member) => member.kind === 'property' && member.key === 'unique' && member.value.kind === 'literal' && member.value.value === true);
}

/** `(t) => { t.string('email').unique(); t.unique(['a', 'b']) }` */
function builtKeys(expr: Expr, file: FileFacts): readonly Columns[] {
  const fn = expr.kind === 'function' ? file.functions[expr.fn] : undefined;
  const calls = fn ? walk(fn).filter((inner): inner is ExprOf<'call'> => inner.kind === 'call' && inner.callee.kind === 'member' && inner.callee.name === 'unique') : [];
  return calls.map((call) => {
    const listed = call.args.slice(0, 1).flatMap((arg) => walkExpr(arg)).flatMap((inner) => (inner.kind === 'literal' && typeof inner.value === 'string' ? [inner.value] : []));
    const [column] = call.callee.kind === 'member' ? walkExpr(call.callee.object).flatMap((inner) => (inner.kind === 'literal' && typeof inner.value === 'string' ? [inner.value] : [])) : [];
    return column === undefined ? listed : [column];
  });
}

type ObjectKey = Pick<Declared, 'key' | 'made'>;

/** The keys of the schema that a model is made with: its own fields and options, and `schema.index({ a: 1 }, { unique: true })` beside it. Undefined where that is not told. */
function schemaKeys({ args: [, schema, options] }: ExprOf<'call'>, env: Env, linker: Linker): readonly ObjectKey[] | undefined {
  if (!schema) return undefined;
  const [made, ...others] = optionsOf(linker.evaluate(schema, env));
  const call = made?.kind === 'path' && others.length === 0 ? made.call : undefined;
  const parts = made?.kind === 'object' ? [made.node, options].flatMap((part) => (part ? [{ expr: part, env: made.env }] : [])) : call?.node.kind === 'new' ? call.node.args.map((part) => writtenAs(part, call.env, linker)) : [];
  if (parts[0]?.expr.kind !== 'object') return undefined;
  const objects = parts.flatMap(({ expr }) => (expr.kind === 'object' ? walkExpr(expr) : []));
  return [...keysIn(objects), ...(call ? indexesOf(call.node, call.file).map((key) => ({ key })) : [])];
}

/** `schema.index({ team: 1, name: 1 }, { unique: true })` on the name that holds the schema. */
function indexesOf(schema: Expr, file: FileFacts): readonly Columns[] {
  const calls = file.functions.flatMap((fn) => walk(fn).filter((expr): expr is ExprOf<'call'> => expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'index'));
  return calls.flatMap(({ callee, args: [columns, options] }) => {
    const holder = callee.kind === 'member' && callee.object.kind === 'name' ? file.bindings[callee.object.binding] : undefined;
    if (holder?.init !== schema || columns?.kind !== 'object' || !options || !isUniqueOption(options)) return [];
    return [columns.members.flatMap((member) => (member.kind === 'property' ? [member.key] : []))];
  });
}

/** Those of all schema objects in this file. */
function uniqueFields(file: FileFacts): readonly ObjectKey[] {
  return keysIn([...file.functions.flatMap((fn) => walk(fn)), ...exported(file)]);
}

/** Fields with `unique: true`, and indexes that say so: `{ unique: true, fields: ['slug'] }`. */
function keysIn(exprs: readonly Expr[]): readonly ObjectKey[] {
  const objects = exprs.filter((expr): expr is ExprOf<'object'> => expr.kind === 'object');
  const fields = objects.flatMap(({ members }) => members.flatMap((member) => (member.kind === 'property' && isUniqueOption(member.value) ? [{ name: member.key, options: member.value }] : [])));
  const indexes = objects.filter((object) => isUniqueOption(object) && !fields.some(({ options }) => options === object));
  return [...fields.map(({ name, options }) => ({ key: [name], made: isMadeByDefault(options) })), ...indexes.map((index) => ({ key: indexedFields(index) }))];
}

/** `{ default: () => nanoid() }`, `{ defaultValue: DataTypes.UUIDV4 }`: no constant. */
function isMadeByDefault(options: Expr): boolean {
  return options.kind === 'object' && options.members.some((member) => member.kind === 'property' && /^default(?:Value)?$/.test(member.key) && member.value.kind !== 'literal');
}

function indexedFields(index: ExprOf<'object'>): Columns {
  const listed = index.members.find((member) => member.kind === 'property' && member.key === 'fields')?.value;
  const names = listed?.kind === 'array' ? listed.items.map(fieldOf) : [];
  return names.every((name) => name !== undefined) ? names : [];
}

/** `'slug'`, or a function of one column: `fn('lower', col('slug'))`. */
function fieldOf(item: Expr): string | undefined {
  if (item.kind === 'literal') return typeof item.value === 'string' ? item.value : undefined;
  const columns = item.kind === 'call' ? item.args.flatMap((arg) => (arg.kind === 'call' && arg.callee.kind !== 'global' && nameOf(arg.callee) === 'col' ? arg.args : [])) : [];
  const [column] = columns;
  return columns.length === 1 && column?.kind === 'literal' && typeof column.value === 'string' ? column.value : undefined;
}

function nameOf(callee: Expr): string | undefined {
  return callee.kind === 'member' ? callee.name : undefined;
}
