import { groupBy, type Linked, type RepoPath, type SourceFile } from '@assay/contract';
import { changes } from '../sql/effects.js';
import { baseOf, folderOf, inSeedFolder, stemOf } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';
import type { SqlMigration } from '../sql/unit.js';

/** Folders that hold changes of a schema one after the other; `schema`, `sql` and `scripts` hold anything. */
const FOLDER = /migrat|(?:^|\/)(?:db|database|sql|schema)[-_/](?:patches|upgrades|updates|deltas|evolutions|changes|changelogs?)(?:\/|$)/i;
/** Databases whose grammars and locks are not known here. */
const OTHERS = /clickhouse|bigquery|snowflake|redshift|duckdb|cassandra|scylla|mssql|sqlserver|oracle|(?:^|\/)ch(?:\/|$)/i;
/** The number or the date that a name begins with, by which a person knows the order. */
const STAMP = /^v?\d{1,20}(?:[-_.]\d+)*[-_. ]+[^\d]/i;
/** Not a change, whatever its number is. */
const OTHER_FILE = /(?:^|[-_.\d ])(?:seed(?:s|ers?|ing)?|dump|fixtures?|mock|sample|example|demo|test)(?:[-_. ]|$)/i;
const BACK = /[-_.](?:down|rollback|undo|revert|back)$/i;
const FORTH = /[-_.](?:up|do|apply)$/i;
const BACK_FOLDERS = ['down', 'rollback', 'rollbacks', 'undo', 'revert'];

/**
 * `db_migrations/20200428_backfill.sql`, run by hand or by a runner of the project's own: a folder named for migrations, files in the order of their numbers, and changes of
 * tables in them. They go forward only, unless a file beside one takes it back.
 */
export const plainSql: SqlTool = {
  name: 'plain SQL',
  docs: 'https://martinfowler.com/articles/evodb.html#AllDatabaseChangesAreMigrations',
  *find(files, project, inCode = []) {
    const byFolder = groupBy(files, (file) => folderOf(file.path));
    for (const [folder, own] of byFolder) if (isHistory(folder, own, project, inCode)) yield* paired(folder, own, byFolder);
  },
};

/** All SQL of the folder is free, most of it is numbered, and some of it changes tables. Modules that are migrations may run the files themselves. */
function isHistory(folder: RepoPath, own: readonly SourceFile[], project: Linked, inCode: readonly RepoPath[]): boolean {
  if (!FOLDER.test(folder) || OTHERS.test(folder) || inSeedFolder(`${folder}/`) || BACK_FOLDERS.includes(baseOf(folder))) return false;
  const numbered = own.filter(isChange);
  const all = project.sources.filter((source) => source.kind === 'sql' && folderOf(source.path) === folder);
  if (numbered.length < 2 || numbered.length * 2 < all.length || all.length !== own.length) return false;
  const root = /^.*?migrat[^/]*/i.exec(folder)?.[0] ?? folder;
  if (inCode.some((path) => path.startsWith(`${root}/`))) return false;
  return numbered.some((file) => changes(file.text).some(({ tokens: [verb, object] }) => /^(?:ALTER|CREATE|DROP)$/.test(verb?.text ?? '') && object !== undefined));
}

function isChange({ path }: SourceFile): boolean {
  return STAMP.test(stemOf(path)) && !OTHER_FILE.test(stemOf(path));
}

function* paired(folder: RepoPath, own: readonly SourceFile[], byFolder: ReadonlyMap<RepoPath, readonly SourceFile[]>): Generator<SqlMigration> {
  const downs = new Map([...own.filter(({ path }) => BACK.test(stemOf(path))), ...BACK_FOLDERS.flatMap((name) => byFolder.get(`${folder}/${name}`) ?? [])].map((file) => [nameOf(file), file]));
  for (const up of own) {
    if (!isChange(up) || BACK.test(stemOf(up.path))) continue;
    const down = downs.get(nameOf(up));
    yield { name: stemOf(up.path), up: wholeFile(up), down: down ? wholeFile(down) : 'forward-only' };
  }
}

function nameOf({ path }: SourceFile): string {
  return stemOf(path).replace(BACK, '').replace(FORTH, '').toLowerCase();
}
