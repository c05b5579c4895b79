import type { Change } from './change.js';
import type { BackendModel, TraceStep } from './model.js';
import type { Edit, Span } from './span.js';
import type { UnknownReason } from './value.js';

/** How grave a violation is, the gravest first. */
export type Severity = 'critical' | 'major' | 'minor' | 'info';
export const SEVERITIES: readonly Severity[] = ['critical', 'major', 'minor', 'info'];

/** The quality that a finding is about, as in ReviewFindingsJSON. */
export type Category = 'security' | 'api' | 'data' | 'performance' | 'reliability' | 'observability' | 'testing' | 'change' | 'docs';

/** The written standard that a rule asks for. */
export type Standard = 'error-envelope' | 'idempotency' | 'n-plus-one' | 'rollback' | 'migrations' | 'authorization' | 'change' | 'testing' | 'directives';

/** One way in which a rule is broken. */
export interface Variant {
  readonly severity: Severity;
  /** `{subject}` stands for the subject. */
  readonly title: string;
  /** Says something of the whole project, or needs more of it than an editor reads: hosts that show one file at a time leave it out. */
  readonly scope?: 'project';
}

/** What is known of a rule besides its code. */
export interface RuleMeta {
  /** The folder under rules/. */
  readonly standard: Standard;
  readonly category: Category;
  /** Every title a finding may have, by variant. */
  readonly variants: Readonly<Record<string, Variant>>;
  /** One line. */
  readonly summary: string;
  readonly why: string;
  readonly recommendation: string;
  /** What the subjects are, in the plural, for the denominator: 'mutating endpoints'. */
  readonly subjects: string;
  readonly languages: readonly ('code' | 'sql')[];
  /** A rule about a change runs, and is counted, only where two revisions are compared. Hosts that show one file at a time leave it out. */
  readonly judges?: 'change';
  /** Version of Assay that introduced it. */
  readonly since: string;
  readonly lifecycle: 'experimental' | 'stable' | 'deprecated';
  /** What it needs beside the product's code: hosts that show one file at a time do not read it. */
  readonly reads?: 'tests';
  /** JSON Schema of the options, and their defaults. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly defaults: Readonly<Record<string, unknown>>;
}

export interface RuleInput<Options = Readonly<Record<string, unknown>>> {
  readonly model: BackendModel;
  readonly options: Options;
  /** There for the rules that judge one. */
  readonly change?: Change;
}

/** A change that a reader may take over as it stands: it holds whatever else the project does, and the finding is gone after it. */
export interface Suggestion {
  /** What it does, as an order: 'Let the down fail until it is written'. */
  readonly message: string;
  readonly edits: readonly Edit[];
}

export interface Violation {
  readonly outcome: 'violation';
  readonly variant: string;
  readonly at: Span;
  readonly subject: string;
  /** One sentence that a reviewer can check against the code. */
  readonly evidence: string;
  /** The concrete fix in this stack's idiom; the rule's own recommendation otherwise. */
  readonly recommendation?: string;
  readonly because?: readonly TraceStep[];
  /** Tells two findings of one subject apart (a table, a callee): part of the fingerprint. */
  readonly key?: string;
  readonly suggest?: readonly Suggestion[];
}

export interface Review {
  readonly outcome: 'review';
  readonly variant: string;
  readonly at: Span;
  readonly subject: string;
  readonly reason: UnknownReason;
  readonly evidence: string;
  readonly because?: readonly TraceStep[];
  readonly key?: string;
}

export interface Pass {
  readonly outcome: 'pass';
  readonly at: Span;
  readonly subject: string;
  /** Why it passes is evidence as well. */
  readonly because?: readonly TraceStep[];
}

/** No verdict for a subject means that the rule does not apply to it. */
export type Verdict = Violation | Review | Pass;

export interface Rule<Options = Readonly<Record<string, unknown>>> {
  /** Names the pattern: reads as "allow unguarded-mutation". */
  readonly id: string;
  readonly meta: RuleMeta;
  /** Pure: no disk, no syntax tree, no clock. Severity comes from meta and config. */
  check(input: RuleInput<Options>): Iterable<Verdict>;
}

export function defineRule<Options = Readonly<Record<string, unknown>>>(rule: Rule<Options>): Rule<Options> {
  return rule;
}
