import type { BackendModel, Endpoint } from './model.js';
import type { RepoPath, Span } from './span.js';

/**
 * What a file of a change is to the one who reviews it. `contract`: a description of the interface (OpenAPI, GraphQL SDL). `generated`, `lock`,
 * `snapshot` and `binary` are written by tools, and nobody reads them line by line.
 */
export type ChangeClass = 'product' | 'migration' | 'test' | 'script' | 'contract' | 'docs' | 'config' | 'generated' | 'lock' | 'snapshot' | 'binary';

export interface ChangedFile {
  readonly path: RepoPath;
  /** `moved`: under another path, without another byte. */
  readonly how: 'added' | 'modified' | 'deleted' | 'moved';
  readonly kind: ChangeClass;
  /** Those of the other changed files that it imports. */
  readonly imports: readonly RepoPath[];
}

/** One commit of a change, merges left out. */
export interface ChangeCommit {
  /** Its abbreviated hash. */
  readonly id: string;
  readonly files: readonly RepoPath[];
}

/** An environment variable that is read now and was not before. */
export interface NewVariable {
  readonly name: string;
  readonly at: Span;
  /** The document that names it. */
  readonly documentedIn?: RepoPath;
}

/** A table that a migration of the change makes, and the code that used it before that migration was there. */
export interface EarlyUse {
  readonly table: string;
  /** The unit's name. */
  readonly migration: string;
  readonly at: Span;
  /** As the code names it. */
  readonly label: string;
  /** The first commit that has the use, and the one that brings the migration; absent when the migration does not come later. */
  readonly commits?: { readonly use: string; readonly migration: string };
}

/** What differs between an earlier revision and this one, for the rules that judge a change. All of it is computed once, on demand. */
export interface Change {
  /** What is compared with, in words: `main`. */
  readonly against: string;
  /** Sorted by path. */
  readonly files: readonly ChangedFile[];
  /** Oldest first; work that is not committed is in none. */
  readonly commits: readonly ChangeCommit[];
  /** The model of the earlier revision. */
  readonly before: BackendModel;
  /** Entry points that the earlier revision does not have. */
  readonly newEndpoints: readonly Endpoint[];
  /**
   * Is an entry point in the interface description that describes others of this project? Undefined when there is no such description, or when it
   * cannot hold this kind of entry point, or the entry point's whole path is not known.
   */
  describedIn(entry: Endpoint): { readonly path: RepoPath; readonly described: boolean } | undefined;
  /** Empty when the project documents no variable at all. */
  readonly newVariables: readonly NewVariable[];
  readonly uses: readonly EarlyUse[];
}
