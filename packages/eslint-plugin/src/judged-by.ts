import { createRequire } from 'node:module';
import { watchSettings, type Settings } from '@assay/config';
import { codeId, directiveRules, runKey, wholeOf, type JudgedBy } from '@assay/engine';
import type * as frameworks from '@assay/frameworks';
import { rules } from '@assay/rules';

const require = createRequire(import.meta.url);

/**
 * What the project at `root` is judged by, as its configuration says: by the same as on the command line. Severities are ESLint's, and where the
 * configuration names no preset, ESLint's own configuration says which rules are on.
 */
export function judgedByAt(root: string): () => JudgedBy {
  const settingsNow = watchSettings({ root, rules, always: directiveRules, unsaid: 'strict' });
  let known: { readonly settings: Settings; readonly judgedBy: JudgedBy } | undefined;
  return () => {
    const settings = settingsNow();
    if (known?.settings !== settings) known = { settings, judgedBy: judgedByOf(settings) };
    return known.judgedBy;
  };
}

function judgedByOf(settings: Settings): JudgedBy {
  const code = codeId(['@assay/config', '@assay/frameworks', '@assay/rules'].map(name => require.resolve(name)));
  return {
    rules: settings.rules, ruleOptions: settings.options, level: settings.level, reports: path => !settings.ignored(path),
    // Loaded when something must be judged anew.
    get adapters() { return [...settings.adapters, ...(require(wholeOf(require.resolve('@assay/frameworks'))) as typeof frameworks).adapters]; },
    key: runKey([code, settings.config, settings.rules.map(rule => rule.id)]),
  };
}
