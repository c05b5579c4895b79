import type { Edit, RepoPath, Span } from './span.js';

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
  /** Destroys data or schema objects (drops, truncates), as far as the text shows. */
  readonly destructive: boolean;
}

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
