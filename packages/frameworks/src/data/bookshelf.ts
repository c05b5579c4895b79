// https://bookshelfjs.org/api.html
import { defineAdapter, type Linked } from '@assay/contract';
import { definitionOf, modelMember, optionsAt } from './bookshelf-members.js';
import { aboutTable, clientStates, statedTable } from './knex.js';
import { at, inert, nameOf, rows, transaction, type Meaning, type Shapes, type Site } from './shared.js';

const first = { handleArg: '0.transacting' };
const second = { handleArg: '1.transacting' };
const steps = 'where() query() orderBy() resetQuery() clone() on() off() once() through()';
const relations = 'hasOne() hasMany() belongsTo() belongsToMany() morphOne() morphMany() morphTo() withPivot()';
const list = 'map() filter() forEach() reduce() find() some() every() includes() toJSON() serialize() pluck() isEmpty() sortBy() groupBy() invokeMap() toArray() slice() countBy() each() reject() head() tail()';

/** `save` inserts what is new: made here, without a key, and not asked to update. https://bookshelfjs.org/api.html#Model-instance-save */
const saved: Meaning = (site, project) => {
  const options = optionsAt(site.path, project);
  const method = project.text(options.get('method'));
  const patch = options.get('patch');
  const isPatch = patch?.kind === 'const' && patch.value === true;
  const maker = site.trail.findLast(({ name }) => /^(?:new|forge|fetch\w*|where|save|related)$/.test(name));
  const keyed = [maker?.path, site.path].some((path) => path && project.argument(path, 0)?.kind === 'object' && project.properties(project.argument(path, 0) ?? path).has('id'));
  const isNew = method === 'insert' || (method === undefined && !isPatch && !keyed && (maker?.name === 'new' || maker?.name === 'forge'));
  return { kind: 'access', op: isNew ? 'create' : 'update', executes: 'call', data: '0', ...second };
};

/** What models have for themselves and, by the class, for a new one of them. */
const queries = {
  [steps]: 'row',
  'fetchAll() fetchPage()': at('read', first, 'rows'),
  'count()': at('read', second),
};

/** What collections have, and relations to many. */
const gathered = {
  'count()': at('read', second),
  'create()': at('create', { data: '0', ...second }, 'row'),
  'attach()': at('create', { data: '0', ...second }),
  'detach()': at('delete', { where: '0', ...second }),
  'updatePivot()': at('update', { data: '0', ...second }),
};

const shapes: Shapes = {
  start: {
    'default() initialize()': 'store',
    'Model.new()': 'row',
    'Collection.new()': 'rows',
  },
  store: {
    'Model model()': 'model',
    'Collection collection()': 'collection',
    'transaction()': { is: transaction(), to: 'begun' },
    knex: 'client',
    'knex()': aboutTable,
    'plugin() on() off() once() resolve()': '',
  },
  begun: { tx: 'client' },
  ...clientStates,
  model: {
    ...queries,
    'extend()': 'model',
    'new() forge()': 'row',
    'collection()': 'rows',
    'fetch()': at('read', first, 'row'),
    'NotFoundError NoRowsUpdatedError NoRowsDeletedError': '',
  },
  collection: { 'extend()': 'collection', 'new() forge()': 'rows' },
  row: {
    ...queries,
    [relations]: 'related',
    'related()': 'related',
    'fetch() refresh() load()': at('read', first, 'row'),
    'save()': { is: saved, to: 'row' },
    'destroy()': at('delete', { where: '0', ...first }, 'row'),
    'get() set() has() toJSON() serialize() previous() previousAttributes() hasChanged() changed() isNew() unset() escape() format() parse() defaults() timestamp() trigger() triggerThen() attributes() omit() pick()': { is: inert, to: 'plain' },
    'models []': 'row',
  },
  rows: {
    'fetch() fetchOne() load()': at('read', first, 'rows'),
    'fetchPage()': at('read', first, 'rows'),
    ...gathered,
    [steps]: 'rows',
    'at() get() first() last() models []': 'row',
    'add() set() remove() push() pop() reset() shift()': '',
    [list]: { is: inert, to: 'plain' },
  },
  // A model or a collection, whichever the relation is.
  related: {
    'fetch() load() refresh() fetchAll() fetchPage()': at('read', first, 'row'),
    'fetchOne()': at('read', first, 'row'),
    ...gathered,
    'save()': at('update', { data: '0', ...second }, 'row'),
    'destroy()': at('delete', first),
    [`${steps} ${relations} related()`]: 'related',
    'models [] at() first() last()': 'row',
    [`${list} get() set() has() isNew() add() remove()`]: { is: inert, to: 'plain' },
  },
};

/** The table that a definition names, or the name of the model or its class. */
function tableOf(site: Site, project: Linked): string | undefined {
  if (site.on === 'client' || site.trail.some(({ state }) => state === 'client')) return statedTable(site, project);
  const queried = site.trail.find(({ name, state }) => name === 'knex' && state === 'builder');
  if (queried) return project.text(project.argument(queried.path, 0));
  const via = site.trail[0]?.path.via ?? site.path.via;
  const definition = definitionOf(site.path, project);
  return definition?.table ?? definition?.name ?? via?.cls.name ?? nameOf(site.trail.findLast(({ path }) => path.via !== undefined)?.path);
}

/** Bookshelf: models over knex. */
export const bookshelf = defineAdapter({
  name: 'bookshelf',
  kind: 'data',
  packages: ['bookshelf'],
  docs: 'https://bookshelfjs.org/api.html',
  member: modelMember,
  // `Model.extend({ items() { return this.hasMany(Item) } })`: `this` is a model.
  receivers: [{ package: 'bookshelf', path: '**.extend()', is: (path) => `${path.path}.new()` }, { package: 'bookshelf', path: '**.model()', is: (path) => `${path.path}.new()` }],
  models: rows({
    packages: ['bookshelf'],
    shapes,
    handles: ['store', 'client'],
    table: tableOf,
    bulk: {
      read: "{table}.where('id', 'in', ids).fetchAll()",
      create: '{table}.collection(rows).invokeThen("save")',
      update: "knex('{table}').whereIn('id', ids).update(values)",
      delete: "{table}.where('id', 'in', ids).destroy()",
    },
  }),
});
