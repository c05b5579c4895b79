import type { Range } from './span.js';

export type SqlDialect = 'postgres' | 'mysql' | 'sqlite' | 'unknown';

/**
 * How far the reading of a statement can be trusted. `exact`: its dialect's own grammar. `filled`: holes of a template were filled in first.
 * `fallback`: another grammar, or its parts one by one. `unparsed`: only its first words are known.
 */
export type SqlConfidence = 'exact' | 'filled' | 'fallback' | 'unparsed';

/** SQL in a file: a whole `.sql` file, or a string or template in code (`at` is then the literal's own range). */
export interface SqlText {
  readonly at: Range;
  readonly dialect: SqlDialect;
  readonly statements: readonly SqlStatement[];
}

/** One statement. All ranges are offsets of the file that holds it. */
export interface SqlStatement {
  readonly at: Range;
  readonly confidence: SqlConfidence;
  readonly ops: readonly SqlOp[];
  /** Why it could not be parsed. */
  readonly problem?: string;
  /** Written out in full, and the grammar of its own database does not take it: it cannot run. */
  readonly refused?: true;
}

export interface ForeignKey {
  readonly table: string;
  readonly columns: readonly string[];
  readonly onDelete?: string;
  /** What a builder calls the constraint that it makes of it. */
  readonly name?: string;
}

/** A column as declared. What is absent was not said. */
export interface ColumnSpec {
  readonly name: string;
  /** Lower case, without spaces around parentheses: `varchar(10)`. */
  readonly type?: string;
  readonly nullable?: boolean;
  /** A canonical text; two equal texts are the same default. */
  readonly default?: string;
  /** `DEFAULT NULL` is written out: no other default than none, but PostgreSQL then checks the foreign key of a new column. */
  readonly nullDefault?: boolean;
  /** The default is computed anew for every row (`gen_random_uuid()`). */
  readonly volatileDefault?: boolean;
  /** The default calls a function of which it is not known whether it is evaluated for every row. */
  readonly computedDefault?: boolean;
  /** Computed from other columns, and stored. */
  readonly generated?: boolean;
  readonly primaryKey?: boolean;
  readonly unique?: boolean;
  readonly references?: ForeignKey;
}

export type ConstraintKind = 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclude' | 'not-null';

export interface ConstraintSpec {
  readonly kind: ConstraintKind;
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references?: ForeignKey;
  readonly notValid?: boolean;
  readonly usingIndex?: string;
}

/** An index as declared; a key that is an expression has the name `()`. */
export interface IndexSpec {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly unique?: boolean;
  readonly partial?: boolean;
  readonly method?: string;
}

export type SchemaObject = 'enum' | 'type' | 'view' | 'materialized-view' | 'function' | 'trigger' | 'policy' | 'sequence' | 'extension' | 'schema' | 'other';

interface OpBase<K extends string> {
  readonly op: K;
  readonly at: Range;
  /** It runs only under a condition that the text does not decide (a branch of a `DO` block, an `if` in code). */
  readonly conditional?: boolean;
  /** That condition is that a table, or a column of it, is not there yet. `block`: where it stands; what stands in one block runs together. */
  readonly unless?: { readonly table: string; readonly column?: string; readonly block: number };
}

/** Words that give a change its form without a long lock (`CONCURRENTLY`, `NOT VALID`), and the offset of the file where they would be written. */
export interface Lighter {
  readonly offset: number;
  readonly text: string;
}

interface OnTable<K extends string> extends OpBase<K> {
  /** As written, without the default schema: `orders`, `billing.invoices`. */
  readonly table: string;
}

interface OnColumn<K extends string> extends OnTable<K> {
  readonly column: string;
}

