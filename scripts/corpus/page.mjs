// docs/coverage.md from fixtures/corpus/coverage.json and unseen.tsv: figures only.
import { readFileSync } from 'node:fs';
import { grouped, percent, readTable, table } from './page-section.mjs';

const GENERATED = '<!-- Written by npm run coverage. -->';

/** The page; `runs` has one record a repository, by name. */
export function coveragePage(runs) {
  const names = Object.keys(runs).sort();
  const done = names.filter((name) => runs[name].outcome.startsWith('done'));
  return `${[
    '# Coverage', GENERATED,
    'What the analysis sees of public repositories at the commits of `fixtures/corpus.json`. `npm run coverage -- <folder of checkouts>` measures again and writes this page.',
    summary(names, done, runs),
    '## Repositories',
    'Entry points: all, mutating, place in the application unknown, behind a step that is not known (opaque). Data calls: of the frozen vocabulary on receivers that are no JavaScript builtin. Route calls: of their frozen vocabulary (`fixtures/corpus/route-vocabulary.json`). Followed in part: functions met in too many ways, without the arguments of some calls / not for some calls. CPU seconds and peak memory of one process. Build: the commit of this project that measured the row; `earlier` is one before `d0e6553` that was not noted down.',
    table(['repository', 'outcome', 'build', 'files', 'entry points', 'mutating', 'unmounted', 'no handler', 'opaque', 'data yes', 'no', 'unknown', 'classified', 'routes yes', 'no', 'unknown', 'in part', 'CPU s', 'MB'], names.map((name) => repositoryRow(name, runs[name]))),
    '## What package.json files name, and what was found',
    'After each name: entry points of the stack, or classified accesses of the layer.',
    table(['repository', 'entry points of', 'data accesses of'], done.map((name) => [name, named(runs[name].stacks), named(runs[name].layers)])),
    '## Named and not detected',
    'What is named and found nowhere. After each repository: product files that import it, and how many of them (or of files named so) show what would make an entry point or an access: a router that is made, a handler file, a client that is opened (`scripts/corpus/signs.mjs`, by text alone). Where nothing imports it, it is a type, a tool or a leftover; where nothing shows a sign, it is a front end, a driver that another library opens, or a client of what other code serves. A sign is a gap, or a text that only looks like one.',
    table(['name', 'kind', 'with a sign: imports, signs', 'without a sign: imports'], undetected(done, runs)),
    '## Entry points counted by hand',
    'Inventories in `fixtures/corpus/endpoints`. Pattern: what a plain text search finds, an independent second count; its text is in `about.json`. Guards: on the entry points that are not meant for everybody, the level that was read, a stronger one, a weaker one, or not decided (opaque).',
    table(['repository', 'stack', 'listed', 'found', 'invented', 'pattern', 'guards as read', 'stronger', 'weaker', 'opaque'], done.flatMap((name) => inventoryRow(name, runs[name]))),
    totalLine(done, runs),
    '## Verdicts by rule',
    'Subjects of each rule over these repositories, nothing rolled up. Reviews leave the decision to a person; those of entry points that are public by their purpose are counted apart, and not in the share.',
    table(['rule', 'pass', 'violation', 'review', 'share', 'public by purpose', 'largest reasons'], verdictRows(done.map((name) => runs[name]))),
    '## Entry points of code that was new',
    'Repositories that nothing here was written with: registrations of any kind (calls, decorators) by text search in one folder after the run, against what an early run found. Some differences were read, and classes that they showed were mended since: the note says which. What is found beyond the text counts as invented only where it was read. `fixtures/corpus/unseen.tsv`.',
    table(['repository', 'commit', 'stack', 'by text', 'found', 'invented', 'note'], unseen().map(({ repository, commit, stack, text, found, invented, note }) => [repository, commit, stack, text, found, invented, note])),
    unseenLine(unseen()),
    '## Unknown data calls by reason',
    table(['reason', 'calls', 'repositories', 'largest'], reasons(done, runs, 'unknowns')),
    '## Unknown route calls by reason',
    routeSummary(done, runs),
    table(['reason', 'calls', 'repositories', 'largest'], reasons(done, runs, 'unknownRoutes')),
    '## Unknown data calls by package',
    'Packages that no adapter knows, or whose call no row knows; ten or more calls.',
    table(['package', 'calls', 'repositories', 'methods'], packages(done, runs)),
  ].join('\n\n')}\n`;
}

