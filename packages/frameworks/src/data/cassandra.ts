// https://docs.datastax.com/en/developer/nodejs-driver/latest/
import { defineAdapter } from '@assay/contract';
import { at, rows, type Shapes } from './shared.js';
import { raw } from './sql.js';

const packages = ['cassandra-driver'];

const shapes: Shapes = {
  start: { 'Client.new()': 'client', 'mapping.Mapper.new()': 'mapper', 'types auth policies': 'tools' },
  client: { 'execute() stream() eachRow()': { is: raw(0), to: 'result' }, 'batch()': at('raw', { bulk: true }), 'connect() shutdown() on() getState()': '' },
  mapper: { 'forModel()': 'model', 'batch()': at('raw', { bulk: true }) },
  model: { 'get() find() findAll()': at('read', { where: '0' }), 'insert()': at('create', { data: '0' }), 'update()': at('update', { data: '0' }), 'remove()': at('delete', { where: '0' }) },
  tools: { '*()': '', '*': 'tools' },
  result: { 'rows first()': 'result', '[]': 'result' },
};

export const cassandra = defineAdapter({
  name: 'cassandra',
  kind: 'data',
  packages,
  docs: 'https://docs.datastax.com/en/developer/nodejs-driver/latest/',
  models: rows({ packages, shapes, handles: ['client'], bulk: { read: 'SELECT .. WHERE id IN ?', create: 'client.batch(queries)', update: 'client.batch(queries)', delete: 'DELETE FROM {table} WHERE id IN ?' } }),
});