/** One change or query, whatever it was written in: SQL of any dialect or the calls of a builder. */
export type SqlOp =
  | (OnTable<'create-table'> & {
      readonly columns: readonly ColumnSpec[]; readonly constraints: readonly ConstraintSpec[]; readonly indexes: readonly IndexSpec[];
      readonly ifNotExists?: boolean; /** Columns come from elsewhere (`LIKE`, `AS SELECT`, a loop). */ readonly open?: boolean; readonly temporary?: boolean;
    })
  | (OnTable<'drop-table'> & { readonly ifExists?: boolean; readonly cascade?: boolean })
  | (OnTable<'rename-table'> & { readonly to: string })
  | (OnTable<'add-column'> & { readonly column: ColumnSpec; readonly ifNotExists?: boolean })
  | (OnColumn<'drop-column'> & { readonly ifExists?: boolean })
  | (OnColumn<'rename-column'> & { readonly to: string })
  /** The whole column is declared anew (`MODIFY`, `CHANGE`). */
  | (OnColumn<'redefine-column'> & { readonly to: ColumnSpec; readonly keeps?: boolean })
  | (OnColumn<'alter-type'> & { readonly type?: string; readonly using?: boolean })
  | OnColumn<'set-not-null'>
  | OnColumn<'drop-not-null'>
  | (OnColumn<'set-default'> & { readonly default: string })
  | OnColumn<'drop-default'>
  | (OnTable<'add-constraint'> & { readonly constraint: ConstraintSpec; readonly lighter?: Lighter })
  | (OnTable<'drop-constraint'> & { readonly name?: string; readonly kind?: ConstraintKind; readonly columns?: readonly string[]; readonly ifExists?: boolean })
  | (OnTable<'rename-constraint'> & { readonly name: string; readonly to: string })
  | (OnTable<'validate-constraint'> & { readonly name: string })
  | (OnTable<'create-index'> & { readonly index: IndexSpec; readonly concurrently?: boolean; readonly ifNotExists?: boolean; readonly lighter?: Lighter })
  | (OpBase<'drop-index'> & { readonly name?: string; readonly table?: string; readonly columns?: readonly string[]; readonly concurrently?: boolean; readonly ifExists?: boolean; readonly lighter?: Lighter })
  | (OpBase<'rename-index'> & { readonly name: string; readonly to: string })
  | (OpBase<'object'> & {
      readonly object: SchemaObject; readonly action: 'create' | 'replace' | 'alter' | 'drop' | 'rename'; readonly name: string; readonly to?: string;
      readonly values?: readonly string[]; readonly table?: string; readonly cascade?: boolean; readonly ifExists?: boolean;
    })
  /** Rewrites or locks the table in another way: engine, character set, table options. */
  | (OnTable<'alter-table'> & { readonly what: string; readonly rewrites?: boolean })
  | (OpBase<'insert' | 'truncate'> & { readonly tables: readonly string[] })
  | (OpBase<'update' | 'delete'> & { readonly tables: readonly string[]; readonly where: 'yes' | 'no' | 'unknown'; readonly limit?: boolean; /** Columns that are set. */ readonly sets?: readonly string[]; /** All that WHERE asks is that these columns are NULL, besides which rows of other tables belong to its own (`joins`). */ readonly missing?: readonly string[]; /** All that WHERE says is which rows of other tables belong to its own. */ readonly joins?: true; /** Columns that must equal a value that is given, or lie in a range; absent where the condition is not understood. */ readonly picks?: readonly string[] })
  | (OpBase<'select'> & { readonly tables: readonly string[]; /** It calls something besides constants, so it may change data. */ readonly calls?: boolean })
  | (OpBase<'transaction'> & { readonly what: 'begin' | 'commit' | 'rollback' | 'other' })
  | (OpBase<'setting'> & { readonly name: string })
  /** Something that changes neither tables nor data: comments, grants, statistics. */
  | (OpBase<'inert'> & { readonly what: string })
  /** Not understood. `tables`: what it may touch; absent: anything. */
  | (OpBase<'opaque'> & { readonly reason: string; readonly tables?: readonly string[] });

export type SqlOpOf<K extends SqlOp['op']> = Extract<SqlOp, { op: K }>;

/** Stands in a name for what only running the code would tell. */
export const UNKNOWN_NAME = '__hole';

/** Was the name written out in full? */
export function isKnownName(name: string): boolean {
  return name !== '' && !name.includes(UNKNOWN_NAME);
}
