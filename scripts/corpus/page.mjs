// docs/coverage.md from fixtures/corpus/coverage.json: figures only.

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
    'Entry points: all, mutating, place in the application unknown, behind a step that is not known (opaque). Data calls: of the frozen vocabulary on receivers that are no JavaScript builtin. Followed in part: functions met in too many ways, without the arguments of some calls / not for some calls. CPU seconds and peak memory of one process.',
    table(['repository', 'outcome', 'files', 'entry points', 'mutating', 'unmounted', 'no handler', 'opaque', 'data yes', 'no', 'unknown', 'classified', 'in part', 'CPU s', 'MB'], names.map((name) => repositoryRow(name, runs[name]))),
    '## What package.json files name, and what was found',
    'After each name: entry points of the stack, or classified accesses of the layer. `0` with a reason to look: a dependency of an example, a front end or a tool, or a gap.',
    table(['repository', 'entry points of', 'data accesses of'], done.map((name) => [name, named(runs[name].stacks), named(runs[name].layers)])),
    '## Entry points counted by hand',
    'Inventories in `fixtures/corpus/endpoints`. Pattern: what a plain text search finds, an independent second count; its text is in `about.json`. Guards: on the entry points that are not meant for everybody, the level that was read, a stronger one, a weaker one, or not decided (opaque).',
    table(['repository', 'stack', 'listed', 'found', 'invented', 'pattern', 'guards as read', 'stronger', 'weaker', 'opaque'], done.flatMap((name) => inventoryRow(name, runs[name]))),
    totalLine(done, runs),
    '## Unknown data calls by reason',
    table(['reason', 'calls', 'repositories', 'largest'], reasons(done, runs)),
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
  return `${done.length} of ${names.length} repositories analysed without a crash and within the limits of time and memory. ${total} entry points, ${percent((total - sum(({ endpoints }) => endpoints.unmounted)) / total)} with a known place, ${percent((total - sum(({ endpoints }) => endpoints.unresolvedHandlers)) / total)} with a known handler. `
    + `${known} of ${calls} data calls classified (${percent(known / calls)}); ${below} repositories are below 95 %.`;
}

function repositoryRow(name, run) {
  if (!run.outcome.startsWith('done')) return [name, run.outcome, ...Array(13).fill('')];
  const { endpoints, dataCalls, cut } = run;
  return [name, run.outcome, run.files, endpoints.total, endpoints.mutating, endpoints.unmounted, endpoints.unresolvedHandlers, run.opaque, dataCalls.yes, dataCalls.no, dataCalls.unknown,
    dataCalls.yes + dataCalls.no + dataCalls.unknown === 0 ? 'none' : percent(share(dataCalls)), cut ? `${cut.merged}/${cut.dropped}` : '', run.seconds, run.megabytes];
}

function share({ yes, no, unknown }) {
  return yes + no + unknown === 0 ? 1 : (yes + no) / (yes + no + unknown);
}

function named(counts) {
  return Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
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
  return `Together: ${found} of ${listed} found (${percent(found / listed)}), ${invented} invented (${percent(invented / (found + invented))} of what is reported).`;
}

function reasons(done, runs) {
  const entries = done.flatMap((name) => runs[name].unknowns.map((unknown) => ({ ...unknown, repository: name })));
  return grouped(entries, ({ reason }) => reason).map(([reason, list]) => [reason, total(list), new Set(list.map(({ repository }) => repository)).size, grouped(list, ({ repository }) => repository).slice(0, 4).map(([name, own]) => `${name} ${total(own)}`).join(', ')]);
}

function packages(done, runs) {
  const entries = done.flatMap((name) => runs[name].unknowns.filter(({ library }) => library !== '').map((unknown) => ({ ...unknown, repository: name })));
  return grouped(entries, ({ library }) => library).filter(([, list]) => total(list) >= 10).map(([library, list]) => [`\`${library}\``, total(list), new Set(list.map(({ repository }) => repository)).size, grouped(list, ({ method }) => method).slice(0, 4).map(([method, own]) => `${method} ${total(own)}`).join(', ')]);
}

function grouped(list, keyOf) {
  const groups = new Map();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups].sort(([a, x], [b, y]) => total(y) - total(x) || (a < b ? -1 : 1));
}

function total(list) {
  return list.reduce((sum, { count }) => sum + count, 0);
}

function percent(part) {
  return `${(part * 100).toFixed(1)} %`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
