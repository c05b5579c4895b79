import type { RepoPath } from './span.js';

/** How much of the code a coverage report says was run. */
export interface CoverageReport {
  readonly path: RepoPath;
  readonly format: 'istanbul' | 'lcov' | 'cobertura';
  readonly lines: { readonly covered: number; readonly total: number };
  readonly branches?: { readonly covered: number; readonly total: number };
}

/** What a command of a pipeline does for the quality of a change. */
export type CheckKind = 'tests' | 'lint' | 'types' | 'migrations' | 'audit';

/** A command that a pipeline runs, followed through the scripts of the package. */
export interface PipelineCheck {
  readonly kind: CheckKind;
  readonly path: RepoPath;
  readonly job: string;
  /** As the pipeline says it. */
  readonly command: string;
  /** A failure stops the job. */
  readonly blocks: boolean;
  /** It runs for a proposed change, not only afterwards or by a schedule. */
  readonly onChange: boolean;
}

/** How strict the compiler is asked to be. */
export interface TypeStrictness {
  readonly path: RepoPath;
  readonly strict: boolean | 'unknown';
  /** Parts of `strict` that are switched off, and stricter options that are switched on. */
  readonly off: readonly string[];
  readonly more: readonly string[];
}

/** Comments that silence a tool, by their word. */
export interface Suppressions {
  readonly word: string;
  readonly count: number;
  readonly files: number;
}

/** What the repository shows of how its quality is kept, beside its code. */
export interface QualityEvidence {
  readonly coverage: readonly CoverageReport[];
  readonly pipelines: readonly RepoPath[];
  readonly checks: readonly PipelineCheck[];
  readonly types: readonly TypeStrictness[];
  readonly linters: readonly { readonly tool: string; readonly path: RepoPath }[];
  readonly suppressions: readonly Suppressions[];
  /** OpenAPI documents and GraphQL schemas. */
  readonly contracts: readonly RepoPath[];
  /** Packages that hold an implementation against its contract. */
  readonly contractTests: readonly string[];
}
