import type { FrameworkAdapter, Rule } from '@assay/contract';
import type * as everything from '@assay/engine';

/** What the engine offers besides the analysis: comparison, stored runs, git. */
export type Engine = Omit<typeof everything, 'analyze' | 'findRoot'>;

/**
 * What the commands need of the rest of Assay.
 *
 * @internal
 */
export interface Host {
  /** The rules to run. */
  readonly rules: readonly Rule[];
  /** Those, and the rules about directives whose verdicts come with every analysis. */
  readonly allRules: readonly Rule[];
  readonly adapters: readonly FrameworkAdapter[];
  analyze(options: everything.AnalyzeOptions): everything.Analysis;
  findRoot(start: string): string;
  readonly engine: Engine;
}

/**
 * Loads the analyzer with its rules and adapters: only when a command needs them, because it takes a moment.
 *
 * @internal
 */
export async function loadHost(): Promise<Host> {
  const [engine, { adapters }, { rules }] = await Promise.all([import('@assay/engine'), import('@assay/frameworks'), import('@assay/rules')]);
  const { analyze, findRoot, directiveRules } = engine;
  return { rules, allRules: allOf(rules, directiveRules), adapters, analyze, findRoot, engine };
}

function allOf(rules: readonly Rule[], more: readonly Rule[]): readonly Rule[] {
  const ids = new Set(rules.map(rule => rule.id));
  return [...rules, ...more.filter(rule => !ids.has(rule.id))];
}
