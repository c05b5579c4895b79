// https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md  https://nodejs.org/api/sqlite.html  https://bun.com/docs/runtime/sqlite
import { defineAdapter, type Concept, type Linked } from '@assay/contract';
import { rows, type Shapes, type Site } from './shared.js';
import { raw, rawAt } from './sql.js';

/** All three run at the call, in the process of the caller. */
const packages = ['better-sqlite3', 'better-sqlite3-multiple-ciphers', 'libsql', 'node:sqlite', 'bun:sqlite'];

const shapes: Shapes = {
  start: {
    'default() default.new() Database() Database.new() DatabaseSync.new()': 'database',
    'Statement.new() StatementSync.new()': 'statement',
    'Transaction.new()': 'transaction',
  },
  database: {
    'prepare() query()': 'statement',
    'exec() run()': { is: raw(0, { access: { blocks: true } }) },
    'transaction()': 'transaction',
    'pragma() function() aggregate() table() loadExtension() enableLoadExtension() backup() serialize() close() open() unsafeMode() defaultSafeIntegers()': '',
    'createSession() applyChangeset() location() fileControl()': '',
  },
  statement: {
    'run() get() all() iterate() values()': { is: prepared },
    'pluck() expand() raw() bind() safeIntegers() as()': 'statement',
    'columns() setReadBigInts() setAllowBareNamedParameters() setAllowUnknownNamedParameters() setReturnArrays() finalize() toString()': '',
  },
  // The function that `transaction(fn)` answers runs `fn` in a transaction whenever it is called.
  transaction: { '() deferred() immediate() exclusive() default()': { is: { kind: 'transaction', form: 'callback', callback: 0, of: 'maker', oneConnection: true } } },
};

export const sqlite = defineAdapter({
  name: 'sqlite',
  kind: 'data',
  packages,
  docs: 'https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md',
  models: rows({
    packages,
    shapes,
    handles: ['database'],
    bulk: {
      read: 'SELECT .. WHERE id IN (SELECT value FROM json_each(?))',
      create: 'INSERT INTO {table} .. SELECT .. FROM json_each(?)',
      update: 'UPDATE {table} SET .. WHERE id IN (SELECT value FROM json_each(?))',
      delete: 'DELETE FROM {table} WHERE id IN (SELECT value FROM json_each(?))',
    },
  }),
});

/** The text was given to `prepare`. */
function prepared(site: Site, project: Linked): Concept {
  const source = site.trail.findLast((place) => place.called && (place.name === 'prepare' || place.name === 'query'))?.path ?? site.path;
  return source === site.path ? { kind: 'access', op: 'raw', executes: 'call', blocks: true } : rawAt(source, site, project, 0, { access: { sql: undefined, blocks: true } });
}
