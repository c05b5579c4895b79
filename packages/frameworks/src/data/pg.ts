// https://node-postgres.com/apis/client
import { defineAdapter } from '@assay/contract';
import { builtQuery } from './knex.js';
import { at, rows, type Shapes, type Site } from './shared.js';
import { raw } from './sql.js';

/** Events of a pool that hand a client over. */
const CLIENT_EVENTS: ReadonlySet<string> = new Set(['connect', 'acquire', 'release', 'remove']);

const shapes: Shapes = {
  start: {
    'Pool.new() native.Pool.new() BoundPool.new()': 'pool',
    'Client.new() ClientBase.new() Connection.new() native.Client.new()': 'client',
    'PoolClient.new()': 'pooled',
    'escapeIdentifier() escapeLiteral() types.setTypeParser() types.getTypeParser() Cursor.new()': '',
  },
  pool: { 'connect()': 'pooled', 'end() on() once()': '', 'query()': query() },
  pooled: { 'query()': query(), 'release()': { is: { kind: 'transaction', form: 'release' } }, 'on() once() removeListener() escapeIdentifier() escapeLiteral()': '' },
  client: { 'query()': query(), 'connect() end() on() once() removeListener() escapeIdentifier() escapeLiteral()': '' },
  result: { rows: 'result', '[]': 'result' },
  // `client.query(new Cursor(text))` answers the cursor.
  cursor: { 'read()': at('read'), 'close()': '' },
};

export const pg = defineAdapter({
  name: 'pg',
  kind: 'data',
  packages: ['pg', 'pg-pool'],
  // `pool.on('connect', (client) => client.query(..))`: https://node-postgres.com/apis/pool#events
  receivers: [{ package: 'pg', path: '**.on()', parameter: 0, is: (path, project) => (CLIENT_EVENTS.has(project.text(project.argument(path, 0)) ?? '') ? 'PoolClient.new()' : undefined) }],
  docs: 'https://node-postgres.com/apis/client',
  models: rows({
    packages: ['pg', 'pg-pool', 'pg-native'],
    shapes: { ...shapes, start: { ...shapes['start'], 'default.new()': 'pool' } },
    handles: ['pool', 'pooled', 'client'],
    bulk: {
      read: 'SELECT .. WHERE id = ANY($1)',
      create: 'INSERT INTO {table} .. SELECT * FROM unnest($1::..[], ..)',
      update: 'UPDATE {table} SET .. FROM unnest($1::..[], ..) AS v WHERE {table}.id = v.id',
      delete: 'DELETE FROM {table} WHERE id = ANY($1)',
    },
  }),
});

/** A client taken from a pool goes back when the transaction is over. */
function query() {
  return { is: raw(0, { built: builtQuery, needsRelease: (site: Site) => site.on === 'pooled' }), to: 'result' };
}
