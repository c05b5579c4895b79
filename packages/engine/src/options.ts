import type { BackendModel, Change, DataCall, FrameworkAdapter, PassRecord, RepoPath, RouteCall, Rule, RunResult, Severity } from '@assay/contract';
import type { ChangeInput } from './change/change.js';
import type { Shard } from './compare/shards.js';

export interface JudgeOptions {
  readonly rules: readonly Rule[];
  /** Reports only what lies under these files and folders, relative to the root. The whole root is analysed either way. */
  readonly paths?: readonly RepoPath[];
  /** Reports nothing on the files that this refuses. The whole root is analysed either way. */
  reports?(path: RepoPath): boolean;
  /** Reports the findings of this part of the packages only. */
  readonly shard?: Shard;
  /** The level of a rule in a file: `on`, as without this, leaves the rule its own severities. */
  level?(rule: string, path: RepoPath): 'off' | 'on' | Severity;
  /** Options by rule id, over the rule's defaults. */
  readonly ruleOptions?: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** States a finding that (nearly) every subject has once instead of once a subject. On by default. */
  readonly rollup?: boolean;
  /** Obeys `eslint-disable` directives. On by default. */
  readonly inlineConfig?: boolean;
  /** What to compare with; the rules that judge a change run only then. */
  readonly change?: ChangeInput;
  readonly tool?: { readonly name: string; readonly version: string };
  /** Told before each step of a stage and at its end. */
  onProgress?(stage: string, done: number, total: number): void;
}

export interface AnalyzeOptions extends JudgeOptions {
  /** The repository's root, as `findRoot` answers it. */
  readonly root: string;
  readonly adapters: readonly FrameworkAdapter[];
  /** Reads the tests as well, for inventories. By default when a rule reads them. */
  readonly tests?: boolean;
  /** Keeps facts in this folder (absolute) between runs. Results are the same with and without. */
  readonly cache?: string;
  /**
   * Names the rules, the adapters and everything else here that is no plain data: two runs with the same key are judged by the same. With it, the
   * cache keeps what a run came to, for a run that finds nothing changed.
   */
  readonly key?: string;
}

export interface Analysis {
  readonly result: RunResult;
  /** What passed and why, for `assay why`. */
  readonly passes: readonly PassRecord[];
  readonly model: BackendModel;
  /** The ids of the model's endpoints. */
  readonly endpoints: readonly string[];
  readonly dataCalls: readonly DataCall[];
  /** Route-like calls and how they were classified; computed when it is asked for. */
  readonly routeCalls: () => readonly RouteCall[];
  /** Texts of the files that were read, for code frames. */
  readonly sources: ReadonlyMap<RepoPath, string>;
  /** What went wrong beside the result, such as a cache that cannot be written. */
  readonly warnings: readonly string[];
  /** A rule or an adapter failed: the result is not to be trusted as a gate. */
  readonly crashed: boolean;
  /** Verdicts of the rules in the whole root, whatever `paths` says. Zero: there was nothing to judge. */
  readonly judged: number;
  /** What was compared, where a change was judged. */
  readonly change?: Change;
}
