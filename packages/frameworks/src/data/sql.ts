import type { AccessConcept, AccessOp, Concept, Expr, FileFacts, Linked, PathValue, Value } from '@assay/contract';
import { inert, type Meaning, type Site } from './shared.js';

/** What SQL text does, by its first keyword; `undefined` when it is no statement (an expression inside a query). */
export type SqlOp = AccessOp | 'begin' | 'commit' | 'rollback' | 'inert';

const statements: readonly (readonly [RegExp, SqlOp])[] = [
  [/^(begin|start\s+transaction)\b/, 'begin'],
  [/^(commit|end)\b/, 'commit'],
  [/^rollback\s+(work\s+|transaction\s+)?to\b/, 'inert'],
  [/^(rollback|abort)\b/, 'rollback'],
  [/^(savepoint|release|set|reset|listen|unlisten|use|analyze|deallocate|prepare)\b/, 'inert'],
  [/^with\b.*\b(insert\s+into)\b/, 'create'],
  [/^with\b.*\bupdate\s+\S+\s+(\S+\s+){0,2}set\b/, 'update'],
  [/^with\b.*\bdelete\s+from\b/, 'delete'],
  [/^(select|with|show|describe|explain|pragma)\b/, 'read'],
  [/^insert\b.*\bon\s+(conflict\b.*\bdo\s+update|duplicate\s+key\s+update)\b/, 'upsert'],
  [/^(replace|merge|insert\s+or\s+replace)\s+into\b/, 'upsert'],
  [/^insert\b/, 'create'],
  [/^update\b/, 'update'],
  [/^delete\b/, 'delete'],
  [/^truncate\b/, 'truncate'],
  [/^(create|alter|drop|call|exec|execute|do|lock|copy|load|vacuum|refresh|reindex|grant|revoke|comment|notify|kill|optimize)\b/, 'raw'],
];

function sqlOp(text: string): SqlOp | undefined {
  const head = headOf(text);
  return statements.find(([pattern]) => pattern.test(head))?.[1];
}

/** The text without comments, in small letters and with single blanks. */
function headOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?(?:\*\/|$)|--[^\n]*/g, ' ').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** A statement about one object of the database, its definition or its rights: there is none for many. */
const defines = /^(?:create|alter|drop|vacuum|refresh|reindex|grant|revoke|comment|optimize)\b/;

