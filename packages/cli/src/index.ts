/**
 * The programmatic interface of Assay: one analysis as a function, its result as data, and the reports as functions from that result to text.
 *
 * ```ts
 * import { analyze, rules, sarif } from 'assay';
 *
 * const result = analyze({ cwd: 'services/shop' });
 * const log = sarif(result, { rules });
 * ```
 *
 * @packageDocumentation
 */
export { analyze, rules, type AnalyzeOptions } from './api.js';
export { run } from './run.js';
export { loadHost, type Host } from './host.js';
export type { Io, Output } from './io.js';
export { UsageError } from './usage-error.js';
export { ConfigError, defineConfig, type AssayConfig, type Declarations, type Level, type Preset, type RuleSetting } from '@assay/config';
export {
  checkstyle, coverageTable, github, gitlab, json, jsonFull, junit, markdown, rdjson, sarif, sonar, stylish,
  type GithubOptions, type MarkdownOptions, type RdjsonOptions, type ReadLine, type SarifOptions, type SonarOptions, type StylishOptions,
} from '@assay/report';
export type {
  Category, Compared, Coverage, Edit, Finding, KnownFinding, LineRange, Place, ReadProblem, RepoPath, RuleCount, RuleMeta, RunResult, Severity, Span, Standard, Suggestion, TraceEntry, Variant,
} from '@assay/contract';
