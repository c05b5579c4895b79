// The sections on what people read in docs/accuracy.md, from fixtures/corpus/triage.tsv and fixtures/corpus/recall: figures only.
import { grouped, percent, table } from './page-section.mjs';

/** One-sided 95 %. */
const Z = 1.645;
const CLAIMS = ['violation', 'pass'];

/** Verdicts of readers, reading by reading, the newest first. */
export function triageSection(rows, readings) {
  return readings.toReversed().flatMap(({ id, about }) => {
    const own = rows.filter(({ reading }) => reading === id);
    return [`**${id}**: ${about}`, ...CLAIMS.flatMap((claim) => claimTable(claim, own.filter((row) => row.claim === claim)))];
  }).join('\n\n');
}

function claimTable(claim, rows) {
  if (rows.length === 0) return [];
  const rules = grouped(rows, ({ rule }) => rule).map(([rule, own]) => {
    const count = (verdict) => own.filter((row) => row.verdict === verdict).length;
    const [right, wrong] = [count('right'), count('wrong')];
    return { right, wrong, cells: [rule, right, wrong, count('undecided'), new Set(own.map(({ repository }) => repository)).size, right + wrong === 0 ? '' : percent(right / (right + wrong)), right + wrong === 0 ? '' : percent(lowerBound(right, right + wrong))] };
  });
  const head = [claim === 'pass' ? 'passes of' : 'violations of', 'right', 'wrong', 'undecided', 'repositories', 'right of decided', 'lower bound'];
  return [table(head, rules.sort((a, b) => b.right / (b.right + b.wrong || 1) - a.right / (a.right + a.wrong || 1)).map(({ cells }) => cells))];
}

/** The lower end of Wilson's interval for a share. https://doi.org/10.1080/01621459.1927.10502953 */
export function lowerBound(hits, all) {
  const share = hits / all;
  return (share + Z ** 2 / (2 * all) - Z * Math.sqrt((share * (1 - share) + Z ** 2 / (4 * all)) / all)) / (1 + Z ** 2 / all);
}

const STATES = ['blind', 'after'];

/** Places that readers listed before they looked at what Assay says: what was found then, and what is found since classes were mended. */
export function recallSection(rows) {
  return STATES.map((state) => {
    const measured = rows.filter((row) => !row[state].startsWith('not measured'));
    const rules = grouped(measured, ({ rule }) => rule).map(([rule, own]) => {
      const count = (expected, verdict) => own.filter((row) => row.expected === expected && row[state] === verdict).length;
      const [positives, cleans] = ['violation', 'clean'].map((expected) => own.filter((row) => row.expected === expected).length);
      const found = count('violation', 'found');
      return [rule, `${found} of ${positives}`, positives === 0 ? '' : percent(found / positives), count('violation', 'review'), `${count('clean', 'accused')} of ${cleans}`, count('clean', 'review'), new Set(own.map(({ repository }) => repository)).size];
    });
    return `${state === 'blind' ? 'At first sight' : 'After the classes were mended, where it was measured again: no measure of other code'}:\n\n${table(['rule', 'found', 'share', 'left to a person', 'clean places accused', 'clean, left to a person', 'repositories'], rules)}`;
  }).join('\n\n');
}
