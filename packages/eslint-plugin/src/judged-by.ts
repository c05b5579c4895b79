import { watchSettings, type Settings } from '@assay/config';
import { directiveRules, type JudgedBy } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';

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
  return {
    rules: settings.rules, ruleOptions: settings.options, level: settings.level, reports: path => !settings.ignored(path),
    adapters: [...settings.adapters, ...adapters],
  };
}
