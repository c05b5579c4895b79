// https://sidorares.github.io/node-mysql2/docs/documentation
import { defineAdapter, type Concept } from '@assay/contract';
import { builtQuery } from './knex.js';
import { inert, rows, type Shapes, type Site } from './shared.js';
import { raw } from './sql.js';

// The names with `Async` are those that bluebird's promisifyAll gives them: http://bluebirdjs.com/docs/api/promise.promisifyall.html
const sql = {
  'query() execute() queryAsync() executeAsync()': { is: raw(0, { built: builtQuery, needsRelease: (site: Site) => site.on === 'pooled' }), to: 'result' },
  // Of the connector for MariaDB.
  'batch()': { is: raw(0, { access: { bulk: true } }), to: 'result' },
  'on() once() end() destroy() ping() format() escape() escapeId() prepare() unprepare() reset() changeUser() connect()': '',
};

const transactions = {
  'beginTransaction() beginTransactionAsync()': { is: (site: Site): Concept => ({ kind: 'transaction', form: 'begin', ...(site.on === 'pooled' ? { needsRelease: true } : {}) }) },
  'commit() commitAsync()': { is: { kind: 'transaction', form: 'commit' } },
  'rollback() rollbackAsync()': { is: { kind: 'transaction', form: 'rollback' } },
} as const;

const shapes: Shapes = {
  start: {
    'createPool() createPoolPromise() Pool.new() PromisePool.new()': 'pool',
    'createPoolCluster() PoolCluster.new()': 'cluster',
    'createConnection() createConnectionPromise() Connection.new() PromiseConnection.new()': 'connection',
    'PoolConnection.new() PromisePoolConnection.new()': 'pooled',
    'format() escape() escapeId() raw()': '',
  },
  cluster: { 'of()': 'pool', 'getConnection() getConnectionAsync()': 'pooled', 'add() remove() end() on()': '' },
  pool: { 'promise()': 'pool', 'getConnection() getConnectionAsync()': 'pooled', 'releaseConnection()': { is: { kind: 'transaction', form: 'release' } }, ...sql },
  pooled: { 'promise()': 'pooled', 'release()': { is: { kind: 'transaction', form: 'release' } }, ...transactions, ...sql },
  connection: { 'promise()': 'connection', 'release()': { is: inert }, ...transactions, ...sql },
  result: { '[]': 'result' },
};

export const mysql2 = defineAdapter({
  name: 'mysql2',
  kind: 'data',
  packages: ['mysql2', 'mysql', 'mariadb'],
  docs: 'https://sidorares.github.io/node-mysql2/docs/documentation',
  models: rows({
    packages: ['mysql2', 'mysql2/promise', 'mysql', 'promise-mysql', 'mariadb'],
    shapes,
    handles: ['pool', 'pooled', 'connection'],
    bulk: {
      read: 'SELECT .. WHERE id IN (?)',
      create: 'INSERT INTO {table} (..) VALUES ?',
      update: 'UPDATE {table} SET .. WHERE id IN (?)',
      delete: 'DELETE FROM {table} WHERE id IN (?)',
    },
  }),
});
