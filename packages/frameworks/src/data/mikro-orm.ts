// https://mikro-orm.io/docs/entity-manager
import { defineAdapter } from '@assay/contract';
import { at, lazy, rows, transaction, type Shapes } from './shared.js';
import { built, entityOf, flushed, isForked, persisted, written } from './mikro-orm-calls.js';
import { raw } from './sql.js';

const drivers = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'libsql', 'better-sqlite', 'mssql', 'mongodb', 'knex', 'sql'].map((name) => `@mikro-orm/${name}`);
const packages = ['@mikro-orm/core', ...drivers];
const decorators = ['@mikro-orm/decorators/legacy', '@mikro-orm/decorators/es'];

/** Methods of a repository (version 4 to 7); an entity manager has them with the entity in front. */
const methods = (first: number): Shapes[string] => ({
  'find() findOne() findOneOrFail() findAndCount() findByCursor() stream()': at('read', { where: `${first}` }, 'entity'),
  'findAll()': at('read', {}, 'entity'),
  'count()': at('read', { where: `${first}` }),
  'aggregate()': at('read', { where: `${first}` }),
  'populate()': at('read', {}, 'entity'),
  'upsert()': { is: written('upsert', first), to: 'entity' },
  'upsertMany()': at('upsert', { data: `${first}`, bulk: true }, 'entity'),
  'insert() nativeInsert()': { is: written('create', first) },
  'insertMany()': at('create', { data: `${first}`, bulk: true }),
  'nativeUpdate()': at('update', { where: `${first}`, data: `${first + 1}`, everyRow: 'filter' }),
  'nativeDelete()': at('delete', { where: `${first}`, everyRow: 'filter' }),
  // Changes wait for the flush, which writes them all in one transaction.
  'persist() persistLater() remove() removeLater()': 'manager',
  'flush()': { is: flushed },
  'persistAndFlush()': { is: (site, project) => persisted('save', site, project) },
  'removeAndFlush() removeEntity()': { is: (site, project) => persisted('delete', site, project) },
  'create() assign() merge() map() getReference()': 'entity',
  'createQueryBuilder() qb()': 'builder',
  'getKysely()': 'kysely',
});

