import { createRequire } from 'node:module';
import type { FrameworkAdapter, Rule } from '@assay/contract';
import type * as everything from '@assay/engine';
import type * as frameworks from '@assay/frameworks';
import type * as allRules from '@assay/rules';

const require = createRequire(import.meta.url);

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
  /** Names the code of rules and adapters; without it no outcome is kept. */
  readonly codeId?: () => string;
}

/**
 * Loads the analyzer with its rules: only when a command needs them, because it takes a moment. Adapters come later still, when something is analysed.
 *
 * @internal
 */
export async function loadHost(): Promise<Host> {
  const engine = await import('@assay/engine');
  const { analyze, findRoot, directiveRules, codeId, wholeOf } = engine;
  const { rules } = require(wholeOf(require.resolve('@assay/rules'))) as typeof allRules;
  return {
    rules, allRules: allOf(rules, directiveRules), analyze, findRoot, engine,
    get adapters() { return (require(wholeOf(require.resolve('@assay/frameworks'))) as typeof frameworks).adapters; },
    codeId: () => codeId(['@assay/config', '@assay/frameworks', '@assay/rules'].map(name => require.resolve(name))),
  };
}

function allOf(rules: readonly Rule[], more: readonly Rule[]): readonly Rule[] {
  const ids = new Set(rules.map(rule => rule.id));
  return [...rules, ...more.filter(rule => !ids.has(rule.id))];
}
