import { walk, walkExpr, type Expr, type ExprOf, type FileFacts, type SourceFile } from '@assay/contract';
import type { Linker } from '../link/linker.js';

/**
 * Tables (or models) that declare a unique key beside their id, lower case: a repeated creation may meet it. Read from Prisma schemas, from column
 * and class decorators, from schema objects, from described tables and from migration builders; which columns a request fills is not asked.
 */
export function uniqueTables(linker: Linker): ReadonlySet<string> {
  const tables = new Set<string>();
  for (const source of linker.sources) if (source.kind === 'prisma') for (const name of prismaModels(source)) tables.add(name.toLowerCase());
  for (const file of linker.files) for (const name of declaredIn(file)) tables.add(name.toLowerCase());
  return tables;
}

/** Models with `@unique` on a field that the database does not make up, or with `@@unique`. */
function* prismaModels(source: SourceFile): Generator<string> {
  for (const match of source.text.matchAll(/^\s*model\s+(\w+)\s*\{([^}]*)\}/gm)) {
    const lines = (match[2] ?? '').split('\n').map((line) => line.replace(/\/\/.*$/, ''));
    const unique = lines.some((line) => /@@unique\b/.test(line) || (/@unique\b/.test(line) && !/@default\((?:uuid|cuid|nanoid|autoincrement|dbgenerated)/.test(line)));
    if (unique && match[1]) yield match[1];
  }
}

function* declaredIn(file: FileFacts): Generator<string> {
  for (const cls of file.classes) {
    const decorators = [...cls.decorators, ...cls.members.flatMap((member) => [...member.decorators])];
    if (decorators.some((decorator) => saysUnique(decorator.value, file))) yield cls.name;
  }
  for (const fn of file.functions) {
    for (const expr of walk(fn)) {
      if (expr.kind !== 'call') continue;
      const described = describedTable(expr, file);
      if (described !== undefined) yield described;
      if (expr.callee.kind !== 'member') continue;
      const [first] = expr.args;
      const name = first?.kind === 'literal' && typeof first.value === 'string' ? first.value : undefined;
      if (name === undefined) continue;
      if ((expr.callee.name === 'createTable' || expr.callee.name === 'table' || expr.callee.name === 'alterTable') && expr.args.some((arg) => buildsUnique(arg, file))) yield name;
      if ((expr.callee.name === 'model' || expr.callee.name === 'define') && hasUniqueField(file)) yield name;
    }
  }
}

/** `pgTable('users', { email: text().unique() }, (t) => [uniqueIndex().on(t.email)])`: a table described by its name, columns and keys. */
function describedTable({ args: [name, columns, keys] }: ExprOf<'call'>, file: FileFacts): string | undefined {
  if (name?.kind !== 'literal' || typeof name.value !== 'string' || (columns?.kind !== 'object' && columns?.kind !== 'function')) return undefined;
  const unique = columns.kind === 'object' && columns.members.some((member) => [...walkExpr(member.value)].some((inner) => callName(inner, file) === 'unique'));
  return unique || (keys !== undefined && declaresKey(keys, file)) ? name.value : undefined;
}

const KEYS: ReadonlySet<string> = new Set(['unique', 'uniqueIndex', 'primaryKey']);

function declaresKey(keys: Expr, file: FileFacts): boolean {
  const fn = keys.kind === 'function' ? file.functions[keys.fn] : undefined;
  return fn !== undefined && [...walk(fn)].some((inner) => KEYS.has(callName(inner, file)));
}

function callName(expr: Expr, file: FileFacts): string {
  if (expr.kind !== 'call') return '';
  return expr.callee.kind === 'member' ? expr.callee.name : expr.callee.kind === 'name' ? file.bindings[expr.callee.binding]?.name ?? '' : '';
}

/** `@Unique([...])`, `@Column({ unique: true })`, `@Index({ unique: true })`. */
function saysUnique(expr: Expr, file: FileFacts): boolean {
  if (expr.kind !== 'call') return false;
  const name = expr.callee.kind === 'name' ? file.bindings[expr.callee.binding]?.name : expr.callee.kind === 'member' ? expr.callee.name : undefined;
  return name === 'Unique' || name === 'IsUnique' || expr.args.some(isUniqueOption);
}

function isUniqueOption(expr: Expr): boolean {
  return expr.kind === 'object' && expr.members.some((member) => member.kind === 'property' && member.key === 'unique' && member.value.kind === 'literal' && member.value.value === true);
}

/** `(t) => { t.string('email').unique() }` */
function buildsUnique(expr: Expr, file: FileFacts): boolean {
  const fn = expr.kind === 'function' ? file.functions[expr.fn] : undefined;
  if (!fn) return false;
  for (const inner of walk(fn)) if (inner.kind === 'call' && inner.callee.kind === 'member' && inner.callee.name === 'unique' && !isOfId(inner.callee.object)) return true;
  return false;
}

/** `t.uuid('id').unique()`: the primary key, which is new in each row. */
function isOfId(column: Expr): boolean {
  if (column.kind !== 'call' || column.callee.kind !== 'member') return false;
  const [first] = column.args;
  return first?.kind === 'literal' ? first.value === 'id' : isOfId(column.callee.object);
}

/** A schema object of this file has a field with `unique: true`. */
function hasUniqueField(file: FileFacts): boolean {
  return file.functions.some((fn) => {
    for (const expr of walk(fn)) if (isUniqueOption(expr)) return true;
    return false;
  });
}
