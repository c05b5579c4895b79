// https://sailsjs.com/documentation/reference/waterline-orm
import { defineAdapter, weakMemo, type ApiModel, type Expr, type Linked } from '@assay/contract';
import { at, begun, inert, lazy, nameOf, rows, transaction, type Shapes, type Site, type Use } from './shared.js';
import { raw } from './sql.js';

const root = '#global';

/** A query runs when awaited or by these; until then its steps describe it. */
const further: Use = { is: begun('exec toPromise then', 'usingConnection'), to: 'query' };
const steps = [
  'where() limit() skip() paginate() sort() select() omit() populate() populateAll() set() fetch() meta() decrypt() usingConnection() members() groupBy() sum() average() min() max()',
  'intercept() tolerate() retry() log() exec() toPromise() then() catch()',
].join(' ');

const model: Shapes[string] = {
  'find() findOne()': lazy('read', { where: '0' }, 'query'),
  'count() avg()': lazy('read', { where: '0' }, 'query'),
  'sum()': lazy('read', { where: '1' }, 'query'),
  'stream()': lazy('read', { where: '0' }, 'stream'),
  'create()': lazy('create', { data: '0' }, 'query'),
  'createEach()': lazy('create', { data: '0', bulk: true }, 'query'),
  'findOrCreate()': lazy('upsert', { where: '0', data: '1' }, 'query'),
  'update()': lazy('update', { where: '0', data: '1' }, 'query'),
  'updateOne()': lazy('update', { where: '0', data: '1' }, 'query'),
  'destroy()': lazy('delete', { where: '0', everyRow: 'given-filter' }, 'query'),
  'destroyOne() archive() archiveOne()': lazy('delete', { where: '0' }, 'query'),
  'addToCollection() removeFromCollection() replaceCollection()': lazy('update', { where: '0', data: '2' }, 'query'),
  'getDatastore()': 'datastore',
  'native()': at('raw'),
  'query()': { is: raw(0) },
  'validate() customToJSON()': '',
};

const shapes: Shapes = {
  sails: {
    'getDatastore()': 'datastore',
    'sendNativeQuery()': { is: raw(0, { access: { executes: 'await' } }), to: 'query' },
    models: 'models',
    'getModel()': 'model',
  },
  models: { '*': 'model', '[]': 'model' },
  datastore: {
    'sendNativeQuery()': { is: raw(0, { access: { executes: 'await' } }), to: 'query' },
    'transaction()': { is: transaction(), to: 'transaction' },
    'leaseConnection()': { is: { kind: 'invoke', callback: 0 }, to: 'transaction' },
    manager: 'manager',
  },
  transaction: { tx: 'query' },
  manager: { '*': 'manager' },
  model,
  query: { [steps]: further, '[]': 'query' },
  // One record, or a batch of them, at a time.
  stream: { 'eachRecord() eachBatch()': { is: { kind: 'iterate', callback: 0, over: 'receiver', concurrent: false } }, [steps]: { is: begun('exec', 'usingConnection'), to: 'stream' } },
};

/** Sails makes a global of each file below `api/models`, by the file's name. */
const globalsOf = weakMemo((project: Linked): ApiModel['is'] => {
  const names = project.paths.flatMap((file) => /(?:^|\/)api\/models\/(?:.*\/)?(\w+)\.[jt]s$/.exec(file)?.slice(1) ?? []);
  const [row] = rows({ packages: [root], shapes: { ...shapes, start: { sails: 'sails', [names.join(' ')]: 'model' } }, handles: ['model', 'sails'], table, bulk });
  return row?.is ?? inert;
});

const meaning: ApiModel['is'] = (path, project) => {
  // The project's own code, by a name that is made when the application starts.
  if (path.path.startsWith('sails.helpers.')) return undefined;
  if (path.call?.node.kind === 'call' && isOfHelper(path.call.node)) return inert;
  const is = globalsOf(project);
  return typeof is === 'function' ? is(path, project) : is;
};

/** `sails.helpers.orders.close.with(inputs).intercept('gone', ..)`: what is called of the helper's call, which answers rows, is no query of its own. */
function isOfHelper(expr: Expr): boolean {
  if (expr.kind === 'call') return isOfHelper(expr.callee);
  if (expr.kind !== 'member') return false;
  return (expr.name === 'helpers' && expr.object.kind === 'global' && expr.object.name === 'sails') || isOfHelper(expr.object);
}

const bulk = {
  read: '{table}.find({ id: ids })',
  create: '{table}.createEach(rows)',
  update: '{table}.update({ id: ids }).set(values)',
  delete: '{table}.destroy({ id: ids })',
};

export const waterline = defineAdapter({
  name: 'waterline',
  kind: 'data',
  packages: ['sails-hook-orm', 'waterline'],
  docs: 'https://sailsjs.com/documentation/reference/waterline-orm',
  models: [{ package: root, path: '**', is: meaning }],
});

/** The model by its global's name. */
function table(site: Site, project: Linked): string | undefined {
  const place = site.trail.findLast((candidate) => candidate.state === 'model');
  return place?.called ? nameOf(project.argument(place.path, 0)) : place?.name;
}
