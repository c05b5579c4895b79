// https://labs.convex.dev/convex-ents/read  https://labs.convex.dev/convex-ents/write
import { defineAdapter, type AccessOp, type Linked } from '@assay/contract';
import { at, begun, lazy, nameOf, rows, type Shapes, type Site, type Use } from './shared.js';

/** All that one mutation writes is one transaction. */
function write(op: AccessOp, details: object = {}): Use {
  return at(op, { joined: true, ...details }, 'ents');
}

const further: Use = { is: begun(''), to: 'ents' };
const factory = { '()': lazy('read', {}, 'ents'), system: 'factory' } as const;

const shapes: Shapes = {
  start: {
    // `ctx.table('posts')`, where a custom function puts the factory's result on the context.
    'table()': lazy('read', {}, 'ents'),
    skipRules: 'context',
    'entsTableFactory() EntsTable.new() EntsTableWriter.new()': 'factory',
    'Ent.new() EntWriter.new() GenericEnt.new() GenericEntWriter.new() PromiseEnt.new() PromiseEntWriter.new() PromiseQuery.new() PromiseTable.new()': 'ents',
    'defineEnt() defineEntFromTable() defineEntsFromTables() defineEntSchema() getEntDefinitions() addEntRules() scheduledDeleteFactory()': 'definition',
  },
  context: { 'table()': lazy('read', {}, 'ents') },
  factory,
  // A query or, once awaited, the ents that it answered.
  ents: {
    'get() getX()': lazy('read', { where: '0' }, 'ents'),
    'getMany() getManyX()': lazy('read', { where: '0', bulk: true }, 'ents'),
    'edge() edgeX()': lazy('read', {}, 'ents'),
    'order() filter() search() take() first() firstX() unique() uniqueX() paginate() docs() ids()': further,
    'has()': lazy('read', { where: '0' }),
    'map()': { is: { kind: 'iterate', callback: 0, over: 'receiver', concurrent: true } },
    'insert()': write('create', { data: '0' }),
    'insertMany()': write('create', { data: '0', bulk: true }),
    'patch() replace()': write('update', { data: '0' }),
    'delete()': write('delete'),
    'doc() normalizeId() normalizeIdX()': '',
    '[]': 'ents',
  },
  definition: { '*()': 'definition' },
};

/** Tables with edges between them, over the database of Convex. */
export const convexEnts = defineAdapter({
  name: 'convex-ents',
  kind: 'data',
  packages: ['convex-ents'],
  docs: 'https://labs.convex.dev/convex-ents',
  roles: [{ package: ['convex-helpers/server/customFunctions', 'convex-helpers/server'], path: 'CustomCtx.new()', role: '#convex' }],
  models: rows({
    packages: ['#convex', 'convex-ents'], shapes, handles: [], table,
    bulk: { read: "ctx.table('{table}').getMany(ids)", create: "ctx.table('{table}').insertMany(rows)" },
  }),
});

/** The edge that was followed last, else the table at the start of the chain. */
function table(site: Site, project: Linked): string | undefined {
  const steps = [{ name: site.method, path: site.path }, ...site.trail.toReversed()];
  const named = steps.find(({ name }) => name === 'edge' || name === 'edgeX' || name === 'table' || name === '');
  return named && nameOf(project.argument(named.path, 0));
}
