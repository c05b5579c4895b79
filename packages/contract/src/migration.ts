import type { Edit, RepoPath, Span } from './span.js';
import type { SqlConfidence, SqlDialect, SqlOp } from './sql.js';

/** One unit of schema change as its tool counts them. */
export interface MigrationUnit {
  /** `migration <name>`: stable, no folder. */
  readonly name: string;
  readonly tool: string;
  readonly path: RepoPath;
  readonly up?: Span;
  /** Where the down is, or where it would stand. */
  readonly at: Span;
  readonly down: MigrationDown;
  /** The up changes nothing (a marker, a comment): it needs no down. */
  readonly noop: boolean;
  /** It was put away: its tool does not run it any more. It still says what was there before those that it runs. */
  readonly retired?: true;
  /** Destroys data or schema objects (drops, truncates), as far as the text shows. */
  readonly destructive: boolean;
  /** It destroys no data, but drops tables or columns that it, or the migration before, copied elsewhere. */
  readonly dropsCopy?: true;
  /** The migration's own statement that something in it cannot be undone, wherever it stands. */
  readonly annotation?: { readonly at: Span; readonly reason?: string };
  /** What its comments say of how it is run and checked. */
  readonly notes: readonly MigrationNote[];
  readonly dialect: SqlDialect;
  /** Where that is not known because the project has drivers of several databases: those. */
  readonly drivers?: readonly SqlDialect[];
  /** Another database that speaks the dialect, and changes schemas in its own way without long locks. */
  readonly online?: 'cockroachdb' | 'planetscale';
  /** Units of one history are applied one after the other, in the order of their paths. */
  readonly history: string;
  /** That order is of texts (`10_b` before `9_a`); absent, numbers count by their value. */
  readonly textOrder?: true;
  /** What going up and going down run, in order, SQL and builder calls alike. Absent down: there is none to be read. */
  readonly ups: readonly MigrationStep[];
  readonly downs?: readonly MigrationStep[];
  /** The SQL text that they run, where that is all they do. */
  readonly scripts?: { readonly up: readonly Span[]; readonly down?: readonly Span[] };
}

/** One Op of a migration and where it is written. */
export interface MigrationStep {
  readonly op: SqlOp;
  readonly at: Span;
  /** Where its SQL statement begins: several Ops may be of one. */
  readonly statement?: number;
  readonly confidence: SqlConfidence;
  /** Its own grammar refuses it: it cannot run. */
  readonly problem?: string;
  /** It throws before it reaches the database: why. */
  readonly throws?: string;
}

/** A column as the migrations before a step left it, as far as they say so for certain. */
export interface ColumnBefore {
  /** As they declared it: `varchar(80)`. */
  readonly type?: string;
  /** It takes no NULL. */
  readonly required?: boolean;
}

export type MigrationNote =
  /** `VERIFY: <statement or steps>`: how to see that it did what it should. A script of its own counts as one. */
  | { readonly kind: 'verify'; readonly at: Span; readonly text: string }
  /** `OPERATIONS: duration=.., impact=.., throttle=..`: what running it means, with at least one of the fields. */
  | { readonly kind: 'operations'; readonly at: Span; readonly fields: Readonly<Record<string, string>> }
  /** Another linter was told to let the next statement (or the whole file) be; no names: all of its checks. */
  | { readonly kind: 'accepted'; readonly at: Span; readonly by: string; readonly names: readonly string[]; readonly wholeFile: boolean };

export type MigrationDown =
  | { readonly kind: 'present'; readonly at: Span }
  /** Declared, but does nothing. `refuse` makes it fail instead, for as long as it is not written. */
  | { readonly kind: 'empty'; readonly at: Span; readonly refuse?: Edit }
  /** `refuse` writes one that fails. */
  | { readonly kind: 'absent'; readonly refuse?: Edit }
  /** The tool derives it from the up. */
  | { readonly kind: 'inferred' }
  /** Declared impossible, with or without a reason. */
  | { readonly kind: 'irreversible'; readonly at: Span; readonly reason?: string }
  /** The tool has no downs. */
  | { readonly kind: 'forward-only' }
  | { readonly kind: 'unknown'; readonly reason: string };
