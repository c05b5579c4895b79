// The section on squawk in docs/migrations.md: figures and the cases that are judged in another way.
const BEGIN = '<!-- Written by npm run squawk: begin -->';
const END = '<!-- Written by npm run squawk: end -->';

/** The page with its section written anew. `judged` has by case `{ rule, name, reported, verdict }`. */
export function withSection(page, judged, version) {
  const [before, rest] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || rest < before) throw new Error(`the page has no place for the section: ${BEGIN}`);
  return `${page.slice(0, before)}${section(judged, version)}${page.slice(rest + END.length)}`;
}

/** Does Assay say what squawk says? A question that a person decides is no accusation, and no silence. */
export function agrees({ reported, verdict }) {
  return reported ? verdict !== 'nothing' : verdict !== 'violation';
}

function section(judged, version) {
  const rules = [...new Set(judged.map(({ rule }) => rule))].sort();
  const agreed = judged.filter(agrees).length;
  return [
    BEGIN,
    `Of ${judged.length} cases in squawk's own tests (version ${version}), ${agreed} are judged alike, ${Math.floor((agreed / judged.length) * 1000) / 10} %.`,
    [
      '| squawk | cases | alike | only squawk reports | only Assay reports | of the alike: a review |', '|---|---|---|---|---|---|',
      ...rules.map((rule) => {
        const own = judged.filter((one) => one.rule === rule);
        const differ = own.filter((one) => !agrees(one));
        return `| ${rule.replaceAll('_', '-')} | ${own.length} | ${own.length - differ.length} | ${differ.filter(({ reported }) => reported).length} | ${differ.filter(({ reported }) => !reported).length} | ${own.filter((one) => agrees(one) && one.verdict === 'review').length} |`;
      }),
    ].join('\n'),
    END,
  ].join('\n\n');
}