const shapes: Shapes = {
  start: {
    'MikroORM.init() MikroORM.initSync() MikroORM.new() default.init()': 'orm',
    'EntityManager EntityManager.new() SqlEntityManager.new() MongoEntityManager.new()': 'manager',
    'RequestContext.getEntityManager()': 'manager',
    'EntityRepository EntityRepository.new() SqlEntityRepository.new() MongoEntityRepository.new()': 'repository',
    'QueryBuilder.new()': 'builder',
    'Knex.new() Knex.Transaction.new()': 'knex',
    'Knex.QueryBuilder.new()': 'knexQuery',
    'Collection.new() Ref.new() Reference.new() Loaded.new() ScalarReference.new() LazyScalarReference.new()': 'related',
    'Reference.create() Reference.createFromPK() ref() rel() wrap() helper()': 'related',
    'Transactional()': { is: { kind: 'transaction', form: 'ambient' } },
    'RequestContext.create() RequestContext.createAsync()': { is: { kind: 'invoke', callback: 1 } },
    'raw() sql() sql.ref() sql.now() serialize() Utils.*() defineConfig() EntitySchema.new() Type.new() expr() quote()': '',
    'BaseEntity.new()': 'entity',
    'UniqueConstraintViolationException.new() NotFoundError.new()': '',
  },
  orm: { em: 'manager', 'connect() close() isConnected() checkConnection() getMetadata() getSchemaGenerator() getMigrator() getSeeder() discoverEntity()': '' },
  manager: {
    ...methods(1),
    'fork() getContext()': 'manager',
    'getRepository() repo()': 'repository',
    'transactional()': { is: transaction((site) => !isForked(site)), to: 'transaction' },
    'begin()': { is: { kind: 'transaction', form: 'begin' } },
    'commit()': { is: { kind: 'transaction', form: 'commit' } },
    'rollback()': { is: { kind: 'transaction', form: 'rollback' } },
    'execute()': { is: raw(0), to: 'result' },
    'getConnection()': 'connection',
    'getDriver()': 'driver',
    'getKnex()': 'knex',
    'getCollection()': 'collection',
    'refresh() refreshOrFail()': at('read', {}, 'entity'),
    'lock()': at('read'),
    'getUnitOfWork() getMetadata() getEventManager() getPlatform()': 'tools',
    'clear() clearCache() addFilter() setFilterParams() getFilterParams() setFlushMode() isInTransaction() getTransactionContext() setTransactionContext()': '',
    'resetTransactionContext() canPopulate() getComparator() getValidator() setLoggerContext() getEntityFactory() getEntityLoader() getHydrator()': '',
  },
  transaction: { tx: 'manager' },
  repository: {
    ...methods(0),
    'em _em': 'manager',
    'getEntityManager()': 'manager',
    'getKnex()': 'knex',
    'getCollection()': 'collection',
    'getEntityName() canPopulate()': '',
  },
  driver: { 'execute()': { is: raw(0) }, 'getConnection()': 'connection', '*()': '' },
  connection: { 'execute()': { is: raw(0), to: 'result' }, 'getKnex()': 'knex', 'getClient() getDb()': 'tools', '*()': '' },
  tools: { '*()': 'tools', '*': 'tools' },
  result: { '[]': 'result' },
  // What a query answered: columns, and relations that are read when they are asked for.
  entity: { '[]': 'entity', '*': 'related', 'toJSON() toObject() toPOJO()': '' },
  related: {
    'init() load() loadItems() loadCount() matching() loadOrFail() loadProperty()': at('read', {}, 'entity'),
    'add() set() remove() removeAll() assign() hydrate() populated()': '',
    'getItems() getSnapshot() toArray() slice() getEntity() unwrap() $ get()': 'entity',
    'getIdentifiers() contains() count() isEmpty() isInitialized() exists() toJSON() toObject() toPOJO() serialize() toReference() setSerializationContext() getPrimaryKey()': '',
    '[]': 'entity',
    '*': 'related',
  },
  builder: {
    'execute() getResult() getResultList() getSingleResult() getResultAndCount() getCount()': { is: built, to: 'entity' },
    'select() addSelect() distinct() distinctOn() insert() update() delete() truncate() count() where() andWhere() orWhere() orderBy() andOrderBy()': { is: built, to: 'builder' },
    'join() innerJoin() leftJoin() joinAndSelect() leftJoinAndSelect() innerJoinAndSelect() innerJoinLateral() leftJoinLateral()': { is: built, to: 'builder' },
    'leftJoinLateralAndSelect() innerJoinLateralAndSelect() groupBy() having() andHaving() orHaving() onConflict() ignore() merge() returning()': { is: built, to: 'builder' },
    'populate() limit() offset() withSchema() withSubQuery() from() setLockMode() setFlag() unsetFlag() setFlushMode() cache() clone() indexHint() comment() hintComment()': { is: built, to: 'builder' },
    'applyFilters() getKnexQuery() getKnex() getQuery() toQuery() getParams() getFormattedQuery() as() hasFlag()': '',
  },
  // The query builders underneath.
  knex: {
    'raw()': { is: raw(0, { access: { executes: 'await' } }) },
    'queryBuilder()': 'knexQuery',
    'destroy() ref()': '',
    context: 'knex',
    '()': { is: built, to: 'knexQuery' },
    '*()': lazy('read', {}, 'knexQuery'),
    'schema fn': 'tools',
  },
  knexQuery: { '*()': { is: built, to: 'knexQuery' } },
  kysely: { 'selectFrom() insertInto() replaceInto() updateTable() deleteFrom() with()': 'kyselyQuery', '*()': '' },
  kyselyQuery: { 'execute() executeTakeFirst() executeTakeFirstOrThrow() stream()': { is: built, to: 'result' }, '*()': 'kyselyQuery' },
  // `MongoEntityManager.getCollection`: the driver's own.
  collection: {
    'find() aggregate()': 'cursor',
    'findOne() countDocuments() distinct()': at('read', { where: '0' }),
    'insertOne()': at('create', { data: '0' }),
    'insertMany()': at('create', { data: '0', bulk: true }),
    'updateOne() replaceOne() findOneAndUpdate()': at('update', { where: '0', data: '1' }),
    'updateMany() bulkWrite()': at('update', { where: '0', data: '1', bulk: true }),
    'deleteOne() findOneAndDelete()': at('delete', { where: '0' }),
    'deleteMany()': at('delete', { where: '0', bulk: true }),
  },
  cursor: { 'toArray() next() forEach()': at('read'), '*()': 'cursor' },
};

export const mikroOrm = defineAdapter({
  name: 'mikro-orm',
  kind: 'data',
  packages: [...packages, '@mikro-orm/nestjs'],
  docs: 'https://mikro-orm.io/docs/entity-manager',
  models: [
    ...rows({
      packages,
      shapes,
      handles: ['orm', 'manager'],
      table: entityOf,
      bulk: {
        read: 'em.find({table}, { id: { $in: ids } })',
        create: 'em.insertMany({table}, rows), or persist them all and flush once',
        update: 'em.nativeUpdate({table}, { id: { $in: ids } }, data), or change them all and flush once',
        upsert: 'em.upsertMany({table}, rows)',
        delete: 'em.nativeDelete({table}, { id: { $in: ids } })',
      },
    }),
    { package: decorators, path: 'Transactional()', is: { kind: 'transaction', form: 'ambient' } },
  ],
});
