import { isWithin, type DialectDeclaration, type MigrationUnit, type RepoPath, type Repository, type SqlDialect } from '@assay/contract';
import { baseOf, folderOf, inMigrationFolder, isStamped } from './paths.js';

/** Drivers, each of which speaks to one kind of database. */
const DRIVERS: Readonly<Record<string, SqlDialect>> = {
  pg: 'postgres', 'pg-native': 'postgres', postgres: 'postgres', 'pg-promise': 'postgres', slonik: 'postgres', '@silverhand/slonik': 'postgres', 'node-pg-migrate': 'postgres', 'db-migrate-pg': 'postgres', '@neondatabase/serverless': 'postgres',
  '@vercel/postgres': 'postgres', '@gravity-ui/postgreskit': 'postgres', '@electric-sql/pglite': 'postgres',
  mysql: 'mysql', mysql2: 'mysql', mariadb: 'mysql', '@planetscale/database': 'mysql', 'db-migrate-mysql': 'mysql',
  sqlite3: 'sqlite', 'better-sqlite3': 'sqlite', '@libsql/client': 'sqlite', 'expo-sqlite': 'sqlite', 'db-migrate-sqlite3': 'sqlite',
  // The types of a driver that another library brings.
  '@types/pg': 'postgres', '@types/mysql': 'mysql', '@types/better-sqlite3': 'sqlite', '@types/sqlite3': 'sqlite',
};
/** `client` of Knex's configuration. https://knexjs.org/guide/#configuration-options */
const CLIENT = /\bclient\s*:\s*['"](pg|pg-native|postgres|postgresql|pgnative|cockroachdb|mysql2?|better-sqlite3|sqlite3)['"]/;
/** Names of folders and parts of file names by which projects keep their databases apart. */
const NAMES: Readonly<Record<string, SqlDialect>> = {
  postgres: 'postgres', postgresql: 'postgres', pg: 'postgres', cockroach: 'postgres', cockroachdb: 'postgres', mysql: 'mysql', mariadb: 'mysql', sqlite: 'sqlite', sqlite3: 'sqlite', d1: 'sqlite',
  planetscale: 'mysql', turso: 'sqlite',
};
/** `provider` of a schema's datasource. https://www.prisma.io/docs/orm/reference/prisma-schema-reference#datasource */
const PROVIDER = /\bdatasource\s+\w+\s*\{[^{}]*\bprovider\s*=\s*"(\w+)"/;

/** What the repository says of its databases: drivers in manifests, the provider of a schema file, names of folders and files. */
export function* declaredDialects({ files, manifests }: Pick<Repository, 'files' | 'manifests'>): Generator<DialectDeclaration> {
  for (const { folder, dependencies } of manifests) {
    const known = new Set(Object.keys(dependencies).flatMap((name) => DRIVERS[name] ?? []));
    for (const dialect of known.size > 0 || !('knex' in dependencies) ? known : clients(folder, files)) yield { folder, dialect };
  }
  for (const file of files) {
    if (file.kind === 'prisma') yield* provider(file.path, file.text);
    if (file.kind === 'sql' || (file.kind === 'code' && isStamped(file.path) && inMigrationFolder(file.path))) yield* named(file.path);
  }
}

/** Files for a database of another kind. */
const OTHERS = /(?:^|[/._-])(?:mssql|sqlserver|oracle|mongo(?:db)?|spanner|clickhouse)(?:[/._-]|$)/i;

/** The databases that the package of a file has drivers of, where they are several: which one runs is a matter of the deployment. */
export function driversAt(path: RepoPath, manifests: Repository['manifests']): readonly SqlDialect[] | undefined {
  if (OTHERS.test(path)) return undefined;
  const near = manifests.filter(({ folder }) => isWithin(path, folder)).toSorted((a, b) => b.folder.length - a.folder.length);
  const own = near.map(({ dependencies }) => new Set(Object.keys(dependencies).flatMap((name) => DRIVERS[name] ?? []))).find(({ size }) => size > 0);
  return own && own.size > 1 ? [...own] : undefined;
}

/** What the code of a package tells Knex that it speaks to, where no driver of the package does. */
function clients(folder: RepoPath, files: Repository['files']): ReadonlySet<SqlDialect> {
  return new Set(files.flatMap(({ path, kind, text }) => {
    const client = kind === 'code' && isWithin(path, folder) ? CLIENT.exec(text)?.[1] : undefined;
    return client === undefined ? [] : DRIVERS[client] ?? NAMES[client] ?? [];
  }));
}

function* provider(path: RepoPath, text: string): Generator<DialectDeclaration> {
  const name = PROVIDER.exec(text)?.[1];
  const dialect = name === undefined ? undefined : NAMES[name];
  if (dialect) yield { folder: folderOf(path), dialect };
}

/** `migrations/mysql/..`, `migrations-mysql/..` says so for the folder, `x.mysql.up.sql` for the file. */
function* named(path: RepoPath): Generator<DialectDeclaration> {
  const parts = path.split('/');
  for (const [index, part] of parts.slice(0, -1).entries()) {
    const [dialect, ...others] = new Set(part.toLowerCase().split(/[-_]/).flatMap((word) => NAMES[word] ?? []));
    if (dialect && others.length === 0) yield { folder: parts.slice(0, index + 1).join('/'), dialect };
  }
  const own = baseOf(path).toLowerCase().split('.').flatMap((part) => NAMES[part] ?? []);
  if (own[0]) yield { folder: path, dialect: own[0] };
}

/** The dialect of the database that a word names. */
export function dialectOfName(word: string): SqlDialect | undefined {
  return NAMES[word];
}

/** Is it a word by which projects tell their databases apart? */
export function isDatabaseName(word: string): boolean {
  return word in NAMES;
}

/**
 * The database that a path names besides those whose grammars are known: what those refuse it may well run, and it changes schemas online.
 * https://www.cockroachlabs.com/docs/stable/online-schema-changes and https://planetscale.com/docs/concepts/nonblocking-schema-changes
 */
export function onlineIn(path: RepoPath): MigrationUnit['online'] {
  const name = /\b(cockroach|planetscale)(?:db)?\b/i.exec(path)?.[1]?.toLowerCase();
  return name === 'cockroach' ? 'cockroachdb' : name === 'planetscale' ? name : undefined;
}
