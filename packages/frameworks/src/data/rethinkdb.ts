// https://rethinkdb.com/api/javascript/
import { defineAdapter, type AccessOp, type Concept, type Linked } from '@assay/contract';
import { chainOf, isCollection, rows, unlessNarrowed, type Shapes, type Site, type Use } from './shared.js';

const packages = ['rethinkdb', 'rethinkdbdash', 'rethinkdb-ts', 'rethinkhaberdashery'];
const WRITES: Readonly<Record<string, AccessOp>> = { insert: 'create', update: 'update', replace: 'update', delete: 'delete' };
/** Of tables and indexes, not of documents. */
const MANAGES = /^(?:db|table|index)(?:Create|Drop|List|Wait|Rename|Status)$|^(?:config|status|rebalance|reconfigure|wait|sync|grant)$/;
/** They name the rows that a write reaches. */
const NARROWS: ReadonlySet<string> = new Set(['get', 'getAll', 'filter', 'between', 'nth', 'limit', 'sample', 'getNearest', 'getIntersecting']);

/** A query is a chain that runs where `run` is called: its last writing step says what it does. */
const runs: Use = { is: statement, to: 'result' };
const terms = { 'table()': 'query', 'db()': 'client' };

const shapes: Shapes = {
  start: { ...terms, 'default()': 'client', r: 'client', 'r.table()': 'query', 'connect()': 'connection', 'connectPool()': '', '*': '', '*()': 'term' },
  client: { ...terms, '()': 'client', 'connect()': 'connection', 'connectPool() getPoolMaster() getPool()': '', '*()': 'term', '*': '' },
  query: { 'run() execute()': runs, 'insert() update() replace() delete()': { is: statement, to: 'query' }, '*()': 'query', '()': 'query' },
  // `r.expr(..)`, `r.row(..)`: parts of queries, which run as well.
  term: { 'run()': runs, '*()': 'term', '()': 'term' },
  connection: { '*()': '' },
  result: { 'toArray() next() each() close() eachAsync()': '', '*': 'result', '[]': 'result' },
};

function statement(site: Site, project: Linked): Concept {
  const chain = chainOf(site).filter((step) => step.called);
  if (chain.some((step) => MANAGES.test(step.name))) return { kind: 'inert' };
  const write = chain.findLast((step) => step.name in WRITES);
  const begun = (write && WRITES[write.name]) ?? 'read';
  const conflict = begun === 'create' && write ? project.argument(write.path, 1) : undefined;
  const replaces = conflict?.kind === 'object' && project.properties(conflict).has('conflict');
  const op = replaces ? 'upsert' : begun;
  const table = chain.find((step) => step.name === 'table');
  const name = table && project.text(project.argument(table.path, 0));
  const narrowed = chain.some((step) => NARROWS.has(step.name));
  const many = begun === 'create' ? write !== undefined && isCollection(project.argument(write.path, 0)) : !chain.some((step) => step.name === 'get');
  return { kind: 'access', op, executes: site.method === 'run' || site.method === 'execute' ? 'call' : 'await', ...(many ? { bulk: true } : {}), ...(name === undefined ? {} : { table: name }), ...(table && !narrowed ? unlessNarrowed(op, [table]) : {}) };
}

export const rethinkdb = defineAdapter({
  name: 'rethinkdb',
  kind: 'data',
  joinsNothing: true,
  packages,
  docs: 'https://rethinkdb.com/api/javascript/',
  models: rows({ packages, shapes, handles: ['client'], bulk: { read: "r.table('{table}').getAll(...ids)", create: "r.table('{table}').insert(rows)", update: "r.table('{table}').getAll(...ids).update(values)", delete: "r.table('{table}').getAll(...ids).delete()" } }),
});
