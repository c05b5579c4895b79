// https://orm.drizzle.team/docs/overview
import { defineAdapter, type AccessOp, type Concept, type Linked, type PathValue, type Value } from '@assay/contract';
import { chainOf, isCollection, lazy, rows, unlessNarrowed, type Shapes, type Site, type Use } from './shared.js';
import { raw } from './sql.js';
import { drizzlePackages, tableOf, tableName } from './drizzle-tables.js';

/** What begins a statement. */
const starts: Readonly<Record<string, AccessOp>> = {
  select: 'read', selectDistinct: 'read', selectDistinctOn: 'read', insert: 'create', update: 'update', delete: 'delete',
};
const upserts = new Set(['onConflictDoUpdate', 'onDuplicateKeyUpdate']);
const runs = new Set(['execute', 'all', 'get', 'run', 'iterator', 'sync']);

/** Drivers that answer at the call; https://orm.drizzle.team/docs/get-started-sqlite */
const synchronous = /^drizzle-orm\/(?:better-sqlite3|bun-sqlite|durable-sqlite|expo-sqlite|sql-js)$/;

/** Dialects without `run()`, `all()` and `get()`: code that calls these is for another driver of the project, by a type that stands for all. */
const elsewhere = /^drizzle-orm\/(?:node-postgres|postgres-js|pglite|neon|vercel-postgres|aws-data-api|mysql|planetscale|tidb|singlestore|gel)/;

const chained: Use = { is: statement, to: 'builder' };
const now: Use = { is: statement };
const text = { is: raw(0, { access: { executes: 'await' }, identifier: tableName }) };

/** Steps of a query in any dialect (0.30 to 1.0). */
const steps = [
  'from() where() having() orderBy() groupBy() limit() offset() for() $dynamic() $withCache() with() select() top() output()',
  'leftJoin() rightJoin() innerJoin() fullJoin() crossJoin() leftJoinLateral() innerJoinLateral() crossJoinLateral()',
  'union() unionAll() intersect() intersectAll() except() exceptAll()',
  'values() set() returning() $returningId() ignore() overridingSystemValue() onConflictDoNothing() onConflictDoUpdate() onDuplicateKeyUpdate()',
].join(' ');

const drivers = [
  'NodePg PostgresJs Neon NeonHttp Pglite VercelPg AwsDataApiPg BunSQL PgRemote PrismaPg XataHttp NetlifyDb Pg MySql2 MySql MySqlRemote PlanetScale',
  'TiDBServerless PrismaMySql BetterSQLite3 BaseSQLite LibSQL DrizzleD1 DrizzleSqliteDO ExpoSQLite OPSQLite BunSQLite SQLJs SqliteRemote PrismaSQLite',
  'SingleStore SingleStoreDriver SingleStoreRemote Gel GelJs',
].join(' ').split(' ').map((name) => `${name}Database.new()`);
const transactions = [
  'NodePg PostgresJs Neon Pglite VercelPg AwsDataApi BunSQL PgProxy Xata NetlifyDb Pg MySql2 MySql MySqlProxy PlanetScale TiDBServerless BetterSQLite',
  'SQLite LibSQL D1 SQLiteDO ExpoSQLite OPSQLite SQLiteBun SQLJs SQLiteProxy SingleStore SingleStoreDriver SingleStoreProxy Gel GelDb',
].join(' ').split(' ').map((name) => `${name}Transaction.new()`);

const shapes: Shapes = {
  start: {
    'drizzle() drizzle.mock() withReplicas()': 'client',
    [[...drivers, ...transactions].join(' ')]: 'client',
    'QueryBuilder.new()': 'text',
    'sql() sql.raw() sql.join() sql.identifier() sql.placeholder() sql.param() sql.empty() sql.fromList() count() sum() avg() min() max()': 'text',
    'relations() defineRelations() getTableColumns() getTableName() getTableConfig()': '',
  },
  client: {
    'select() selectDistinct() selectDistinctOn() insert() update() delete()': chained,
    'with()': 'client',
    '$with()': 'cte',
    query: 'schema',
    _query: 'schema',
    '$count()': lazy('read', { where: '1' }),
    'execute() run() all() get() values()': text,
    'refreshMaterializedView()': lazy('raw'),
    'transaction()': { is: inTransaction, to: 'transaction' },
    'rollback()': { is: { kind: 'transaction', form: 'rollback' } },
    'batch()': { is: { kind: 'transaction', form: 'batch' } },
    '$primary $replicas': 'client',
    '[]': 'client',
    'setToken()': '',
  },
  transaction: { tx: 'client' },
  cte: { 'as()': 'text' },
  schema: { '*': 'table' },
  table: { 'findMany() findFirst()': { ...lazy('read', { where: '0.where' }), to: 'found' } },
  found: { 'execute() sync()': { is: foundNow }, 'prepare()': 'preparedFound', 'toSQL() getSQL()': 'text' },
  preparedFound: { 'execute() all() get()': { is: foundNow } },
  builder: { [steps]: chained, [[...runs].map((name) => `${name}()`).join(' ')]: now, 'prepare()': 'prepared', 'as() toSQL() getSQL() getQuery()': 'text' },
  prepared: { 'execute() all() get() run() values() iterator()': now },
  text: { '*()': 'text' },
};

