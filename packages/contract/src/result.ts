import type { Coverage } from './model.js';
import type { Category, Severity, Suggestion } from './rule.js';
import type { LineRange, RepoPath, Span } from './span.js';
import type { ReadProblem } from './source.js';

/** `lines` as in ReviewFindingsJSON; `span` and columns (1-based) for formats that point closer. */
export interface Place {
  readonly path: RepoPath;
  readonly lines: LineRange;
  readonly columns: { readonly first: number; readonly last: number };
  readonly span: Span;
}

/** One step that led to a finding, with its place. */
export interface TraceEntry {
  readonly where: Place;
  readonly message: string;
}

/** A verdict that a report shows: a violation, or a review by hand where the code does not decide. */
export interface Finding {
  readonly rule: string;
  readonly variant: string;
  readonly outcome: 'violation' | 'review';
  readonly category: Category;
  readonly severity: Severity;
  readonly subject: string;
  readonly title: string;
  readonly where: Place;
  readonly evidence: string;
  readonly recommendation: string;
  readonly trace: readonly TraceEntry[];
  readonly fingerprint: string;
  /**
   * How the finding is known again in another revision. `anchor` is the fingerprint without its number: all findings share it that are equal in
   * rule, subject, variant and key. `context` stands for the code at the place, whatever its layout, and tells those apart.
   */
  readonly identity?: { readonly anchor: string; readonly context: string };
  /** For a review. */
  readonly reason?: string;
  /** For a violation. */
  readonly suggest?: readonly Suggestion[];
  /** For a rolled-up finding: how many subjects it stands for, and their places. */
  readonly count?: number;
}

/** What a rule judged: passes, violations, reviews, and why it could not decide. */
export interface RuleCount {
  readonly rule: string;
  readonly subjects: string;
  readonly pass: number;
  readonly violation: number;
  readonly review: number;
  readonly reasons: Readonly<Record<string, number>>;
}

/** The result of an analysis, as data: the same for the same input, without time, host or absolute path. */
export interface RunResult {
  readonly tool: string;
  readonly version: string;
  /** `partial`: something could not be read or a rule failed; `blocked`: nothing to judge. */
  readonly status: 'ready' | 'partial' | 'blocked';
  /** Violations and reviews, sorted by path, place, rule. */
  readonly findings: readonly Finding[];
  readonly checked: readonly RuleCount[];
  readonly coverage: Coverage;
  readonly problems: readonly ReadProblem[];
  /** Inputs that would settle unknowns (seed 001 and 002 name them). */
  readonly missingContext: readonly string[];
  /** Findings silenced by a directive with its reason. */
  readonly suppressed: readonly { readonly finding: Finding; readonly reason: string }[];
  /** Present when the findings are only those that something earlier does not have. */
  readonly compared?: Compared;
}

/** What became of the findings of a baseline or an earlier revision. */
export interface Compared {
  /** What was compared with, in words: `the baseline`, `main`. */
  readonly against: string;
  /** Violations that were there already and are left out of the result. */
  readonly remaining: number;
  /** Violations that were there and are gone. */
  readonly fixed: readonly KnownFinding[];
}

/** What is kept of a finding to know it again. */
export interface KnownFinding {
  readonly fingerprint: string;
  readonly anchor: string;
  readonly context: string;
  readonly rule: string;
  readonly subject: string;
  /** Where it was last seen; it may have moved since. */
  readonly path: RepoPath;
}

/** One pass, for `assay why`. */
export interface PassRecord {
  readonly rule: string;
  readonly subject: string;
  readonly where: Place;
  readonly trace: readonly TraceEntry[];
}