function summary(names, done, runs) {
  const sum = (of) => done.reduce((total, name) => total + of(runs[name]), 0);
  const calls = sum(({ dataCalls }) => dataCalls.yes + dataCalls.no + dataCalls.unknown);
  const known = calls - sum(({ dataCalls }) => dataCalls.unknown);
  const total = sum(({ endpoints }) => endpoints.total);
  const below = done.filter((name) => share(runs[name].dataCalls) < 0.95).length;
  return `${done.length} of ${names.length} repositories analysed without a crash and within the limits of time and memory. ${total} entry points, ${percent((total - sum(({ endpoints }) => endpoints.unmounted)) / total, 1)} with a known place, ${percent((total - sum(({ endpoints }) => endpoints.unresolvedHandlers)) / total, 1)} with a known handler. `
    + `${known} of ${calls} data calls classified (${percent(known / calls, 1)}); ${below} repositories are below 95 %.`;
}

function repositoryRow(name, run) {
  if (!run.outcome.startsWith('done')) return [name, run.outcome, run.build, ...Array(16).fill('')];
  const { endpoints, dataCalls, cut, routeCalls } = run;
  return [name, run.outcome, run.build, run.files, endpoints.total, endpoints.mutating, endpoints.unmounted, endpoints.unresolvedHandlers, run.opaque, dataCalls.yes, dataCalls.no, dataCalls.unknown,
    dataCalls.yes + dataCalls.no + dataCalls.unknown === 0 ? 'none' : percent(share(dataCalls), 1), routeCalls?.yes ?? '', routeCalls?.no ?? '', routeCalls?.unknown ?? '', cut ? `${cut.merged}/${cut.dropped}` : '', run.seconds, run.megabytes];
}

function share({ yes, no, unknown }) {
  return yes + no + unknown === 0 ? 1 : (yes + no) / (yes + no + unknown);
}

function named(counts) {
  return Object.entries(counts).map(([name, { found }]) => `${name} ${found}`).join(', ') || 'none';
}

/** Stacks and layers without a find, those that most files import first. */
function undetected(done, runs) {
  const entries = done.flatMap((repository) => [['entry points', runs[repository].stacks], ['data', runs[repository].layers]].flatMap(([kind, counts]) => Object.entries(counts)
    .filter(([, { found }]) => found === 0).map(([name, { importedBy = 0, signs }]) => ({ key: `${name}\t${kind}`, repository, count: importedBy, ...(signs === undefined ? {} : { signs }) }))));
  const listed = (list) => list.toSorted((a, b) => b.count - a.count || (a.repository < b.repository ? -1 : 1)).map(({ repository, count, signs }) => [repository, count, ...(signs ? [signs] : [])].join(' ')).join(', ');
  return ranked(entries, ({ key }) => key).map(([key, list]) => [...key.split('\t'), listed(list.filter(({ signs }) => signs)), listed(list.filter(({ signs }) => !signs))]);
}

function routeSummary(done, runs) {
  const sum = (key) => done.reduce((total, name) => total + (runs[name].routeCalls?.[key] ?? 0), 0);
  const known = sum('yes') + sum('no');
  const all = known + sum('unknown');
  const below = done.filter((name) => runs[name].routeCalls && share(runs[name].routeCalls) < 0.95);
  return `${known} of ${all} route-like calls and decorators classified (${percent(known / all, 1)}): ${sum('yes')} register an entry point. Below 95 %: ${below.join(', ') || 'none'}.`;
}

