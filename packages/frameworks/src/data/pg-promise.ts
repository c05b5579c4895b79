// https://vitaly-t.github.io/pg-promise/Database.html
import { defineAdapter, type AccessOp, type Concept, type Linked, type Value } from '@assay/contract';
import { at, callbackIndex, lent, rows, type Shapes, type Site } from './shared.js';
import { raw } from './sql.js';

/** A query runs at the call; what it is expected to answer is in the method's name. */
const shapes: Shapes = {
  start: {
    'default()': 'library',
    'IMain.new()': 'library',
    'IDatabase.new() ITask.new() IConnected.new() IBaseProtocol.new()': 'client',
    'PreparedStatement.new() ParameterizedQuery.new() QueryFile.new() utils.enumSql()': '',
  },
  library: { '()': 'client', 'end()': '', 'helpers as': 'text' },
  client: {
    'none() one() oneOrNone() many() manyOrNone() any() query() result() multi() multiResult() map() each()': { is: raw(0, { built }), to: 'result' },
    'func() proc()': at('raw'),
    'stream()': at('read'),
    // `tx` is also what a handle is called: the call is a step of its own.
    tx: 'opener',
    'txIf()': { is: opened, to: 'open' },
    'task() taskIf()': { is: lent, to: 'open' },
    'connect()': 'client',
    // They wait for queries that their callers began.
    'batch() page() sequence()': 'result',
    'done() $config': '',
  },
  opener: { '()': { is: opened, to: 'open' } },
  open: { tx: 'client', lent: 'client' },
  result: { '[]': 'result', rows: 'result' },
  text: { '*()': 'text', ColumnSet: 'text', 'new()': 'text' },
};

export const pgPromise = defineAdapter({
  name: 'pg-promise',
  kind: 'data',
  packages: ['pg-promise'],
  docs: 'https://vitaly-t.github.io/pg-promise/Database.html',
  models: rows({
    packages: ['pg-promise'],
    shapes,
    handles: ['client'],
    bulk: {
      read: 'SELECT .. WHERE id IN ($1:csv)',
      create: "pgp.helpers.insert(rows, columns, '{table}')",
      update: "pgp.helpers.update(rows, columns, '{table}')",
      delete: 'DELETE FROM {table} WHERE id IN ($1:csv)',
    },
  }),
});

function opened(site: Site, project: Linked): Concept {
  return { kind: 'transaction', form: 'callback', callback: callbackIndex(site, project), handle: 0 };
}

/** `pgp.helpers.insert(rows, columns, 'users')` in place of the text. */
function built(value: Value, project: Linked): { readonly op: AccessOp; readonly table?: string } | undefined {
  const method = value.kind === 'path' && value.root === 'pg-promise' ? value.parent?.step : undefined;
  if (value.kind !== 'path' || (method !== 'insert' && method !== 'update')) return undefined;
  const table = project.text(project.argument(value, 2));
  return { op: method === 'insert' ? 'create' : 'update', ...(table === undefined ? {} : { table }) };
}
