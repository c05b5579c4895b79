// https://typeorm.io/docs/working-with-entity-manager/entity-manager-api
import { defineAdapter } from '@assay/contract';
import { at, inert, rows, transaction, type Shapes, type Use } from './shared.js';
import { raw } from './sql.js';
import { built, entityOf, find, persisted, saved, written } from './typeorm-calls.js';

const finders = 'find() findAndCount() findOne() findOneOrFail() exists() exist() count()';
const byWhere = 'findBy() findAndCountBy() findOneBy() findOneByOrFail() findOneById() findById() findByIds() existsBy() existBy() countBy()';

/** Methods of a repository (typeorm 0.2 to 1.1); an entity manager has them with the entity in front. */
const repositoryMethods = (first: number): Readonly<Record<string, Use>> => ({
  [finders]: { is: (site, project) => find(site, project, first), to: 'entity' },
  [byWhere]: at('read', { where: `${first}` }, 'entity'),
  'sum() average() minimum() maximum()': at('read', { where: `${first + 1}` }),
  'preload()': at('read', { data: `${first}` }, 'entity'),
  'insert()': written('create', first),
  // A missing criterion is refused; an empty one too by later versions (0.3.28), while it reaches every row in earlier ones (0.3.20).
  'update()': at('update', { where: `${first}`, data: `${first + 1}`, everyRow: 'given-filter' }),
  'updateAll()': at('update', { data: `${first}`, bulk: true }),
  'upsert()': written('upsert', first),
  'delete()': at('delete', { where: `${first}`, everyRow: 'given-filter' }),
  'softDelete()': at('delete', { where: `${first}`, everyRow: 'given-filter' }),
  'restore()': at('update', { where: `${first}` }),
  'increment() decrement()': at('update', { where: `${first}`, data: `${first + 2}` }),
  'deleteAll()': at('delete', { bulk: true }),
  'clear()': at('truncate'),
  'save()': { is: (site, project) => saved(site, project, first), to: 'entity' },
  'recover()': { is: (site, project) => persisted('update', site, project, first), to: 'entity' },
  'remove() softRemove()': { is: (site, project) => persisted('delete', site, project, first), to: 'entity' },
  // In memory only.
  'create() merge()': { is: inert, to: 'entity' },
  'hasId() getId()': { is: inert },
  'createQueryBuilder()': { is: inert, to: 'builder' },
  // MongoRepository, MongoEntityManager.
  'aggregate() aggregateEntity() distinct() countDocuments()': at('read', { where: `${first}` }),
  'insertOne()': at('create', { data: `${first}` }),
  'insertMany()': at('create', { data: `${first}`, bulk: true }),
  'updateOne() replaceOne() findOneAndUpdate() findOneAndReplace()': at('update', { where: `${first}`, data: `${first + 1}` }),
  'updateMany()': at('update', { where: `${first}`, data: `${first + 1}`, bulk: true }),
  'deleteOne() findOneAndDelete()': at('delete', { where: `${first}` }),
  'deleteMany()': at('delete', { where: `${first}`, bulk: true }),
  'bulkWrite()': at('update', { data: `${first}`, bulk: true }),
});

const treeMethods = 'findTrees() findRoots() findDescendants() findDescendantsTree() countDescendants() findAncestors() findAncestorsTree() countAncestors()';

const makers = {
  'getRepository() getTreeRepository() getMongoRepository() getCustomRepository()': 'repository',
  'createQueryBuilder()': 'builder',
};
const connection = { ...makers, 'query() sql()': { is: raw(0), to: 'result' }, 'transaction()': { is: transaction(), to: 'transaction' } };