const named = /\b(?:insert\s+(?:(?:ignore|or\s+\w+)\s+)?into|replace\s+into|merge\s+into|delete\s+from|truncate(?:\s+table)?|update|from)\s+(?:only\s+)?([\w."`[\]]+)/gi;

/** The table that a statement names first, without its quotes; a name that a WITH clause gives is none. */
function sqlTable(text: string): string | undefined {
  const given = new Set(Array.from(text.matchAll(/(\w+)\s+as\s+(?:(?:not\s+)?materialized\s+)?\(/gi), (match) => match[1]));
  for (const match of text.matchAll(named)) {
    const name = match[1]?.replace(/["`[\]]/g, '');
    if (name !== undefined && !given.has(name)) return name;
  }
  return undefined;
}

/** SQLite: https://www.sqlite.org/lang_conflict.html  MySQL: https://dev.mysql.com/doc/refman/8.4/en/insert.html  PostgreSQL: https://www.postgresql.org/docs/current/sql-insert.html */
const leavesOut = /^\s*insert\s+(?:or\s+)?ignore\b|\bon\s+conflict\b[^]*\bdo\s+nothing\b/i;

/** Stands for what is not literal. */
const hole = '${}';

/** The SQL of a call: the tagged template itself or argument `index`. */
function sqlText(path: PathValue, project: Linked, index: number, identifier?: Identifier): string | undefined {
  if (path.call?.node.kind === 'template') return taggedText(path, project, identifier);
  const arg = project.args(path)[index];
  return valueText(arg?.value, project, identifier) ?? (arg?.expr && arg.env ? writtenText(arg.expr, arg.env.file) : undefined);
}

/** The text that a hole of a tagged template puts in, where the library makes an identifier of it. */
export type Identifier = (value: Value, project: Linked) => string | undefined;

function taggedText(path: PathValue, project: Linked, identifier: Identifier = () => undefined): string | undefined {
  const node = path.call?.node;
  if (node?.kind !== 'template') return undefined;
  const holes = project.args(path).map((arg) => identifier(arg.value, project) ?? hole);
  return node.quasis.reduce((text, part, at) => text + (holes[at - 1] ?? hole) + part);
}

function valueText(value: Value | undefined, project: Linked, identifier?: Identifier): string | undefined {
  if (value?.kind === 'path') {
    // A text made by a library: a tagged template (`Prisma.sql`), or an object around the text (`new Cursor(text)`).
    if (value.call?.node.kind === 'template') return taggedText(value, project, identifier);
    return value.step === 'new()' ? project.text(project.argument(value, 0)) : undefined;
  }
  if (value?.kind === 'union') return agreed(value.options.map((option) => valueText(option, project, identifier)));
  if (value?.kind === 'unknown') return value.text;
  if (value?.kind !== 'object') return project.text(value);
  const properties = project.properties(value);
  return valueText(properties.get('text') ?? properties.get('sql') ?? properties.get('query'), project, identifier);
}

/** One of several texts, when all of them do the same. */
function agreed([first, ...others]: readonly (string | undefined)[]): string | undefined {
  return first !== undefined && others.every((other) => other !== undefined && sqlOp(other) === sqlOp(first)) ? first : undefined;
}

/** Literal parts of a text that is put together in place. */
function writtenText(expr: Expr, file: FileFacts, depth = 0): string | undefined {
  if (depth > 8) return undefined;
  switch (expr.kind) {
    case 'literal': return typeof expr.value === 'string' ? expr.value : undefined;
    case 'template': return expr.tag ? undefined : expr.quasis.join(hole);
    case 'cast': return writtenText(expr.value, file, depth + 1);
    case 'binary': {
      const left = expr.op === '+' ? writtenText(expr.left, file, depth + 1) : undefined;
      return left === undefined ? undefined : left + (writtenText(expr.right, file, depth + 1) ?? hole);
    }
    case 'name': {
      const binding = file.bindings[expr.binding];
      return binding?.kind === 'const' && binding.init ? writtenText(binding.init, file, depth + 1) : undefined;
    }
    default: return undefined;
  }
}

/** What another library's query builder put into the SQL argument. */
export type Built = (value: Value, project: Linked) => { readonly op: AccessOp; readonly table?: string } | undefined;

export interface RawOptions {
  readonly built?: Built;
  readonly needsRelease?: (site: Site) => boolean;
  /** Text that is no statement is part of a query. */
  readonly fragments?: boolean;
  readonly identifier?: Identifier;
  readonly access?: Partial<AccessConcept>;
}

/** A call that takes SQL text in argument `index`. */
export function raw(index: number, options: RawOptions = {}): Meaning {
  return (site, project) => rawAt(site.path, site, project, index, options);
}

export function rawAt(path: PathValue, site: Site, project: Linked, index: number, options: RawOptions): Concept {
  // A tagged template is its own text: its arguments are the holes.
  const sql = path.call?.node.kind === 'template' ? undefined : index;
  const access = { kind: 'access', op: 'raw', executes: 'call', sql, ...options.access } as const;
  const text = sqlText(path, project, index, options.identifier);
  if (text === undefined) {
    const value = project.argument(path, index);
    return { ...access, ...(value && options.built?.(value, project)) };
  }
  const op = sqlOp(text);
  switch (op) {
    case undefined: return options.fragments && !text.trim().startsWith(hole) ? inert : access;
    case 'inert': return inert;
    case 'commit': case 'rollback': return { kind: 'transaction', form: op };
    case 'begin': return { kind: 'transaction', form: op, ...(options.needsRelease?.(site) ? { needsRelease: true } : {}) };
    default: return { ...access, op, table: sqlTable(text), ...(op === 'create' && leavesOut.test(text) ? { leavesOut: true } : {}), ...(op === 'raw' && defines.test(headOf(text)) ? { single: true } : {}) };
  }
}
