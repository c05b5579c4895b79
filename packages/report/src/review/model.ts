import type { Category, GuardLevel, MigrationDown, QualityEvidence, RepoPath, Severity, Standard, UnlinkedReason } from '@assay/contract';

/** What became of a subject under a rule. `accepted`: a violation that a directive lets through, with its reason. */
export type Outcome = 'violation' | 'review' | 'accepted' | 'pass';
export const OUTCOMES: readonly Outcome[] = ['violation', 'review', 'accepted', 'pass'];

/** The worst outcome of an entry point under a standard. */
export type Cell = Outcome | 'not-applicable';

export interface Counts {
  readonly pass: number;
  readonly violation: number;
  readonly review: number;
  readonly accepted: number;
}

export interface ReviewPlace {
  readonly path: RepoPath;
  /** `88-129`, or `88` for one line. */
  readonly lines: string;
}

export interface FrameLine {
  readonly line: number;
  readonly text: string;
  readonly marked: boolean;
}

export interface ReviewFinding extends ReviewPlace {
  readonly id: string;
  readonly rule: string;
  readonly standard: Standard;
  readonly category: Category;
  readonly outcome: 'violation' | 'review';
  readonly severity: Severity;
  readonly subject: string;
  readonly title: string;
  readonly evidence: string;
  readonly recommendation: string;
  /** For a review. */
  readonly reason?: string;
  readonly owners: readonly string[];
  /** Entry points that reach the place. */
  readonly entries: readonly string[];
  /** The way from the entry point to the place, in order. */
  readonly trace: readonly (ReviewPlace & { readonly message: string })[];
  /** The code at the place; empty beyond the gravest findings. */
  readonly frame: readonly FrameLine[];
}

export interface RuleEvidence extends Counts {
  readonly rule: string;
  readonly standard: Standard;
  readonly category: Category;
  readonly summary: string;
  readonly subjects: string;
  /** The gravest severity that a violation of the rule may have. */
  readonly gravest: Severity;
}

export interface StandardEvidence extends Counts {
  readonly id: Standard;
  readonly title: string;
  /** Subjects that conform or do not: what `conforming` is a share of. */
  readonly applicable: number;
  readonly conforming: number;
  readonly rules: readonly RuleEvidence[];
  readonly subjects: readonly (ReviewPlace & { readonly rule: string; readonly subject: string; readonly outcome: Outcome })[];
}

export interface MatrixRow extends ReviewPlace {
  readonly id: string;
  readonly framework: string;
  readonly guard: GuardLevel;
  readonly owners: readonly string[];
  readonly cells: Readonly<Record<string, Cell>>;
  /** Ids of the findings behind the cells. */
  readonly findings: readonly string[];
}

/** A query that names the first column of an index in its conditions. */
export interface QueryPlace extends ReviewPlace {
  /** What the call was written as. */
  readonly label: string;
}

export interface IndexEvidence {
  readonly name: string;
  /** `primary-key` and `unique` constraints are indexes as well. */
  readonly kind: 'primary-key' | 'unique' | 'index';
  readonly columns: readonly string[];
  readonly partial: boolean;
  readonly queries: readonly QueryPlace[];
}

/** A table as the migrations leave it. */
export interface TableSchema extends ReviewPlace {
  /** All of its columns, indexes and keys are known. */
  readonly complete: boolean;
  readonly columns: readonly { readonly name: string; readonly type?: string; readonly nullable?: boolean }[];
  readonly indexes: readonly IndexEvidence[];
  /** `user_id to users`. */
  readonly references: readonly string[];
}

export interface TableEvidence {
  readonly name: string;
  /** Entry points by their id, `job <name>`, and `function <name>` for what nothing known calls. */
  readonly readBy: readonly string[];
  readonly writtenBy: readonly string[];
  /** Accesses to it, and those of them of whose conditions a column is known. */
  readonly accesses: { readonly all: number; readonly conditions: number };
  /** Absent when no migration that was read makes a table of this name. Several where several histories do. */
  readonly schemas: readonly TableSchema[];
  /** Where the code declares it, and what does: `Prisma schema`. */
  readonly declared: readonly (ReviewPlace & { readonly by: string })[];
}

/**
 * What taking a migration back does. `restores` and `differs`: replayed. `none`: there is no down, or it does nothing. `derived`: the tool derives it.
 * `irreversible`: the migration says so. `forward-only`: the tool has no downs. `nothing-to-undo`: the up changes nothing.
 */
export type RollbackState = 'restores' | 'differs' | 'none' | 'derived' | 'irreversible' | 'forward-only' | 'nothing-to-undo' | 'unknown';

export interface MigrationEvidence extends ReviewPlace {
  readonly name: string;
  readonly tool: string;
  readonly down: MigrationDown['kind'];
  readonly rollback: RollbackState;
  /** What is not as it was after it went up and down: `lost index orders_user_idx: ...`. */
  readonly differences: readonly string[];
  readonly destructive: boolean;
}

/** What became of one thing that a change owes. */
export type ObligationState = 'met' | 'not-met' | 'to-review' | 'accepted' | 'not-applicable';

/** One thing that a change owes by the definition of done, and what the rules found of it. */
export interface Obligation {
  /** Of what: the id of an entry point, a migration, a variable, the change. */
  readonly subject: string;
  /** `guard`, `test`. */
  readonly what: string;
  readonly state: ObligationState;
  readonly evidence: string;
  readonly place?: ReviewPlace;
  /** Ids of the findings that say so. */
  readonly findings: readonly string[];
}

