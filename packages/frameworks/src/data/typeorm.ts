// https://typeorm.io/docs/working-with-entity-manager/entity-manager-api
import { defineAdapter, type AccessConcept, type AccessOp, type Concept, type Linked, type PathValue } from '@assay/contract';
import { at, declaredName, inert, isCollection, nameOf, rows, transaction, typeName, type Place, type Shapes, type Site, type Use } from './shared.js';
import { raw } from './sql.js';

const finders = 'find() findAndCount() findOne() findOneOrFail() exists() exist() count()';
const byWhere = 'findBy() findAndCountBy() findOneBy() findOneByOrFail() findOneById() findById() findByIds() existsBy() existBy() countBy()';

/** Methods of a repository (typeorm 0.2 to 1.1); an entity manager has them with the entity in front. */
const repositoryMethods = (first: number): Readonly<Record<string, Use>> => ({
  [finders]: { is: (site, project) => find(site, project, first), to: 'entity' },
  [byWhere]: at('read', { where: `${first}` }, 'entity'),
  'sum() average() minimum() maximum()': at('read', { where: `${first + 1}` }),
  'preload()': at('read', { data: `${first}` }, 'entity'),
  'insert()': written('create', first, { data: `${first}` }),
  'update()': at('update', { where: `${first}`, data: `${first + 1}` }),
  'updateAll()': at('update', { data: `${first}`, bulk: true }),
  'upsert()': written('upsert', first, { data: `${first}` }),
  'delete()': at('delete', { where: `${first}` }),
  'softDelete()': at('delete', { where: `${first}` }),
  'restore()': at('update', { where: `${first}` }),
  'increment() decrement()': at('update', { where: `${first}`, data: `${first + 2}` }),
  'deleteAll()': at('delete', { bulk: true }),
  'clear()': at('truncate'),
  'save()': { is: (site, project) => persisted('upsert', site, project, first), to: 'entity' },
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
  entity: { '[]': 'entity', 'save()': at('upsert'), 'remove() softRemove()': at('delete'), 'recover()': at('update'), 'reload()': at('read'), 'hasId()': '' },
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

export const typeorm = defineAdapter({
  name: 'typeorm',
  kind: 'data',
  packages: ['typeorm'],
  docs: 'https://typeorm.io/docs/working-with-entity-manager/entity-manager-api',
  models: rows({
    packages: ['typeorm'],
    shapes,
    handles: ['connection', 'manager', 'runner'],
    table,
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

/** `find({ where })`; 0.2 also took an id or the conditions themselves. */
function find(site: Site, project: Linked, first: number): AccessConcept {
  const given = project.argument(site.path, first);
  const options = given?.kind === 'object' && ['where', 'relations', 'select', 'order', 'take', 'skip'].some((key) => project.properties(given).has(key));
  return { kind: 'access', op: 'read', executes: 'call', where: options ? `${first}.where` : `${first}`, ...owner(site) };
}

function written(op: AccessOp, first: number, details: Partial<AccessConcept>): Use {
  return {
    is: (site, project) => ({ kind: 'access', op, executes: 'call', ...details, ...(isCollection(project.argument(site.path, first)) ? { bulk: true } : {}) }),
  };
}

/** `save(entity)`; a manager also takes the class first: `save(User, entity)`. */
function persisted(op: AccessOp, site: Site, project: Linked, first: number): AccessConcept {
  const target = first === 1 ? project.argument(site.path, 0) : undefined;
  const entity = first === 0 || (target && target.kind !== 'class' && target.kind !== 'const') ? 0 : 1;
  const many = isCollection(project.argument(site.path, entity)) ? { bulk: true } : {};
  return { kind: 'access', op, executes: 'call', ...(op === 'delete' ? { where: `${entity}` } : { data: `${entity}` }), ...many };
}

const builderOps: Readonly<Record<string, AccessOp>> = {
  insert: 'create', update: 'update', delete: 'delete', softDelete: 'delete', restore: 'update', orUpdate: 'upsert', onConflict: 'upsert',
};

function built(site: Site): Concept {
  const step = site.trail.findLast((place) => place.called && place.state === 'builder' && place.name in builderOps);
  return { kind: 'access', op: (step && builderOps[step.name]) ?? 'read', executes: 'call' };
}

const targeted = new Set(['getRepository', 'getTreeRepository', 'getMongoRepository', 'getCustomRepository', 'createQueryBuilder', 'insert', 'into', 'update', 'delete', 'from']);

function table(site: Site, project: Linked): string | undefined {
  if (site.on === 'manager') return nameOf(project.argument(site.path, 0));
  for (const place of site.trail.toReversed()) {
    const named = place.name === 'withRepository' ? declaredOf(project.argument(place.path, 0)) : targetOf(place, project) ?? declared(place.path, place);
    if (named !== undefined) return named;
  }
  return undefined;
}
