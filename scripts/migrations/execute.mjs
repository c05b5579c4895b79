// Runs the SQL migrations that have downs in a database in memory, and compares with what the replay says.
import { embeddedPostgres } from '../../packages/cli/dist/migrations/postgres.js';
import { embeddedSqlite } from '../../packages/cli/dist/migrations/sqlite.js';
import { tryHistory } from '../../packages/cli/dist/migrations/trial.js';

/** For each history that is all SQL and has downs: how often both verdicts are known and alike, and where they are not. */
export async function executed(groups, reversals, sources) {
  const histories = new Map();
  for (const group of groups) histories.set(group[0].history, [...(histories.get(group[0].history) ?? []), group]);
  const found = [];
  for (const own of histories.values()) {
    const { dialect } = own[0][0];
    const units = own.flat();
    if (!['postgres', 'sqlite'].includes(dialect) || units.some(({ scripts }) => !scripts) || !units.some(({ down }) => down.kind === 'present')) continue;
    const database = dialect === 'sqlite' ? await embeddedSqlite() : await embeddedPostgres(units.flatMap(({ scripts }) => scripts.up.map(({ path }) => sources.get(path) ?? '')).join('\n'));
    try {
      found.push({ dialect, migrations: own.length, ...compare(await tryHistory(own, database, sources), reversals) });
    } finally {
      await database.close();
    }
  }
  return found;
}

function compare(results, reversals) {
  let [both, alike] = [0, 0];
  const unlike = [];
  for (const { unit, verdict, message, differences } of results) {
    const said = reversals.find((one) => one.unit === unit)?.restores;
    if (!['restores', 'differs', 'down-fails'].includes(verdict) || said === undefined || said === 'unknown') continue;
    both += 1;
    if ((said === 'yes') === (verdict === 'restores')) alike += 1;
    else unlike.push({ path: unit.path, replay: said === 'yes' ? 'restores' : 'does not', database: verdict, why: message ?? differences.map(({ what, kind, name }) => `${what} ${kind} ${name}`).join(', ') });
  }
  return { both, alike, unlike };
}
