// docs/mutation.md, from fixtures/corpus/mutation.json and the hand-named equivalents in fixtures/corpus/mutation-equivalents.tsv.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable, table } from '../corpus/page-section.mjs';
import { KINDS } from './kinds.mjs';

const EQUIVALENTS = join(import.meta.dirname, '..', '..', 'fixtures', 'corpus', 'mutation-equivalents.tsv');
const ENOUGH = 40;
const BAR = 95;

/** Mutants that changed nothing which the rule is about, as read by hand: `{ repo, kind, place, why }`. */
export function readEquivalents(text = existsSync(EQUIVALENTS) ? readFileSync(EQUIVALENTS, 'utf8') : '') {
  const rows = readTable(text);
  const unfinished = rows.find(({ why }) => why === '');
  if (unfinished) throw new Error(`no equivalent: ${Object.values(unfinished).join(' ')}`);
  return rows;
}

/** Is this mutant named as equivalent, itself or, by `*`, with all of its kind in the repository? A report says that it was none. */
export function isEquivalent(equivalents, repo, { kind, path, line, reported }) {
  return reported !== 'violation' && equivalents.some((known) => known.repo === repo && known.kind === kind && (known.place === '*' || known.place === `${path}:${line}`));
}

/** The page for `results`: by repository `{ mutants: [{ kind, path, line, subjects, reported, undone }] }`. */
export function mutationPage(results, equivalents = readEquivalents()) {
  const repos = Object.keys(results).sort();
  const mutants = repos.flatMap((repo) => results[repo].mutants.map((mutant) => ({ ...mutant, repo, equivalent: isEquivalent(equivalents, repo, mutant) })));
  return `${[
    '# Mutation: what is seen when code that passes is broken',
    `Written by \`npm run mutate -- <folder of checkouts> --update\` from \`fixtures/corpus/mutation.json\`. Places that Assay passes in ${repos.length} pinned repositories (${repos.join(', ')}) were drawn by a seed and broken by one small edit, in memory; the rule that is about it should then report a violation of that subject, and the report should be gone when the edit is undone.`,
    'A *review* is a report that asks a person: it is counted apart and not as reported. *Equivalent* mutants break nothing that the rule is about; a person read each, and its reason stands in `fixtures/corpus/mutation-equivalents.tsv`. The share is that of violations in the mutants that are not equivalent.',
    'Read the shares as fit, not as a held-out score: the kinds and three classes of the engine were changed after first results were read. Left out since: entry points that are public by purpose (reviews by the rule), transactions that a helper of the project opens (the outer client is not in sight), loops over the client itself, and the first of several changes of a down (it often goes with a later one). Repositories were not all measured again after each change.',
    table(['kind', 'what is done', 'rule', 'mutants', 'repositories', 'reported', 'review', 'not reported', 'equivalent', 'share', 'undone: gone'], KINDS.map((kind) => row(kind, mutants.filter((mutant) => mutant.kind === kind.kind)))),
    ...shortfalls(mutants),
    '## Not reported as violations',
    list(mutants.filter(({ reported, equivalent }) => reported !== 'violation' && !equivalent), ({ kind, repo, path, line, reported }) => `${kind}, ${repo}: ${path}:${line}${reported === 'review' ? ' (review)' : ''}`),
    '## Equivalent mutants',
    list(equivalents.filter(({ repo, kind, place }) => mutants.some((mutant) => mutant.equivalent && mutant.repo === repo && mutant.kind === kind && (place === '*' || `${mutant.path}:${mutant.line}` === place))), ({ kind, repo, place, why }) => `${kind}, ${repo}: ${place === '*' ? 'all' : place}: ${why}`),
  ].join('\n\n')}\n`;
}

function figures(mutants) {
  const count = (wanted) => mutants.filter(wanted).length;
  const equivalent = count((mutant) => mutant.equivalent);
  const reported = count((mutant) => mutant.reported === 'violation');
  const review = count((mutant) => mutant.reported === 'review' && !mutant.equivalent);
  const missed = count((mutant) => mutant.reported === 'no' && !mutant.equivalent);
  const judged = mutants.length - equivalent;
  return { all: mutants.length, reported, review, missed, equivalent, share: judged === 0 ? undefined : Math.floor((reported / judged) * 100), undone: count((mutant) => mutant.undone) };
}

function row({ kind, does, rule }, mutants) {
  const { all, reported, review, missed, equivalent, share, undone } = figures(mutants);
  return [kind, does, rule, all, new Set(mutants.map(({ repo }) => repo)).size, reported, review, missed, equivalent, share === undefined ? '' : `${share} %`, `${undone} of ${all}`];
}

/** Kinds that have too few mutants to say much, or too few of them reported. */
function shortfalls(mutants) {
  const lines = KINDS.flatMap(({ kind }) => {
    const own = mutants.filter((mutant) => mutant.kind === kind);
    const { all, share } = figures(own);
    if (all < ENOUGH) return [`${kind}: ${all} mutants, of ${subjectsOf(own)} places in these repositories that can be broken so; ${ENOUGH} mutants are wanted.`];
    return share < BAR ? [`${kind}: ${share} % are reported; ${BAR} % are wanted.`] : [];
  });
  return lines.length === 0 ? [] : [list(lines, (line) => line)];
}

/** All places of a kind, those included that were not drawn. */
function subjectsOf(mutants) {
  return [...new Map(mutants.map(({ repo, subjects }) => [repo, subjects])).values()].reduce((sum, subjects) => sum + subjects, 0);
}

function list(items, textOf) {
  return items.length === 0 ? 'None.' : items.map((item) => `- ${textOf(item)}`).join('\n');
}
