// https://lucid.adonisjs.com/docs/crud-operations
import { defineAdapter, type AccessOp, type ApiModel, type Concept, type Linked, type PathValue } from '@assay/contract';
import { builderSteps } from './knex.js';
import { at, continues, declaredName, isCollection, nameOf, pathOf, rows, transaction, unlessNarrowed, type Shapes, type Site, type Use } from './shared.js';
import { raw } from './sql.js';

const packages = ['@adonisjs/lucid', ...['orm', 'services/db', 'database', 'types/model', 'types/database', 'types/relations', 'types/querybuilder', 'factories'].map((path) => `@adonisjs/lucid/${path}`), '@ioc:Adonis/Lucid/Orm', '@ioc:Adonis/Lucid/Database'];

const writes: Readonly<Record<string, AccessOp>> = { insert: 'create', multiInsert: 'create', update: 'update', increment: 'update', decrement: 'update', delete: 'delete', del: 'delete', truncate: 'truncate' };
const begins = /^(query|from|table|insertQuery|modelQuery)$/;

const chained: Use = { is: statement, to: 'builder' };
const begin: Use = { is: transaction(), to: 'transaction' };
const rawQuery: Use = { is: raw(0, { access: { executes: 'await' } }), to: 'builder' };

/** An option bag in argument `index` may carry the transaction: `{ client: trx }`. */
const on = (index: number) => ({ handleArg: `${index}.client` });
const one = (method: string, op: AccessOp, index: number, details = {}): Shapes[string] => ({ [method]: at(op, { ...details, ...on(index) }, 'row') });

/** Steps that take a callback which puts together the query of what is related. */
const relating = 'preload() preloadOnce() withCount() withAggregate() has() whereHas() orWhereHas() andWhereHas() whereDoesntHave() orWhereDoesntHave()';

const shapes: Shapes = {
  start: {
    'SubQuery.new()': 'part',
    // Steps that the project gives to all query builders.
    'Macro.new() ModelQueryBuilderContract.new() DatabaseQueryBuilderContract.new()': 'builder',
    'macro() Macroable.macro()': '',
    'default.define() Factory.define() define()': 'factory',
    // The default export of `services/db` is the database itself.
    'transaction()': begin,
    'from() table() query() insertQuery() modelQuery()': chained,
    'rawQuery()': rawQuery,
    'knexQuery()': chained,
    'raw() ref() knexRawQuery() scope()': '',
    'connection()': 'database',
    'default db Database': 'database',
    'Database.new() QueryClientContract.new() DatabaseContract.new()': 'database',
    'TransactionClientContract.new()': 'trx',
    BaseModel: 'model',
    'BaseModel.new() LucidRow.new()': 'row',
    'HasMany.new() HasOne.new() ManyToMany.new() BelongsTo.new()': 'row',
  },
  database: {
    'transaction()': begin,
    'from() table() query() insertQuery() modelQuery()': chained,
    'rawQuery()': rawQuery,
    'connection()': 'database',
    'knexQuery()': chained,
    'raw() ref() beginGlobalTransaction() rollbackGlobalTransaction() commitGlobalTransaction() manager() report()': '',
  },
  transaction: {
    tx: 'trx',
    ...transacted(),
  },
  trx: transacted(),
  model: {
    ...one('find() findOrFail()', 'read', 1, { where: '0' }),
    ...one('findBy() findByOrFail()', 'read', 2, { where: '1' }),
    ...one('findMany()', 'read', 1, { where: '0' }),
    ...one('findManyBy()', 'read', 2, { where: '1' }),
    ...one('all() first() firstOrFail()', 'read', 0),
    ...one('create() createQuietly()', 'create', 1, { data: '0' }),
    ...one('createMany() createManyQuietly()', 'create', 1, { data: '0', bulk: true }),
    ...one('firstOrCreate() updateOrCreate()', 'upsert', 2, { where: '0', data: '1' }),
    ...one('fetchOrCreateMany() updateOrCreateMany() fetchOrNewUpMany()', 'upsert', 2, { data: '1', bulk: true }),
    ...one('firstOrNew()', 'read', 2, { where: '0' }),
    'truncate()': at('truncate'),
    'query()': chained,
    'new()': 'row',
    'boot() before() after() $createFromAdapterResult() $hasColumn() $getColumn() $getRelation() $addColumn()': '',
  },
  // A query or, once awaited, the rows that it answered.
  builder: {
    ...rowMethods(),
    [`${builderSteps} multiInsert() exec() firstOrFail() paginate() ${relating} apply()`]: chained,
    'withScopes() if() unless() match() useTransaction() pojo() sideload() forPage() pivotColumns() wherePivot() whereInPivot() dontPaginate() debug() knexQuery usingConnection()': chained,
    'getMeta() serialize() all() toJSON() baseUrl() queryString()': '',
    '*()': { is: (site, project) => (continues(site.path) ? statement(site, project) : undefined), to: 'builder' },
  },
  // Rows for tests and demonstrations; https://lucid.adonisjs.com/docs/model-factories
  factory: {
    'create() createOnly()': at('create', {}, 'row'),
    'createMany()': at('create', { bulk: true }, 'row'),
    'make() makeMany() makeStubbed() makeStubbedMany()': 'row',
    '*()': 'factory',
  },
  // What a callback puts together belongs to the query around it.
  part: { '*()': 'part' },
  row: rowMethods(),
  related: {
    'query() pivotQuery()': chained,
    'create()': at('create', { data: '0' }, 'row'),
    'createMany() saveMany()': at('create', { data: '0', bulk: true }, 'row'),
    'save() associate() dissociate()': at('update', { data: '0' }),
    'attach() sync() detach()': at('update', { data: '0', bulk: true }),
    'firstOrCreate() updateOrCreate()': at('upsert', { where: '0', data: '1' }, 'row'),
    'updateOrCreateMany() fetchOrCreateMany()': at('upsert', { data: '0', bulk: true }, 'row'),
  },
};

