// https://github.com/porsager/postgres#readme  https://bun.com/docs/runtime/sql
import { defineAdapter, type Concept, type Linked, type Value } from '@assay/contract';
import { inert, rows, transaction, type Shapes, type Site } from './shared.js';
import { rawAt } from './sql.js';

/** The helper package of Hiro's services around postgres.js, published for all of them; the second is its later name. */
const hiro = ['@hirosystems/api-toolkit', '@stacks/api-toolkit'];

const text = { is: queryText, to: 'query' };

const shapes: Shapes = {
  start: {
    'default() postgres() Sql.new() ISql.new() TransactionSql.new() ReservedSql.new() PgSqlClient.new()': 'client',
    // Bun: one client by default, others by hand.
    'SQL.new() sql': 'client',
    'sql()': text,
    'BasePgStore.new() BasePgStoreModule.new()': 'store',
    'connectPostgres()': 'client',
    'PostgresError.new() toCamel() toKebab() toPascal() fromCamel()': '',
  },
  client: {
    '() unsafe() file()': text,
    'begin() beginDistributed() savepoint() transaction()': { is: transaction(), to: 'transaction' },
    'reserve()': 'client',
    'array() json() typed() listen() subscribe() end() close() flush() connect() release()': '',
    // `NOTIFY` writes no row.
    'notify()': '',
  },
  transaction: { tx: 'client' },
  query: { 'execute() cursor() forEach() simple() readable() writable() values() raw() describe()': text, 'cancel()': '' },
  store: {
    sql: 'client',
    'sql()': text,
    'sqlTransaction() sqlWriteTransaction()': { is: transaction(() => true), to: 'transaction' },
    'close()': '',
  },
};

export const postgres = defineAdapter({
  name: 'postgres',
  kind: 'data',
  packages: ['postgres', 'bun', '@types/bun', ...hiro],
  docs: 'https://github.com/porsager/postgres#readme',
  models: rows({
    packages: ['postgres', 'bun', ...hiro],
    shapes,
    handles: ['client'],
    bulk: {
      read: 'sql`SELECT .. WHERE id IN ${sql(ids)}`',
      create: 'sql`INSERT INTO {table} ${sql(rows)}`',
      update: 'sql`UPDATE {table} SET .. FROM (VALUES ${sql(rows)}) AS v (..) WHERE {table}.id = v.id`',
      upsert: 'sql`INSERT INTO {table} ${sql(rows)} ON CONFLICT ..`',
      delete: 'sql`DELETE FROM {table} WHERE id IN ${sql(ids)}`',
    },
  }),
});

const runs = new Set(['execute', 'cursor', 'forEach']);

/** A tagged template is a query that runs when awaited; `sql(rows)` is a part of one. */
function queryText(site: Site, project: Linked): Concept {
  const source = site.trail.find((place) => place.state === 'query')?.path ?? site.path;
  const method = source === site.path ? site.method : '';
  if (source.call?.node.kind !== 'template' && !['unsafe', 'file'].includes(source.parent?.step ?? '')) return inert;
  const executes = runs.has(site.method) ? 'call' : 'await';
  const isText = source === site.path && method === 'unsafe';
  return rawAt(source, site, project, 0, { fragments: true, identifier: named, access: { executes, ...(isText ? {} : { sql: undefined }) } });
}

/** `sql('users')` in a template is an identifier. */
function named(value: Value, project: Linked): string | undefined {
  return value.kind === 'path' && value.call?.node.kind === 'call' ? project.text(project.argument(value, 0)) : undefined;
}
