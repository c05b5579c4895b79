// https://mongoosejs.com/docs/api/model.html
import { defineAdapter, type Linked, type PathValue, type ReceiverModel } from '@assay/contract';
import { bulk, driver } from './mongodb.js';
import { schemaMember } from './mongoose-members.js';
import { at, rows, type Shapes, type Use } from './shared.js';
import { called, chain, documentOp, either, modelOf, propagates, queried, saved } from './mongoose-calls.js';

/** Each answers a Query (or an Aggregate), which runs when awaited or by `exec()`. */
const queries: Readonly<Record<string, Use>> = {
  'find() findOne() findById()': queried('read', { where: '0' }, 2),
  'findAndCount() exists() countDocuments() count() aggregate()': queried('read', { where: '0' }, 1),
  'distinct()': queried('read', { where: '1' }, 2),
  'estimatedDocumentCount()': queried('read', {}, 0),
  'updateOne() update() replaceOne() findOneAndUpdate() findByIdAndUpdate() findOneAndReplace()': queried('update', { where: '0', data: '1' }, 2),
  'updateMany()': queried('update', { where: '0', data: '1', bulk: true, everyRow: 'filter' }, 2),
  'deleteOne() findOneAndDelete() findByIdAndDelete() findOneAndRemove() findByIdAndRemove()': queried('delete', { where: '0' }, 1),
  'deleteMany() remove()': queried('delete', { where: '0', bulk: true, everyRow: 'filter' }, 1),
};

const document = {
  'save() $save()': { is: saved, to: 'query' },
  'deleteOne() remove() delete()': documentOp('delete', '0.session'),
  'updateOne() update() replaceOne()': documentOp('update', '1.session'),
  'populate() execPopulate()': { is: chain, to: 'query' },
  'set() get() equals()': { is: either, to: 'query' },
  'toObject() toJSON() toString() markModified() isModified() validate() validateSync() increment() overwrite() depopulate()': '',
  'populated() modifiedPaths() isNew() isSelected() isInit() getChanges() invalidate() $session() $set() $isNew() $clone() $inc()': '',
  '[]': 'query',
  constructor: 'model',
  '*': 'field',
} as const;

/** Of Query and Aggregate (mongoose 5 to 9): they change what is asked, not when. */
const builders = [
  'lean() select() sort() limit() skip() where() and() or() nor() gt() gte() lt() lte() ne() in() nin() regex() size() mod() elemMatch() within()',
  'near() box() circle() polygon() geometry() intersects() session() read() readConcern() writeConcern() hint() comment() maxTimeMS() batchSize()',
  'collation() setOptions() projection() tailable() allowDiskUse() orFail() transform() merge() clone() snapshot() slaveOk() all() options()',
  'match() group() project() lookup() unwind() sortByCount() addFields() facet() graphLookup() replaceRoot() sample() append() option() search() unionWith() $where()',
].join(' ');

const mongooseSteps = {
  'startSession()': 'session',
  'model()': 'model',
  models: 'models',
  'connection connections createConnection()': 'connection',
  'connect()': 'mongoose',
  'default mongoose': 'mongoose',
  'Schema.new() Schema()': 'schema',
  'Types SchemaTypes Schema': 'types',
  'set() plugin() disconnect() isValidObjectId() isObjectIdOrHexString() pluralize() trusted() deleteModel() syncIndexes() modelNames() now() sanitizeFilter()': '',
} as const;

