// https://www.mongodb.com/docs/drivers/node/current/
import { defineAdapter, type AccessConcept, type Concept, type Linked } from '@assay/contract';
import { at, inert, lazy, nameOf, rows, typeName, type Shapes, type Site, type Use } from './shared.js';

const second = { handleArg: '1.session' };
const third = { handleArg: '2.session' };

/** An update by a filter; with the option `upsert` it may create. */
export function updated(details: Partial<AccessConcept> = {}): Use {
  return { is: (site, project): Concept => ({ kind: 'access', op: upserts(site, project, 2) ? 'upsert' : 'update', executes: 'call', where: '0', data: '1', ...third, ...details }), to: 'document' };
}

/** Is `upsert: true` in the options at argument `index`? */
export function upserts(site: Site, project: Linked, index: number): boolean {
  const given = project.argument(site.path, index);
  const option = given?.kind === 'object' ? project.properties(given).get('upsert') : undefined;
  return option?.kind === 'const' && option.value === true;
}

/** What the driver's own objects do (version 2 to 7); Mongoose hands them out as well. */
export const driver = {
  client: {
    'connect() setMaxListeners()': 'client',
    'db()': 'db',
    // Version 2 handed out the database at once.
    'collection()': 'collection',
    'startSession()': 'session',
    'withSession()': { is: { kind: 'invoke', callback: 0 }, to: 'session' },
    'close() on() once() isConnected() watch()': '',
  },
  db: {
    'collection()': 'collection',
    'createCollection()': 'collection',
    'db()': 'db',
    'listCollections() aggregate()': 'cursor',
    'command() runCommand()': at('raw'),
    'dropDatabase() dropCollection()': at('truncate'),
    'collections()': { is: inert, to: 'collections' },
    'close() on() once() admin() createIndex() renameCollection() stats() watch() addUser() removeUser()': '',
  },
  session: {
    tx: 'session',
    'withTransaction()': { is: { kind: 'transaction', form: 'callback', callback: 0, handle: 0, onReceiver: true }, to: 'session' },
    'startTransaction()': { is: { kind: 'transaction', form: 'begin', needsRelease: true } },
    'commitTransaction()': { is: { kind: 'transaction', form: 'commit' } },
    'abortTransaction()': { is: { kind: 'transaction', form: 'rollback' } },
    'endSession()': { is: { kind: 'transaction', form: 'release', aborts: true } },
    'inTransaction()': '',
  },
  collections: { '[] *': 'collection', 'filter() slice() values()': 'collections' },
  collection: {
    'find() aggregate() listIndexes()': { is: inert, to: 'cursor' },
    'findOne()': at('read', { where: '0', ...second }, 'document'),
    'countDocuments() count()': at('read', { where: '0', ...second }),
    'estimatedDocumentCount() stats()': at('read'),
    // Of one collection, by its name: there is no form for many.
    'indexes() indexExists() isCapped()': at('read', { single: true }),
    'distinct()': at('read', { where: '1', ...third }, 'document'),
    'mapReduce() group() geoNear()': at('read'),
    'insertOne() insert()': at('create', { data: '0', ...second }, 'document'),
    'insertMany()': at('create', { data: '0', bulk: true, ...second }, 'document'),
    'save()': at('upsert', { data: '0', ...second }, 'document'),
    'updateOne() update() replaceOne() findOneAndUpdate() findOneAndReplace()': updated(),
    'updateMany()': updated({ bulk: true, everyRow: 'filter' }),
    'findAndModify()': at('update', { where: '0', data: '2', handleArg: '3.session' }, 'document'),
    'deleteOne() findOneAndDelete() remove() findAndRemove()': at('delete', { where: '0', ...second }, 'document'),
    'deleteMany()': at('delete', { where: '0', bulk: true, everyRow: 'filter', ...second }),
    'bulkWrite()': at('update', { data: '0', bulk: true, ...second }),
    'initializeOrderedBulkOp() initializeUnorderedBulkOp()': 'bulk',
    'drop()': at('truncate'),
    'createIndex() createIndexes() ensureIndex() dropIndex() dropIndexes() rename() watch() options()': '',
  },
  // Operations that are collected and sent together.
  bulk: { 'insert() find() upsert() update() updateOne() replaceOne() delete() deleteOne() remove() removeOne() raw() addToOperationsList()': 'bulk', 'execute()': at('update', { bulk: true }) },
  // Asking runs nothing until the first document is fetched.
  cursor: {
    'toArray() next() tryNext() forEach()': at('read', {}, 'document'),
    'hasNext() count() explain()': at('read'),
    'stream() each()': at('read'),
    'sort() limit() skip() project() filter() batchSize() hint() collation() comment() maxTimeMS() maxTime() max() min() returnKey() allowDiskUse() addCursorFlag()': 'cursor',
    'setReadPreference() withReadPreference() match() group() lookup() unwind() map() clone() rewind() addQueryModifier() tailable()': 'cursor',
    'close() on() once() pipe() bufferedCount()': '',
    '[]': 'document',
  },
  bucket: {
    'find()': 'cursor',
    'delete()': at('delete', { where: '0', single: true }),
    'rename()': at('update', { where: '0', data: '1', single: true }),
    'drop()': at('truncate'),
    'openUploadStream() openUploadStreamWithId() openDownloadStream() openDownloadStreamByName()': '',
  },
  document: { '[]': 'document', '*': 'document', 'toString() toHexString() equals() getTimestamp()': '' },
} as const satisfies Shapes;

