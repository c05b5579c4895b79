import type { AccessOp } from './adapter.js';
import type { MigrationUnit } from './migration.js';
import type { Known, TraceStep } from './model.js';
import type { Span } from './span.js';
import type { SqlDialect, SqlOpOf } from './sql.js';

export type SchemaPart = 'table' | 'column' | 'type' | 'nullability' | 'default' | 'index' | 'constraint' | 'enum' | 'view' | 'function' | 'trigger' | 'object';

/** Something that is not as it was after a migration went up and down again. */
export interface SchemaDifference {
  /** `lost`: it was there. `left`: it was not. `changed`: it is another. `fails`: the statement cannot run. */
  readonly what: 'lost' | 'left' | 'changed' | 'fails';
  readonly part: SchemaPart;
  /** `orders.total`, `orders_total_idx`. */
  readonly name: string;
  /** What was seen, as a clause. */
  readonly detail: string;
  /** The step that made it so. */
  readonly at: Span;
}

/** What going up and down again does to the schema. */
export interface Reversal {
  readonly unit: MigrationUnit;
  /** Is the schema restored? `unknown`: part of the down, or what stood before, cannot be read. */
  readonly restores: Known;
  readonly differences: readonly SchemaDifference[];
  readonly because: readonly TraceStep[];
}

/** A table as the migrations leave it, with the places that made it so. */
export interface SchemaTable {
  readonly name: string;
  readonly history: string;
  readonly dialect: SqlDialect;
  readonly at: Span;
  /** All of its columns, indexes and keys are known. */
  readonly complete: boolean;
  readonly columns: readonly { readonly name: string; readonly type?: string; readonly nullable?: boolean; readonly default?: string; readonly at: Span }[];
  readonly indexes: readonly { readonly name: string; readonly columns: readonly string[]; readonly unique: boolean; readonly partial: boolean; readonly at: Span }[];
  readonly keys: readonly { readonly kind: string; readonly name: string; readonly columns: readonly string[]; readonly references?: string; readonly at: Span }[];
}

/** One history of migrations, as a whole. */
export interface SchemaHistory {
  /** As in the units and tables of the history. */
  readonly name: string;
  readonly dialect: SqlDialect;
  /** It begins with an empty database, and nothing in it was past reading: what no migration makes is not there. */
  readonly whole: boolean;
  /** Names of tables that something in it speaks of, folded as the tables' are. */
  readonly mentions: ReadonlySet<string>;
}

/** A table as the product's own code declares it: a schema file, an entity, a table of a query builder. */
export interface DeclaredTable {
  /** Its name in the database; several where a convention of the project decides that is not seen. */
  readonly names: readonly string[];
  /** What the code calls it: a model, a class, a variable. */
  readonly called?: string;
  /** What declares it: `Prisma schema`. */
  readonly by: string;
  readonly dialect: SqlDialect;
  readonly at: Span;
  /** Every column is seen. */
  readonly complete: boolean;
  readonly columns: readonly DeclaredColumn[];
}

export interface DeclaredColumn {
  /** As `DeclaredTable.names`. */
  readonly names: readonly string[];
  /** The property that stands for it in the code, where that is another name. */
  readonly called?: string;
  readonly nullable?: boolean;
  readonly at: Span;
}

/** A declared table with the one that migrations make for it. */
export interface SchemaMatch {
  readonly declared: DeclaredTable;
  readonly history: SchemaHistory;
  /** Absent: no migration makes it. */
  readonly table?: SchemaTable;
}

/** An `UPDATE`, `DELETE` or `TRUNCATE`, in SQL, in a migration's calls or in the calls of a query builder or mapper. */
export interface RowChange {
  /** `migration 0007_x`, or the file whose code runs it. */
  readonly subject: string;
  readonly op: SqlOpOf<'update' | 'delete'> | SqlOpOf<'insert' | 'truncate'>;
  readonly at: Span;
  /** The migration that runs it. */
  readonly unit?: MigrationUnit;
  /** The table, or every column that is set, was made by the same migration. */
  readonly onNew: boolean;
  /** What the code calls it: `db.delete`. Absent: it is SQL, or a migration's. */
  readonly label?: string;
  /** The function of the product's code that it stands in, by name. */
  readonly within?: string;
  /** A comment there, or above the function, that speaks of all. */
  readonly said?: Span;
  /** A filter that is empty was handed over, or a method was called that takes a filter and does without one. */
  readonly emptyFilter?: boolean;
  /** Where the same run puts rows into the emptied table again, or the same function sets some of the changed rows apart. */
  readonly refill?: Span;
}

/** Columns by which entry points and jobs look for rows of a table that migrations make. */
export interface TableFilter {
  readonly table: SchemaTable;
  /** Names in the database of the columns that must equal a value or lie in a range, sorted. */
  readonly columns: readonly string[];
  /** Those, and the ones of which less is asked: to be empty, to be true, to be like something. */
  readonly named: readonly string[];
  /** Conditions may be more, or other, than is seen. */
  readonly open: boolean;
  readonly uses: readonly TableUse[];
}

/** One access to a table, and whom it serves. */
export interface TableUse {
  /** As the code or the library names it: a model, a table, a collection. */
  readonly table: string;
  readonly op: AccessOp;
  readonly at: Span;
  /** What the call was written as, shortened. */
  readonly label: string;
  /** Columns that its conditions name, as the code writes them. Conditions in SQL text are not read. */
  readonly columns: readonly string[];
  /** Those of them that must equal a value or lie in a range. */
  readonly searched: readonly string[];
  /** Conditions may be more, or other, than is seen. */
  readonly open: boolean;
  /** Ids of the entry points, and names of the jobs, that come by. */
  readonly entries: readonly string[];
  readonly jobs: readonly string[];
  /** Where neither does: functions that nothing known calls. */
  readonly functions: readonly string[];
}

/** A model, its table and its repository are one: `OrderLine`, `order_lines`, `public.order_lines` have one key, and so have `address` and `addresses`. */
export function tableKey(table: string): string {
  return columnKey(table).replace(/ies$/, 'y').replace(/(?<=[sxz])es?$|s$/, '').replace(/s+$/, '');
}

/** `userId`, `user_id` and `orders.user_id` are one column, whoever writes it. */
export function columnKey(column: string): string {
  return column.slice(column.lastIndexOf('.') + 1).replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}
