import { resolve } from 'node:path';
import { readSettings, type AssayConfig } from '@assay/config';
import type { RunResult } from '@assay/contract';
import { analyze as analyzeProject, directiveRules, findRoot } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import type { SarifOptions } from '@assay/report';
import { rules as judges } from '@assay/rules';
import { findProject } from './project.js';
import { VERSION } from './version.js';

/** Every rule with its texts, those about directives too: what `sarif` and `sonar` are given. */
export const rules: SarifOptions['rules'] = [...judges, ...directiveRules];

/** What to analyse and how. Each default is that of `assay check`, but for the cache, which is off. */
export interface AnalyzeOptions {
  /** The folder that relative paths start from, and in which the project lies when no paths are given; that of the process unless given. */
  readonly cwd?: string;
  /** Files and folders of one project. Their project is read whole; findings are reported under them only. */
  readonly paths?: readonly string[];
  /** A configuration, or the path of its file, in place of the `assay.config.*` at the root of the project. */
  readonly config?: AssayConfig | string;
  /** Runs no code of the analysed repository: a configuration file has to be JSON. Off by default. */
  readonly safe?: boolean;
  /** Obeys `eslint-disable` directives. On by default. */
  readonly inlineConfig?: boolean;
  /** States a finding that (nearly) every subject has once instead of once a subject. On by default. */
  readonly rollup?: boolean;
  /** Keeps what files say by themselves in this folder between runs. The result is the same with and without. */
  readonly cache?: string;
  /** Told before each step of a stage and at its end. What it throws ends the analysis and comes out of `analyze`. */
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/**
 * Analyses the project that a folder or the given paths belong to, by its configuration, and answers what `assay check -f json-full` prints.
 * It is synchronous, prints nothing, and reads no environment variable. A rule or an adapter that fails is a problem with the code `internal`
 * in the result, whose status is `partial` then.
 *
 * @throws ConfigError when the configuration cannot be used.
 * @throws UsageError when a path is missing, or when the paths belong to different projects.
 */
export function analyze(options: AnalyzeOptions = {}): RunResult {
  const { cwd = process.cwd(), paths = [], config, safe = false, inlineConfig = true, rollup = true, cache, onProgress } = options;
  const project = findProject(paths, cwd, { findRoot });
  const configuration = typeof config === 'string' ? { file: resolve(cwd, config) } : config === undefined ? {} : { given: config };
  const settings = readSettings({ root: project.root, rules: judges, always: directiveRules, safe, ...configuration });
  const { result } = analyzeProject({
    ...project, rules: settings.rules, adapters: [...settings.adapters, ...adapters], ruleOptions: settings.options, level: settings.level,
    reports: path => !settings.ignored(path), inlineConfig, rollup, tool: { name: 'assay', version: VERSION },
    ...(cache === undefined ? {} : { cache: resolve(cwd, cache) }), ...(onProgress ? { onProgress } : {}),
  });
  return result;
}