/** Bulk forms in the shell's words. */
export const bulk = {
  read: '{table}.find({ _id: { $in: ids } })',
  create: '{table}.insertMany(docs)',
  update: '{table}.updateMany({ _id: { $in: ids } }, update) or {table}.bulkWrite(..)',
  upsert: '{table}.bulkWrite([{ updateOne: { filter, update, upsert: true } }, ..])',
  delete: '{table}.deleteMany({ _id: { $in: ids } })',
} as const;

const shapes: Shapes = {
  ...driver,
  start: {
    'MongoClient.new() MongoClient MongoClient.connect() default.connect()': 'client',
    'Db.new()': 'db',
    'Collection.new()': 'collection',
    'ClientSession.new()': 'session',
    'FindCursor.new() AggregationCursor.new() Cursor.new()': 'cursor',
    'GridFSBucket.new()': 'bucket',
    'ObjectId.new() ObjectID.new() ObjectId() ObjectID() ObjectId.*() ObjectID.*() Decimal128.*() Long.*() Binary.new() UUID.new() Timestamp.new()': '',
  },
};

/** MarsDB has the driver's collections without a client; its queries run when awaited. */
const inMemory: Shapes = {
  ...driver,
  start: { 'Collection.new() default.Collection.new() default.new()': 'collection' },
  collection: { ...driver.collection, 'find() findOne()': lazy('read', { where: '0' }, 'cursor') },
};

export const mongodb = defineAdapter({
  name: 'mongodb',
  kind: 'data',
  packages: ['mongodb', 'marsdb'],
  docs: 'https://www.mongodb.com/docs/drivers/node/current/',
  models: [
    ...rows({ packages: ['mongodb', 'mongodb-legacy', '@fastify/mongodb'], shapes, handles: ['client', 'db'], table: collectionOf, bulk }),
    ...rows({ packages: ['marsdb'], shapes: inMemory, handles: ['collection'], table: collectionOf, bulk }),
  ],
});

/** `db.collection('users')`, `Collection<User>`: what the collection on the path is called. */
export function collectionOf(site: Site, project: Linked): string | undefined {
  const place = site.trail.find((candidate) => candidate.state === 'collection');
  return place && (typeName(place.path.typeArgs?.[0]?.type) ?? nameOf(project.argument(place.path, 0)));
}
