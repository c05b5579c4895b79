// https://github.com/gajus/slonik#readme
import { defineAdapter } from '@assay/contract';
import { at, lent, rows, transaction, type Shapes } from './shared.js';
import { raw } from './sql.js';

/** The library, and a copy of it under another name that is published with the same interface. */
const packages = ['slonik', '@silverhand/slonik'];

const query = { is: raw(0), to: 'result' };

const shapes: Shapes = {
  start: {
    'createPool() DatabasePool.new() DatabasePoolType.new() CommonQueryMethods.new() CommonQueryMethodsType.new() DatabaseConnection.new()': 'client',
    'DatabasePoolConnection.new() DatabaseTransactionConnection.new() DatabaseTransactionConnectionType.new()': 'client',
    'sql createSqlTag()': 'tag',
    'sql()': 'text',
    'createTypeParserPreset() createBigintTypeParser() createTimestampTypeParser() stringifyDsn() parseDsn()': '',
  },
  client: {
    'any() anyFirst() exists() many() manyFirst() maybeOne() maybeOneFirst() one() oneFirst() query()': query,
    'stream()': at('read'),
    'transaction()': { is: transaction(), to: 'open' },
    'connect()': { is: lent, to: 'open' },
    'end() state() on() getPoolState()': '',
  },
  open: { tx: 'client', lent: 'client' },
  result: { rows: 'result', '[]': 'result' },
  tag: { '() unsafe() fragment()': 'text', 'type() typeAlias()': 'typed', '*()': 'text' },
  typed: { '()': 'text' },
  text: {},
};

export const slonik = defineAdapter({
  name: 'slonik',
  kind: 'data',
  packages,
  docs: 'https://github.com/gajus/slonik#readme',
  models: rows({
    packages,
    shapes,
    handles: ['client'],
    bulk: {
      read: 'SELECT .. WHERE id = ANY(${sql.array(ids, ..)})',
      create: 'INSERT INTO {table} .. SELECT * FROM ${sql.unnest(rows, ..)}',
      update: 'UPDATE {table} SET .. FROM ${sql.unnest(rows, ..)} AS v WHERE {table}.id = v.id',
      delete: 'DELETE FROM {table} WHERE id = ANY(${sql.array(ids, ..)})',
    },
  }),
});
