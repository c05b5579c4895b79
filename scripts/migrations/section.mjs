import { grouped, table, withSection } from '../corpus/page-section.mjs';
import { reasonFor } from './patterns.mjs';

/** Spelled as in prose. */
const DIALECTS = { postgres: 'PostgreSQL', mysql: 'MySQL', sqlite: 'SQLite', unknown: 'not known' };
export const READ = ['exact', 'filled', 'fallback'];

/** The page with what was measured of all repositories. */
export function withSections(page, runs) {
  const all = Object.entries(runs);
  return [['migrations: units', unitsSection], ['migrations: read', parsedSection], ['migrations: executed', executedSection]].reduce((text, [name, section]) => withSection(text, name, section(all)), page);
}

/** Statements by dialect, over repositories. */
export function totals(all) {
  const sums = {};
  for (const [, { statements }] of all) {
    for (const [dialect, counts] of Object.entries(statements)) {
      const sum = (sums[dialect] ??= { repositories: 0, exact: 0, filled: 0, fallback: 0, unparsed: 0 });
      sum.repositories += 1;
      for (const [how, count] of Object.entries(counts)) sum[how] += count;
    }
  }
  return Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)).map(([dialect, sum]) => {
    const all = READ.reduce((count, how) => count + sum[how], 0) + sum.unparsed;
    return { dialect, ...sum, all, share: (all - sum.unparsed) / all };
  });
}

function unitsSection(all) {
  const rows = all.flatMap(([name, { counted }]) => (counted ? [[name, `${counted.units} / ${counted.files}`, `${counted.empty} / ${counted.emptyByPattern}`, counted.absent, counted.idle, reasonFor(name)]] : []));
  return table(['repository', 'units found / files by name', 'empty downs found / by pattern', 'no down', 'up does nothing', 'the difference'], rows);
}

function parsedSection(all) {
  const used = all.filter(([, { units }]) => units > 0);
  const rows = totals(used).map(({ dialect, repositories, all: count, exact, filled, fallback, unparsed, share }) => [DIALECTS[dialect], repositories, count, exact, filled, fallback, unparsed, `${(share * 100).toFixed(2)} %`]);
  const refused = used.flatMap(([name, { refused: own }]) => [
    ...own.filter(({ dialect }) => dialect !== 'unknown').map(({ dialect, problem, count }) => [name, DIALECTS[dialect], count, problem]),
    ...[own.filter(({ dialect }) => dialect === 'unknown').reduce((sum, { count }) => sum + count, 0)].filter((count) => count > 0).map((count) => [name, DIALECTS.unknown, count, 'no grammar of the three takes it']),
  ]);
  return [
    `The migrations of ${used.length} public repositories (${used.reduce((sum, [, { units }]) => sum + units, 0)} units), SQL files and SQL in code. Exact: by the dialect's own grammar. Filled: names were put into the holes of a template first. By parts: the grammar refuses the whole, and its parts were read one by one, or by another grammar. Not read: only the first words are known; all other statements of the file are read. Not known: no manifest, setting or folder names the database; ClickHouse, for which there is no grammar here, is among them.`,
    table(['dialect', 'repositories', 'statements', 'exact', 'filled', 'by parts', 'not read', 'read'], rows),
    ...(refused.length === 0 ? [] : ['What is not read:', table(['repository', 'dialect', 'statements', 'the grammar says'], refused)]),
  ].join('\n\n');
}

function executedSection(all) {
  const found = all.flatMap(([name, { executed }]) => grouped(executed, ({ dialect }) => dialect).map(([dialect, own]) => ({
    name, dialect, unlike: own.flatMap(({ unlike }) => unlike), ...Object.fromEntries(['migrations', 'both', 'alike'].map((key) => [key, own.reduce((sum, one) => sum + one[key], 0)])),
  })));
  const [both, alike] = [found.reduce((sum, one) => sum + one.both, 0), found.reduce((sum, one) => sum + one.alike, 0)];
  const accused = found.reduce((sum, { unlike }) => sum + unlike.filter(({ replay }) => replay !== 'restores').length, 0);
  return [
    `${alike} of ${both} migrations of which both the replay and the database come to a verdict are judged alike, ${((alike / both) * 100).toFixed(1)} %. ${accused === 0 ? 'In no case does the replay accuse a down that the database finds right.' : `In ${accused} the replay accuses a down that the database finds right.`}`,
    table(['repository', 'database', 'migrations', 'both verdicts', 'alike'], found.map(({ name, dialect, migrations, both: own, alike: same }) => [name, DIALECTS[dialect], migrations, own, same])),
    ...(both === alike ? [] : ['Where they differ:', table(['migration', 'replay', 'database', 'because of'], found.flatMap(({ name, unlike }) => unlike.map(({ path, replay, database, why }) => [`${name} \`${path}\``, replay, database, short(why)])))]),
  ].join('\n\n');
}

function short(text) {
  const plain = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  return plain.length > 160 ? `${plain.slice(0, 157)}..` : plain;
}
