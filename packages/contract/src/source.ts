import type { RepoPath } from './span.js';

/** `document`: YAML or JSON that declares entry points: a deployment or an interface description. */
export type SourceKind = 'code' | 'sql' | 'prisma' | 'graphql' | 'document';

/** One file of the analysed repository. `text` has no byte order mark; offsets count UTF-16 units of it. */
export interface SourceFile {
  readonly path: RepoPath;
  readonly kind: SourceKind;
  readonly text: string;
  /** Test, fixture, script or seed code: read, but no subject of any rule by default. */
  readonly role: SourceRole;
}

export type SourceRole = 'product' | 'test' | 'script';

/** Something that could not be read or understood. Reports list it; it never stops the analysis. */
export interface ReadProblem {
  readonly path: RepoPath;
  readonly line?: number;
  readonly code:
    | 'unreadable' | 'binary' | 'too-large' | 'encoding' | 'syntax' | 'tsconfig' | 'package-json' | 'symlink' | 'generated'
    | 'internal' | 'sql' | 'budget' | 'directive';
  readonly message: string;
  /** A note explains a deliberate omission (generated, minified, too large); a problem makes the report `partial`. */
  readonly level: 'problem' | 'note';
}

/** A package.json of the repository (the root's and each workspace's). */
export interface PackageManifest {
  /** Folder that holds it, '' for the root. */
  readonly folder: RepoPath;
  readonly name?: string;
  readonly type: 'module' | 'commonjs';
  /** Every declared dependency of any kind with its version range as written. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** `main`, `exports["."]`, `module` or `types`, in that order of preference for source lookup, as written. */
  readonly entry?: string;
}

export type Resolution =
  | { readonly kind: 'file'; readonly path: RepoPath }
  | { readonly kind: 'package'; readonly name: string; readonly subpath: string }
  | { readonly kind: 'unresolved'; readonly reason: string };

/** What `sources` hands on: the repository, read once. */
export interface Repository {
  /** Absolute folder; never leaves the process. */
  readonly root: string;
  readonly files: readonly SourceFile[];
  readonly manifests: readonly PackageManifest[];
  readonly problems: readonly ReadProblem[];
  /** Every path seen (also those not read), for directory conventions. Sorted. */
  readonly paths: readonly RepoPath[];
  /** Where `specifier` in an import of `from` leads. Pure and memoized; a workspace package resolves to its source file. */
  resolve(from: RepoPath, specifier: string): Resolution;
}