/** The definition of done for a change. */
export interface ChangeSection {
  /** What is compared with. */
  readonly against: string;
  readonly files: number;
  readonly commits: number;
  readonly newEndpoints: number;
  readonly newMigrations: number;
  readonly newVariables: number;
  readonly obligations: readonly Obligation[];
  /** Parts of the definition of done that no code shows. */
  readonly unseen: readonly string[];
}

/** One result of another tool. */
export interface ImportedResult {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note' | 'none';
  readonly message: string;
  readonly path?: RepoPath;
  readonly line?: number;
}

/** What another tool found, as its SARIF file says it. Never counted as ours, and in no rating. */
export interface ImportedRun {
  readonly tool: string;
  readonly version?: string;
  /** The file as it was named. */
  readonly file: string;
  readonly results: readonly ImportedResult[];
  /** Results that the file itself calls suppressed, passed or gone. */
  readonly left: number;
}

export interface OwnerEvidence extends Counts {
  /** As CODEOWNERS names it; '' for what nobody owns. */
  readonly owner: string;
  readonly entries: number;
}

/** One term of a rating: all in it can be recomputed from `pass`, `violation` and `weight`. */
export interface Measure extends Counts {
  readonly rule: string;
  readonly weight: number;
  /** pass / (pass + violation); absent when nothing was decided. */
  readonly ratio?: number;
}

export interface Share {
  readonly what: string;
  readonly value: number;
}

export interface Cap {
  readonly why: string;
  readonly atMost: number;
}

export interface StepEvidence {
  readonly step: number;
  readonly title: string;
  /** Absent when there is no static evidence. */
  readonly rating?: number;
  /** Why there is no rating. */
  readonly unrated?: string;
  readonly base?: number;
  readonly measures: readonly Measure[];
  /** How much of what the step asks was decided; the least of its shares. */
  readonly confidence?: number;
  readonly shares: readonly Share[];
  readonly caps: readonly Cap[];
  readonly inventory: readonly { readonly label: string; readonly value: string }[];
  /** Ids of the open violations that the rating rests on. */
  readonly findings: readonly string[];
}

/** What tests do with one entry point. */
export interface EntryTestRow {
  readonly id: string;
  /** Cases that reach it through a request. */
  readonly cases: number;
  /** Those of them that expect to be refused for want of authentication or of a right. */
  readonly denied: number;
  /** Cases that call its handler as a function. */
  readonly direct: number;
  /** What runs before or after the cases reaches it. */
  readonly around: boolean;
  /** Status codes that are expected of it. */
  readonly statuses: readonly number[];
}

/** Tests as evidence: what they reach, and what else the repository shows of its quality. */
export interface TestSection {
  readonly files: number;
  readonly cases: number;
  readonly skipped: number;
  readonly requests: { readonly linked: number; readonly unlinked: readonly { readonly reason: UnlinkedReason; readonly count: number }[] };
  readonly entries: readonly EntryTestRow[];
  /** Absent when the repository was not looked through for it. */
  readonly quality?: QualityEvidence;
}

export interface Trend {
  readonly standards: readonly { readonly id: Standard; readonly before?: number; readonly after?: number }[];
  readonly steps: readonly { readonly step: number; readonly before?: number; readonly after?: number }[];
  readonly appeared: number;
  readonly gone: number;
}

/** The evidence of a review: the one product that every form of the report prints. */
export interface ReviewReport {
  readonly report: 'assay-review';
  readonly tool: string;
  readonly version: string;
  readonly status: 'ready' | 'partial' | 'blocked';
  readonly summary: {
    readonly severities: Readonly<Record<Severity, number>>;
    readonly violations: number;
    readonly reviews: number;
    readonly accepted: number;
    readonly entries: number;
    /** Entry points without an open violation. */
    readonly clean: number;
  };
  readonly scope: {
    readonly paths: readonly RepoPath[];
    readonly files: number;
    readonly functions: number;
    readonly frameworks: readonly string[];
    readonly dataLayers: readonly string[];
    readonly endpoints: { readonly total: number; readonly mutating: number; readonly unresolvedHandlers: number; readonly unmounted: number };
    readonly dataCalls: { readonly resolved: number; readonly unknown: number };
    readonly unknowns: readonly { readonly reason: string; readonly count: number }[];
    readonly problems: readonly { readonly path: RepoPath; readonly message: string }[];
    readonly missingContext: readonly string[];
    /** Evidence of the review that this report does not look for. */
    readonly notAnalysed: readonly string[];
  };
  readonly steps: readonly StepEvidence[];
  readonly standards: readonly StandardEvidence[];
  readonly matrix: readonly MatrixRow[];
  readonly findings: readonly ReviewFinding[];
  readonly data: { readonly tables: readonly TableEvidence[]; readonly migrations: readonly MigrationEvidence[] };
  /** Absent when tests were not read. */
  readonly tests?: TestSection;
  readonly owners: readonly OwnerEvidence[];
  /** There where two revisions were compared. */
  readonly change?: ChangeSection;
  /** There where results of other tools were imported. */
  readonly imports?: readonly ImportedRun[];
  readonly trend?: Trend;
}
