// The section on squawk in docs/migrations.md: figures and the cases that are judged in another way.
import { table } from '../corpus/page-section.mjs';

/** Does Assay say what squawk says? A question that a person decides is no accusation, and no silence. */
export function agrees({ reported, verdict }) {
  return reported ? verdict !== 'nothing' : verdict !== 'violation';
}

/** The figures by rule. `judged` has by case `{ rule, name, reported, verdict }`. */
export function section(judged, version) {
  const rules = [...new Set(judged.map(({ rule }) => rule))].sort();
  const agreed = judged.filter(agrees).length;
  const rows = rules.map((rule) => {
    const own = judged.filter((one) => one.rule === rule);
    const differ = own.filter((one) => !agrees(one));
    return [rule.replaceAll('_', '-'), own.length, own.length - differ.length, differ.filter(({ reported }) => reported).length, differ.filter(({ reported }) => !reported).length, own.filter((one) => agrees(one) && one.verdict === 'review').length];
  });
  return [
    `Of ${judged.length} cases in squawk's own tests (version ${version}), ${agreed} are judged alike, ${Math.floor((agreed / judged.length) * 1000) / 10} %.`,
    table(['squawk', 'cases', 'alike', 'only squawk reports', 'only Assay reports', 'of the alike: a review'], rows),
  ].join('\n\n');
}
