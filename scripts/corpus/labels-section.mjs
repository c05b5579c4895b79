// The section on hand labels in docs/accuracy.md, from fixtures/corpus/accuracy.json: figures only.
import { STANDARDS } from './labels.mjs';
import { table } from './page-section.mjs';

/** `scores` has by repository and standard `{ decided, tagged }`, each as `count` gives it. */
export function labelsSection(scores) {
  const names = Object.keys(scores).sort();
  return [
    `Labels of ${names.length} repositories (${names.join(', ')}). Labels that are a matter of opinion are counted apart: the last two columns.`,
    table(['standard', 'found', 'reported clean places', 'opinion: found', 'opinion: reported'], STANDARDS.map((standard) => totalRow(standard, names.flatMap((name) => scores[name][standard] ?? [])))),
    'By repository: found / missed / false alarms / clean places kept.',
    table(['repository', ...STANDARDS], names.map((name) => [name, ...STANDARDS.map((standard) => four(scores[name][standard]?.decided))])),
    'By rule: labels that a violation of the rule met (one label may be met by several).',
    table(['rule', 'found', 'false alarms'], ruleRows(names.flatMap((name) => Object.values(scores[name])))),
  ].join('\n\n');
}

function totalRow(standard, records) {
  const sum = (kind, key) => records.reduce((total, record) => total + record[kind][key], 0);
  const cells = (kind) => [`${sum(kind, 'found')} of ${sum(kind, 'found') + sum(kind, 'missed')}`, `${sum(kind, 'alarms')} of ${sum(kind, 'alarms') + sum(kind, 'kept')}`];
  return [standard, ...cells('decided'), ...cells('tagged')];
}

function four(counts) {
  return counts === undefined ? '' : [counts.found, counts.missed, counts.alarms, counts.kept].join(' / ');
}

function ruleRows(records) {
  const rules = [...new Set(records.flatMap(({ decided }) => [...Object.keys(decided.rules), ...Object.keys(decided.alarmRules)]))].sort();
  const sum = (key, rule) => records.reduce((total, { decided }) => total + (decided[key][rule] ?? 0), 0);
  return rules.map((rule) => [rule, sum('rules', rule), sum('alarmRules', rule)]);
}