const shapes: Shapes = {
  // `connection.db`, `Model.collection`: the driver underneath.
  ...driver,
  start: {
    ...mongooseSteps,
    'Model Model.new() PaginateModel.new() AggregatePaginateModel.new()': 'model',
    // Typegoose.
    'getModelForClass() addModelToTypegoose() ReturnModelType.new()': 'model',
    'HydratedDocument.new() Document.new() DocumentType.new()': 'query',
    'Query.new() Aggregate.new()': 'query',
    'Connection.new()': 'connection',
    'ClientSession.new()': 'session',
    'Mongoose.new()': 'mongoose',
    'ObjectId.new() ObjectId()': '',
  },
  mongoose: mongooseSteps,
  models: { '*': 'model', '[]': 'model' },
  // A schema only describes: hooks, indexes, virtuals, plugins.
  schema: { '*()': 'schema', '*': 'schema' },
  types: { 'new()': 'schema', '*()': '', '*': 'types' },
  connection: {
    'startSession()': 'session',
    'model()': 'model',
    models: 'models',
    collections: 'collections',
    'collection()': 'collection',
    db: 'db',
    'getClient()': 'client',
    'transaction()': called(0, propagates),
    'useDb() asPromise() openUri() []': 'connection',
    'dropDatabase() dropCollection()': at('truncate'),
    'close() destroy() on() once() set() plugin() createCollection() deleteModel() modelNames() syncIndexes() watch() admin() listCollections()': '',
  },
  session: {
    ...driver.session,
    'withTransaction()': called(0, propagates),
  },
  model: {
    ...queries,
    'startSession()': 'session',
    'create()': at('create', { data: '0', handleArg: '1.session' }, 'query'),
    'insertOne()': at('create', { data: '0', handleArg: '1.session' }, 'query'),
    'insertMany()': at('create', { data: '0', bulk: true, handleArg: '1.session' }, 'query'),
    'bulkWrite() bulkSave()': at('update', { data: '0', bulk: true, handleArg: '1.session' }),
    'where() $where()': { is: chain, to: 'query' },
    'populate()': at('read', {}, 'query'),
    'mapReduce()': at('read'),
    // mongoose-paginate-v2 and mongoose-aggregate-paginate-v2.
    'paginate() aggregatePaginate()': at('read', { where: '0' }, 'query'),
    'new() hydrate()': 'query',
    'save() $save()': { is: saved, to: 'query' },
    'discriminator() model() $model()': 'model',
    db: 'connection',
    collection: 'collection',
    schema: 'schema',
    'init() syncIndexes() createIndexes() ensureIndexes() listIndexes() cleanIndexes() diffIndexes() createCollection()': '',
    'translateAliases() castObject() validate() on() watch()': '',
  },
  // A query or, once awaited, what it answered: nothing in a path tells them apart.
  query: {
    ...queries,
    ...document,
    [builders]: { is: chain, to: 'query' },
    'exec() cursor() explain()': { is: chain, to: 'query' },
    'toArray() next() forEach() eachAsync()': { is: chain, to: 'query' },
    'getFilter() getQuery() getUpdate() getOptions() setQuery() setUpdate() pipeline() stream() addCursorFlag()': '',
    // The model of a query, and any other by its name from a document.
    'model() $model()': 'model',
    model: 'model',
    docs: 'query',
  },
  // A field: embedded documents are written by the document's own `save`.
  field: { '* []': 'field', 'id()': 'embedded', 'push() pull() addToSet() unshift() splice() set() create()': '', 'save()': { is: saved } },
  embedded: { 'remove() deleteOne() set() get() toObject() toJSON()': '', '*': 'field' },
};

const hydrated = 'HydratedDocument.new()';
const query = 'Query.new()';

/** `this` is the model in a static, a document in a method; in a hook it depends on what is hooked. */
const receivers: readonly ReceiverModel[] = [
  { package: 'mongoose', path: '**.statics', is: 'model()' },
  { package: 'mongoose', path: '**.static()', is: 'model()' },
  { package: 'mongoose', path: '**.methods', is: hydrated },
  { package: 'mongoose', path: '**.method()', is: hydrated },
  { package: 'mongoose', path: '**.query', is: query },
  ...['pre', 'post'].map((name): ReceiverModel => ({ package: 'mongoose', path: `**.${name}()`, is: hooked })),
];

function hooked(path: PathValue, project: Linked): string | undefined {
  const name = project.text(project.argument(path, 0)) ?? '';
  if (/^(save|validate|init|remove)$/.test(name)) return hydrated;
  return /^(find|count|update|replace|delete|distinct|estimated)/.test(name) ? query : undefined;
}

export const mongoose = defineAdapter({
  name: 'mongoose',
  kind: 'data',
  packages: ['mongoose', '@typegoose/typegoose'],
  docs: 'https://mongoosejs.com/docs/api/model.html',
  receivers,
  member: schemaMember,
  models: rows({
    packages: ['mongoose', '@typegoose/typegoose'],
    shapes,
    handles: ['connection', 'client'],
    table: modelOf,
    bulk,
  }),
});