function inventoryRow(name, { inventory }) {
  if (!inventory) return [];
  const { stack, listed, found, invented, pattern, guards } = inventory;
  return [[name, stack, listed, found, invented, pattern ?? '', guards.agreed, guards.stronger, guards.weaker, guards.opaque]];
}

function totalLine(done, runs) {
  const inventories = done.flatMap((name) => runs[name].inventory ?? []);
  const sum = (key) => inventories.reduce((total, inventory) => total + inventory[key], 0);
  const [listed, found, invented] = ['listed', 'found', 'invented'].map(sum);
  return `Together: ${found} of ${listed} found (${percent(found / listed, 1)}), ${invented} invented (${percent(invented / (found + invented), 1)} of what is reported).`;
}

/** The rows of unseen.tsv. */
function unseen() {
  return readTable(readFileSync(new URL('../../fixtures/corpus/unseen.tsv', import.meta.url), 'utf8'));
}

function unseenLine(rows) {
  const [text, found, invented] = ['text', 'found', 'invented'].map((key) => rows.reduce((total, row) => total + Number(row[key]), 0));
  return `Together: ${found} of ${text} found (${percent(found / text, 1)}), ${invented} invented.`;
}

function reasons(done, runs, key) {
  const entries = done.flatMap((name) => (runs[name][key] ?? []).map((unknown) => ({ ...unknown, repository: name })));
  return ranked(entries, ({ reason }) => reason).map(([reason, list]) => [reason, total(list), new Set(list.map(({ repository }) => repository)).size, ranked(list, ({ repository }) => repository).slice(0, 4).map(([name, own]) => `${name} ${total(own)}`).join(', ')]);
}

function packages(done, runs) {
  const entries = done.flatMap((name) => runs[name].unknowns.filter(({ library }) => library !== '').map((unknown) => ({ ...unknown, repository: name })));
  return ranked(entries, ({ library }) => library).filter(([, list]) => total(list) >= 10).map(([library, list]) => [`\`${library}\``, total(list), new Set(list.map(({ repository }) => repository)).size, ranked(list, ({ method }) => method).slice(0, 4).map(([method, own]) => `${method} ${total(own)}`).join(', ')]);
}

const PUBLIC = 'public-by-purpose';

/** The rules that judged anything, those that leave the largest share to a person first. */
function verdictRows(runs) {
  const rules = [...new Set(runs.flatMap((run) => Object.keys(run.rules ?? {})))].map((rule) => {
    const own = runs.flatMap((run) => run.rules?.[rule] ?? []);
    const sum = (of) => own.reduce((all, counts) => all + of(counts), 0);
    const meant = sum(({ reasons }) => reasons[PUBLIC] ?? 0);
    const [pass, violation, review] = [sum((one) => one.pass), sum((one) => one.violation), sum((one) => one.review) - meant];
    const reasons = ranked(own.flatMap(({ reasons: counts }) => Object.entries(counts).map(([reason, count]) => ({ reason, count }))).filter(({ reason }) => reason !== PUBLIC), ({ reason }) => reason);
    return { rule, pass, violation, review, meant, share: review / (pass + violation + review), reasons: reasons.slice(0, 3).map(([reason, list]) => `${reason} ${total(list)}`).join(', ') };
  });
  return rules.filter(({ pass, violation, review }) => pass + violation + review > 0).sort((a, b) => b.share - a.share || (a.rule < b.rule ? -1 : 1))
    .map(({ rule, pass, violation, review, meant, share: part, reasons }) => [rule, pass, violation, review, percent(part, 1), meant, reasons]);
}

/** Groups, the largest first. */
function ranked(list, keyOf) {
  return grouped(list, keyOf).sort(([, a], [, b]) => total(b) - total(a));
}

function total(list) {
  return list.reduce((sum, { count }) => sum + count, 0);
}
