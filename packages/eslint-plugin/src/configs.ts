import { SEVERITIES, type Rule } from '@assay/contract';
import type { ESLint, Linter } from 'eslint';

export interface Configs {
  /** Every rule that is not experimental; what is critical or major is an error, the rest a warning. */
  readonly recommended: Linter.Config[];
  /** Every rule, as an error. */
  readonly strict: Linter.Config[];
}

interface Block {
  readonly language: Rule['meta']['languages'][number];
  readonly files: readonly string[];
  readonly base: Linter.Config;
}

const BLOCKS: readonly Block[] = [
  { language: 'code', files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'], base: {} },
  { language: 'sql', files: ['**/*.sql'], base: { language: 'assay/sql' } },
];

/** ESLint reports these itself. */
const OF_ESLINT: ReadonlySet<string> = new Set(['unused-directive']);

/** The flat configs: for each language of the rules a block of its own, because ESLint refuses a rule where it does not apply. */
export function configsFor(plugin: ESLint.Plugin, rules: readonly Rule[]): Configs {
  const offered = rules.filter(rule => rule.meta.lifecycle !== 'deprecated' && !OF_ESLINT.has(rule.id));
  const config = (name: string, chosen: readonly Rule[], level: (rule: Rule) => Linter.RuleSeverity): Linter.Config[] =>
    BLOCKS.map(({ language, files, base }) => ({
      name: `assay/${name}/${language}`,
      files: [...files],
      ...base,
      plugins: { assay: plugin },
      rules: Object.fromEntries(chosen.filter(rule => rule.meta.languages.includes(language)).map(rule => [`assay/${rule.id}`, level(rule)])),
    }));
  const settled = offered.filter(rule => rule.meta.lifecycle !== 'experimental');
  return { recommended: config('recommended', settled, levelOf), strict: config('strict', offered, () => 'error') };
}

/** ESLint has one severity for a rule: that of its gravest variant. */
function levelOf({ meta }: Rule): Linter.RuleSeverity {
  const gravest = Math.min(...Object.values(meta.variants).map(variant => SEVERITIES.indexOf(variant.severity)));
  return gravest <= SEVERITIES.indexOf('major') ? 'error' : 'warn';
}