export const drizzle = defineAdapter({
  name: 'drizzle',
  kind: 'data',
  packages: ['drizzle-orm'],
  docs: 'https://orm.drizzle.team/docs/overview',
  models: rows({
    packages: drizzlePackages,
    shapes,
    handles: ['client'],
    table: tableOf,
    bulk: {
      read: 'db.select().from({table}).where(inArray({table}.id, ids))',
      create: 'db.insert({table}).values(rows)',
      update: 'db.update({table}).set(values).where(inArray({table}.id, ids))',
      upsert: 'db.insert({table}).values(rows).onConflictDoUpdate({ target, set })',
      delete: 'db.delete({table}).where(inArray({table}.id, ids))',
    },
  }),
});

/** A step of a query: it runs when awaited, or by a method that says so. */
/** Drivers that hold one connection: the outer client is in the transaction as well. */
const ONE_CONNECTION = /^drizzle-orm\/(?:better-sqlite3|bun-sqlite|expo-sqlite|op-sqlite|sql-js|durable-sqlite|pglite)\b/;

function inTransaction(site: Site): Concept {
  return { kind: 'transaction', form: 'callback', callback: 0, handle: 0, ...(ONE_CONNECTION.test(site.path.root) || /(?:BetterSQLite3|BunSQLite|ExpoSQLite|OPSQLite|SQLJs|DrizzleSqliteDO|Pglite)Database\.new/.test(site.path.path) ? { oneConnection: true } : {}) };
}

function statement(site: Site, project: Linked): Concept {
  const chain = chainOf(site);
  const start = chain.find((place) => place.called && place.name in starts);
  const begun = (start && starts[start.name]) ?? 'read';
  const op = begun === 'create' && chain.some((place) => upserts.has(place.name)) ? 'upsert' : begun;
  const many = chain.some((place) => isForMany(place.name, place.path, op, project));
  const atOnce = runs.has(site.method) || site.on === 'prepared';
  return {
    kind: 'access', op, executes: atOnce ? 'call' : 'await', ...(atOnce && (synchronous.test(site.path.root) || (site.method !== 'execute' && elsewhere.test(site.path.root))) ? { blocks: true } : {}),
    ...(many ? { bulk: true } : {}),
    ...(site.method === 'where' ? { where: '0' } : {}),
    ...(site.method === 'values' || site.method === 'set' ? { data: '0' } : {}),
    ...(start ? unlessNarrowed(op, [start]) : {}),
  };
}

function isForMany(step: string, path: PathValue, op: AccessOp, project: Linked): boolean {
  if (step === 'where') return namesList(project.argument(path, 0), project, 0);
  if (op !== 'create' && op !== 'upsert') return false;
  return step === 'select' || (step === 'values' && isCollection(project.argument(path, 0)));
}

/** `inArray(users.id, ids)`, also within `and(..)` and `or(..)`. */
function namesList(condition: Value | undefined, project: Linked, depth: number): boolean {
  if (condition?.kind !== 'path' || condition.step !== '()' || depth > 4) return false;
  const name = condition.parent?.step;
  if (name === 'inArray') return true;
  return (name === 'and' || name === 'or') && project.args(condition).some((arg) => namesList(arg.value, project, depth + 1));
}

/** A relational query that is run by name. */
function foundNow({ method }: Site): Concept {
  return { kind: 'access', op: 'read', executes: 'call', ...(method === 'sync' ? { blocks: true } : {}) };
}