const shapes: Shapes = {
  start: {
    ...makers,
    'DataSource.new() Connection.new() getConnection() createConnection()': 'connection',
    'EntityManager.new() MongoEntityManager.new() getManager() getMongoManager()': 'manager',
    'Repository Repository.new() TreeRepository.new() MongoRepository.new() AbstractRepository.new()': 'repository',
    'QueryRunner.new()': 'runner',
    'SelectQueryBuilder.new() InsertQueryBuilder.new() UpdateQueryBuilder.new() DeleteQueryBuilder.new() QueryBuilder.new()': 'builder',
    BaseEntity: 'active',
    'BaseEntity.new()': 'entity',
    'TransactionHost.new()': 'host',
    // `@Transaction()` of 0.2 opens one around the method.
    'Transaction()': { is: { kind: 'transaction', form: 'ambient' } },
    'In() Not() Is() Any() And() Or() Like() ILike() Between() Equal() Raw() IsNull() LessThan() LessThanOrEqual() MoreThan() MoreThanOrEqual()': '',
    'ArrayContains() ArrayContainedBy() ArrayOverlap() JsonContains() Brackets.new() NotBrackets.new() EntitySchema.new()': '',
    'getConnectionOptions() getConnectionManager() getMetadataArgsStorage() useContainer() Table.new() TableColumn.new() TableIndex.new() TableForeignKey.new()': '',
  },
  host: { tx: 'manager' },
  connection: {
    ...connection,
    'manager createEntityManager() mongoManager': 'manager',
    'createQueryRunner()': 'runner',
    'initialize() connect()': 'connection',
    'destroy() close() synchronize() runMigrations() undoLastMigration() showMigrations() dropDatabase() getMetadata() hasMetadata() setOptions() buildMetadatas()': '',
  },
  manager: { ...repositoryMethods(1), ...connection, 'withRepository()': 'repository', 'connection dataSource': 'connection', queryRunner: 'runner', 'release()': '' },
  transaction: { tx: 'manager' },
  repository: {
    ...repositoryMethods(0),
    [treeMethods]: at('read', { where: '0' }, 'entity'),
    'query() sql()': { is: raw(0), to: 'result' },
    'createDescendantsQueryBuilder() createAncestorsQueryBuilder()': 'builder',
    'extend()': 'repository',
    manager: 'manager',
    repository: 'repository',
  },
  active: { ...repositoryMethods(0), 'getRepository()': 'repository', 'query()': { is: raw(0) }, 'useDataSource()': '' },
  entity: { '[]': 'entity', 'save()': { is: saved }, 'remove() softRemove()': at('delete'), 'recover()': at('update'), 'reload()': at('read'), 'hasId()': '' },
  runner: {
    manager: 'manager',
    'connection dataSource': 'connection',
    'query() sql()': { is: raw(0), to: 'result' },
    'stream()': at('read'),
    'clearTable()': at('truncate'),
    'startTransaction()': { is: { kind: 'transaction', form: 'begin', needsRelease: true } },
    'commitTransaction()': { is: { kind: 'transaction', form: 'commit' } },
    'rollbackTransaction()': { is: { kind: 'transaction', form: 'rollback' } },
    'release()': { is: { kind: 'transaction', form: 'release' } },
    'connect() getTable() getTables() hasTable() hasColumn() hasDatabase() hasSchema()': '',
    // Schema changes are the migrations' subject.
    'createTable() dropTable() renameTable() addColumn() addColumns() renameColumn() changeColumn() dropColumn() dropColumns() createIndex() createIndices()': '',
    'dropIndex() dropIndices() createForeignKey() createForeignKeys() dropForeignKey() dropForeignKeys() createPrimaryKey() dropPrimaryKey()': '',
    'createUniqueConstraint() dropUniqueConstraint() createCheckConstraint() dropCheckConstraint() createSchema() dropSchema() createView() dropView()': '',
  },
  builder: {
    'getOne() getOneOrFail() getMany() getManyAndCount()': { is: built, to: 'entity' },
    'getCount() getExists() getRawOne() getRawMany() getRawAndEntities() stream() execute()': { is: built },
    'insert() update() delete() softDelete() restore() into() from() values() set() returning() output() orIgnore() orUpdate() onConflict() updateEntity()': 'builder',
    'select() addSelect() addFrom() where() andWhere() orWhere() whereInIds() andWhereInIds() orWhereInIds() whereExists() andWhereExists() orWhereExists()': 'builder',
    'innerJoin() leftJoin() innerJoinAndSelect() leftJoinAndSelect() innerJoinAndMapOne() innerJoinAndMapMany() leftJoinAndMapOne() leftJoinAndMapMany()': 'builder',
    'groupBy() addGroupBy() having() andHaving() orHaving() orderBy() addOrderBy() limit() offset() take() skip() distinct() distinctOn() cache() setLock()': 'builder',
    'setOnLocked() withDeleted() setFindOptions() setParameter() setParameters() setNativeParameters() setQueryRunner() useTransaction() comment() useIndex()': 'builder',
    'loadAllRelationIds() loadRelationIdAndMap() loadRelationCountAndMap() addCommonTableExpression() subQuery() clone() createQueryBuilder() printSql()': 'builder',
    'setOption() maxExecutionTime() callListeners() disableEscaping() timeTravelQuery() whereEntity() valuesFromSelect()': 'builder',
    'getQuery() getSql() getParameters() getQueryAndParameters() escape() hasParameter()': '',
    'relation()': 'relation',
  },
  relation: { 'of()': 'relation', 'add() remove() addAndRemove() set()': at('update', { data: '0' }), 'loadOne() loadMany()': at('read', {}, 'entity') },
};

/** Steps of a query that take a callback, which builds a part of it. */
const SUBQUERIES: ReadonlySet<string> = new Set(['from', 'addFrom', 'select', 'addSelect', 'where', 'andWhere', 'orWhere', 'leftJoin', 'innerJoin', 'leftJoinAndSelect', 'innerJoinAndSelect', 'leftJoinAndMapOne', 'leftJoinAndMapMany', 'innerJoinAndMapOne', 'innerJoinAndMapMany']);

export const typeorm = defineAdapter({
  name: 'typeorm',
  kind: 'data',
  packages: ['typeorm'],
  // `from((part) => part.select(..), 'lines')`: https://typeorm.io/docs/query-builder/select-query-builder#using-subqueries
  receivers: [{ package: 'typeorm', path: '**', parameter: 0, is: (path) => (path.step === '()' && SUBQUERIES.has(path.parent?.step ?? '') ? 'SelectQueryBuilder.new()' : undefined) }],
  docs: 'https://typeorm.io/docs/working-with-entity-manager/entity-manager-api',
  models: rows({
    packages: ['typeorm'],
    shapes,
    handles: ['connection', 'manager', 'runner'],
    table: entityOf,
    host: 'TypeOrm',
    bulk: {
      read: 'repository.findBy({ id: In(ids) })',
      create: 'repository.insert([...])',
      update: 'repository.update({ id: In(ids) }, values)',
      upsert: 'repository.upsert([...], conflictPaths)',
      delete: 'repository.delete({ id: In(ids) })',
    },
  }),
});
