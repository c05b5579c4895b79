import { analyze as analyzeRoot, findRoot, type Analysis, type AnalyzeOptions } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { VERSION } from './version.js';

export { run } from './run.js';
export { loadHost, type Host } from './host.js';
export type { Io, Output } from './io.js';
export { ConfigError, defineConfig, readSettings, type AssayConfig, type Settings } from '@assay/config';
export { checkstyle, coverageTable, github, gitlab, json, jsonFull, junit, markdown, rdjson, sarif, sonar, stylish } from '@assay/report';
export type { Analysis, AnalyzeOptions } from '@assay/engine';
export type { Compared, Finding, KnownFinding, RunResult } from '@assay/contract';

/** Judges the project that `path` (a folder, or a file in it) belongs to, with every rule and adapter unless `options` names others. */
export function analyze(path: string, options: Partial<AnalyzeOptions> = {}): Analysis {
  return analyzeRoot({ root: findRoot(path), rules, adapters, tool: { name: 'assay', version: VERSION }, ...options });
}
