import { SEVERITIES, compareText, type Rule } from '@assay/contract';

/** `assay rules`: one line a rule, label first; or everything known of them as JSON. */
export function rulesList(rules: readonly Rule[], asJson: boolean): string {
  const sorted = rules.toSorted((a, b) => compareText(a.meta.standard, b.meta.standard) || compareText(a.id, b.id));
  if (asJson) return `${JSON.stringify(sorted.map(describe), null, 2)}\n`;
  return sorted.map(rule => `${rule.id} (${rule.meta.standard}; ${rule.meta.category}; ${severities(rule).join(' or ')}): ${rule.meta.summary}\n`).join('');
}

function describe({ id, meta }: Rule) {
  const { standard, category, variants, summary, why, recommendation, subjects, languages, since, lifecycle, schema, defaults } = meta;
  return { id, standard, category, variants, summary, why, recommendation, subjects, languages, since, lifecycle, options: schema, defaults };
}

function severities({ meta }: Rule): readonly string[] {
  const present = Object.values(meta.variants).map(variant => variant.severity);
  return SEVERITIES.filter(severity => present.includes(severity));
}