function transacted(): Shapes[string] {
  return {
    'from() table() query() insertQuery() modelQuery()': chained,
    'rawQuery()': rawQuery,
    'transaction()': begin,
    'commit()': { is: { kind: 'transaction', form: 'commit' } },
    'rollback()': { is: { kind: 'transaction', form: 'rollback' } },
    'after() raw() savepoint()': '',
  };
}

/** What a row does with itself and with what belongs to it. */
function rowMethods(): Shapes[string] {
  return {
    'save() saveQuietly()': { is: saved, to: 'row' },
    'delete() deleteQuietly()': at('delete'),
    'refresh()': at('read', {}, 'row'),
    'load() loadOnce() loadCount() loadAggregate()': at('read', {}, 'row'),
    'related()': 'related',
    'merge() fill() useTransaction() useConnection() enableForceUpdate()': 'row',
    'serialize() toJSON() toObject() serializeAttributes() $isDirty() isDirty() $setRelated() $pushRelated() $getRelated() $hasRelated()': '',
    '[] *': 'row',
  };
}

/** `compose(BaseModel, Mixin)` and mixins put around a model answer the model. */
const mixin: ApiModel['is'] = (path, project) => {
  const given = project.argument(path, 0);
  return given?.kind === 'class' || (given?.kind === 'path' && packages.includes(given.root)) ? { kind: 'wrap', arg: 0 } : undefined;
};

export const lucid = defineAdapter({
  name: 'lucid',
  kind: 'data',
  packages: ['@adonisjs/lucid'],
  docs: 'https://lucid.adonisjs.com/docs/crud-operations',
  models: [
    ...rows({
      packages, shapes, handles: ['database', 'trx'], table,
      bulk: {
        read: '{table}.findMany(ids)',
        create: '{table}.createMany(rows)',
        update: "{table}.query().whereIn('id', ids).update(values)",
        upsert: '{table}.updateOrCreateMany(key, rows)',
        delete: "{table}.query().whereIn('id', ids).delete()",
      },
    }),
    { package: ['@adonisjs/core/helpers', '@ioc:Adonis/Core/Helpers'], path: 'compose()', is: mixin },
  ],
  receivers: packages.flatMap((root) => [{ package: root, path: '**', is: partOf, parameter: 0 }, { package: root, path: '**.macro()', is: 'Macro.new()' }]),
});

const partial = new Set(`${builderSteps} ${relating} scope() if() unless() load() loadOnce() loadCount() loadAggregate()`.split(' ').map((step) => step.slice(0, -2)));

/** `preload('prints', (prints) => prints.where(..))`, `where((part) => part.orWhere(..))`, `scope((query) => ..)` of a model. */
function partOf(path: PathValue): string | undefined {
  return path.step === '()' && partial.has(path.parent?.step ?? '') ? 'SubQuery.new()' : undefined;
}

/** A new row is inserted, one that was read is updated; `useTransaction(trx)` says where. */
function saved(site: Site, project: Linked): Concept {
  const source = site.trail.find((place) => place.called && place.state === 'row');
  const moved = site.trail.findLast((place) => place.name === 'useTransaction');
  const op = source?.name !== 'new' ? 'update' : source.path.call ? 'create' : 'upsert';
  return { kind: 'access', op, executes: 'call', ...(moved ? { handle: pathOf(project.argument(moved.path, 0)) } : {}) };
}

function statement(site: Site, project: Linked): Concept {
  const all = [...site.trail, { name: site.method, path: site.path, called: true }];
  const steps = all.slice(Math.max(all.findLastIndex((step) => begins.test(step.name)), 0));
  const write = steps.findLast((step) => step.called && step.name in writes);
  const op = writes[write?.name ?? ''] ?? 'read';
  const bulk = write?.name === 'multiInsert' || steps.some((step) => step.name === 'whereIn') || (op === 'create' && write !== undefined && isCollection(project.argument(write.path, 0)));
  return { kind: 'access', op, executes: 'await', ...(bulk ? { bulk } : {}), ...(write?.path === site.path && op !== 'delete' ? { data: '0' } : {}), ...(site.trail.some((place) => place.state === 'related') ? {} : unlessNarrowed(op, steps)), ...handleOf(steps, project) };
}

/** `.useTransaction(trx)`, `Model.query({ client: trx })`. */
function handleOf(steps: readonly { readonly name: string; readonly path: PathValue }[], project: Linked): { readonly handle?: PathValue } {
  const moved = steps.findLast((step) => step.name === 'useTransaction');
  if (moved) return { handle: pathOf(project.argument(moved.path, 0)) };
  const options = steps[0]?.name === 'query' ? project.argument(steps[0].path, 0) : undefined;
  const client = options?.kind === 'object' ? project.properties(options).get('client') : undefined;
  return client ? { handle: pathOf(client) } : {};
}

/** The table by name, the relation, or the model's class. */
function table(site: Site, project: Linked): string | undefined {
  for (const place of [{ name: site.method, path: site.path }, ...site.trail.toReversed()]) {
    if (/^(from|table|related|into|modelQuery)$/.test(place.name)) return nameOf(project.argument(place.path, 0));
  }
  return declaredName(site.path) ?? site.trail[0]?.path.via?.cls.name;
}
