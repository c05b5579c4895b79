// https://github.com/tediousjs/node-mssql#readme
import { defineAdapter } from '@assay/contract';
import { at, rows, type Shapes } from './shared.js';
import { raw } from './sql.js';

const packages = ['mssql', 'mssql/msnodesqlv8'];
const sql = { 'query() batch()': { is: raw(0), to: 'result' } };

const shapes: Shapes = {
  start: {
    ...sql,
    'connect() ConnectionPool.new()': 'pool',
    'Request.new()': 'request',
    'Transaction.new()': 'transaction',
    'PreparedStatement.new()': 'statement',
    'Table.new() on() close()': '',
  },
  pool: { ...sql, 'request()': 'request', 'transaction()': 'transaction', 'connect()': 'pool', 'close() on()': '' },
  request: { ...sql, 'input() output() replaceInput()': 'request', 'execute()': at('raw', {}, 'result'), 'bulk()': at('create', { data: '0', bulk: true }), 'on() cancel() pipe()': '' },
  transaction: {
    'begin()': { is: { kind: 'transaction', form: 'begin' } },
    'commit()': { is: { kind: 'transaction', form: 'commit' } },
    'rollback()': { is: { kind: 'transaction', form: 'rollback' } },
    'request()': 'request', 'on()': '',
  },
  statement: { 'input() output() prepare() unprepare()': '', 'execute()': at('raw', { data: '0' }, 'result') },
  result: { 'recordset recordsets rowsAffected output': 'result', '[]': 'result' },
};

export const mssql = defineAdapter({
  name: 'mssql',
  kind: 'data',
  packages,
  docs: 'https://github.com/tediousjs/node-mssql#readme',
  models: rows({
    packages, shapes, handles: ['pool', 'transaction', 'request'],
    bulk: { read: 'SELECT .. WHERE id IN (SELECT value FROM STRING_SPLIT(@ids, \',\'))', create: 'request.bulk(table)', update: 'UPDATE .. FROM {table} JOIN @rows', delete: 'DELETE FROM {table} WHERE id IN (..)' },
  }),
});
