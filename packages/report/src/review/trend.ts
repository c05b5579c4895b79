import type { ReviewReport, Trend } from './model.js';

/** What changed since an earlier report of the same project. */
export function trendOf(before: ReviewReport, after: Omit<ReviewReport, 'trend'>): Trend {
  const open = ({ findings }: Pick<ReviewReport, 'findings'>) => new Set(findings.filter(({ outcome }) => outcome === 'violation').map(({ id }) => id));
  const [was, is] = [open(before), open(after)];
  const share = ({ standards }: Pick<ReviewReport, 'standards'>, id: string) => {
    const found = standards.find(standard => standard.id === id);
    return found && found.applicable > 0 ? found.conforming / found.applicable : undefined;
  };
  const rating = ({ steps }: Pick<ReviewReport, 'steps'>, step: number) => steps.find(each => each.step === step)?.rating;
  return {
    standards: after.standards.map(({ id }) => ({ id, ...pair(share(before, id), share(after, id)) })),
    steps: after.steps.flatMap(({ step, rating: now }) => (now === undefined ? [] : [{ step, ...pair(rating(before, step), now) }])),
    appeared: [...is].filter(id => !was.has(id)).length,
    gone: [...was].filter(id => !is.has(id)).length,
  };
}

function pair(before: number | undefined, after: number | undefined) {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}
