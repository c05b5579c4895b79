// https://vincit.github.io/objection.js/api/query-builder/
import { defineAdapter, type AccessOp, type ApiModel, type Concept, type Linked, type PathValue } from '@assay/contract';
import { builderSteps } from './knex.js';
import { continues, declaredName, isCollection, nameOf, pathOf, rows, transaction, unlessNarrowed, type Place, type Shapes, type Site, type Use } from './shared.js';
import { raw } from './sql.js';

/** Steps that make the statement a write; a chain without one reads. */
const writes: Readonly<Record<string, AccessOp>> = {
  insert: 'create', insertAndFetch: 'create', insertGraph: 'create', insertGraphAndFetch: 'create', insertWithRelated: 'create', insertWithRelatedAndFetch: 'create',
  patch: 'update', patchAndFetch: 'update', patchAndFetchById: 'update', update: 'update', updateAndFetch: 'update', updateAndFetchById: 'update',
  increment: 'update', decrement: 'update', relate: 'update', unrelate: 'update', upsertGraph: 'upsert', upsertGraphAndFetch: 'upsert', merge: 'upsert',
  delete: 'delete', del: 'delete', deleteById: 'delete', truncate: 'truncate',
};
const byId = /ById$/;
const many = /^(and|or)?(whereIn|findByIds|insertGraph\w*|upsertGraph\w*)$/i;
/** Steps that begin a query of their own. */
const begins = /^(\$?query|\$?relatedQuery)$/;

/** Steps that knex does not have (objection 1 to 3). */
const ownSteps = [
  'findById() findByIds() findOne() throwIfNotFound() allowGraph() allowEager() mergeAllowEager() withGraphFetched() withGraphJoined() eager() joinEager() naiveEager() mergeEager()',
  'modifyGraph() modifyEager() modifiers() page() range() resultSize() for() joinRelated() joinRelation() innerJoinRelated() leftJoinRelated() rightJoinRelated()',
  'leftOuterJoinRelated() fullOuterJoinRelated() whereComposite() whereInComposite() alias() aliasFor() castTo() context() mergeContext() onBuild() runBefore() runAfter()',
  'onError() skipUndefined() emptyInstance() returning() traverse() clearAllowGraph() clearWithGraph() omit() pick() bindTransaction() bindKnex()',
  Object.keys(writes).map((name) => `${name}()`).join(' '),
].join(' ');

const chained: Use = { is: statement, to: 'builder' };

/** Methods of the list that a query answered. */
const listSteps = 'map() filter() reduce() forEach() some() every() includes() indexOf() flatMap() find() findIndex() slice() sort() reverse() concat() join() at() entries() keys() values() push() pop() shift()';

/** Queries about one row: `$query` of the row itself, `$relatedQuery` of what belongs to it. */
const row = {
  '$query() $relatedQuery()': chained,
  '$fetchGraph() $loadRelated()': { is: { kind: 'access', op: 'read', executes: 'await' }, to: 'row' },
  '$set() $setJson() $setDatabaseJson() $setFields() $setRelated() $appendRelated() $clone() $omit() $pick()': 'row',
  '$toJson() $toDatabaseJson() toJSON() $validate() $id() $isId() $hasId() $knex() $modelClass() $beforeInsert() $afterInsert() $beforeUpdate()': '',
  '$afterUpdate() $beforeDelete() $afterDelete() $afterFind() $parseJson() $formatJson() $parseDatabaseJson() $formatDatabaseJson() $beforeValidate()': '',
  '[] *': 'row',
} as const satisfies Shapes[string];

const shapes: Shapes = {
  start: {
    'Model mixin() compose()()': 'model',
    'ModelClass.new() ModelConstructor.new()': 'model',
    'Model.new() ModelObject.new()': 'row',
    'QueryBuilder.new()': 'builder',
    'Transaction.new() TransactionOrKnex.new()': 'handle',
    transaction: 'transactions',
    'transaction()': { is: transaction(), to: 'transaction' },
    'raw() ref() val() lit() fn() fn.*() snakeCaseMappers() knexSnakeCaseMappers() knexIdentifierMapping() initialize() AjvValidator.new()': '',
    'ValidationError.new() NotFoundError.new()': '',
  },
  transactions: { 'start()': { is: { kind: 'transaction', form: 'begin' }, to: 'handle' } },
  // A knex handle, or a model class bound to one.
  transaction: { tx: 'handle' },
  handle: {
    'query() relatedQuery()': chained,
    '()': chained,
    'commit()': { is: { kind: 'transaction', form: 'commit' } },
    'rollback()': { is: { kind: 'transaction', form: 'rollback' } },
    'raw()': { is: raw(0, { access: { executes: 'await' } }) },
    'isCompleted()': '',
  },
  model: {
    'query() relatedQuery()': chained,
    'transaction()': { is: transaction(), to: 'transaction' },
    'startTransaction()': { is: { kind: 'transaction', form: 'begin', answers: true }, to: 'handle' },
    'bindTransaction() bindKnex()': 'model',
    'knex() knexQuery()': 'knex',
    // PostgresKit's base classes have their connections beside them.
    'primary replica': 'client',
    'fetchGraph() loadRelated()': { is: { kind: 'access', op: 'read', executes: 'await' }, to: 'row' },
    'fromJson() fromDatabaseJson() new()': 'row',
    'raw() ref() fn() tableRef() getTableName() getRelation() getRelations() modifierNotFound() traverse() traverseAsync() columnNameToPropertyName()': '',
    'propertyNameToColumnName() fetchTableMetadata() tableMetadata() createValidator() createNotFoundError() createValidationError()': '',
    'beforeFind() afterFind() beforeInsert() afterInsert() beforeUpdate() afterUpdate() beforeDelete() afterDelete()': '',
  },
  // A query or, once awaited, the rows that it answered.
  builder: {
    ...row,
    [`${builderSteps} ${ownSteps}`]: chained,
    'execute() then()': chained,
    'toKnexQuery() toFindQuery() modelClass() tableRefFor() tableNameFor() hasWheres() hasSelects() isFind() resultModelClass()': '',
    'results total': 'row',
    // Objection 1 runs the query at `query.map(..)`; elsewhere it is the list's own.
    [listSteps]: { is: continued, to: 'row' },
    // A project's own query builder has steps of any name.
    '*()': { is: continued, to: 'builder' },
  },
  row: { ...row, 'primary replica': 'client' },
  client: {
    '()': chained,
    'raw()': { is: raw(0, { access: { executes: 'await' } }) },
    'transaction()': { is: transaction(), to: 'transaction' },
    'destroy()': '',
  },
  knex: { 'transaction()': { is: transaction(), to: 'transaction' }, 'raw()': { is: raw(0, { access: { executes: 'await' } }) }, '*()': '' },
};

/** `class User extends visibility(guid()(Model))`: each answers the class that it is given. */
const plugins = ['visibility', 'guid', 'password', 'password-argon2', 'unique', 'db-errors', 'soft-delete', 'authorize', 'table-name', 'hashid', 'cursor', 'timestamps'].map((name) => `objection-${name}`);
const plugin: ApiModel['is'] = (path, project) => {
  const given = project.argument(path, 0);
  return given?.kind === 'class' || (given?.kind === 'path' && given.root === 'objection') ? { kind: 'wrap', arg: 0 } : undefined;
};

export const objection = defineAdapter({
  name: 'objection',
  kind: 'data',
  packages: ['objection'],
  docs: 'https://vincit.github.io/objection.js/api/query-builder/',
  models: [
    ...rows({
      packages: ['objection'],
      shapes,
      handles: ['handle', 'model'],
      table,
      bulk: {
        read: '{table}.query().findByIds(ids)',
        create: '{table}.query().insert(rows)',
        update: "{table}.query().whereIn('id', ids).patch(values)",
        upsert: '{table}.query().upsertGraph(rows)',
        delete: "{table}.query().whereIn('id', ids).delete()",
      },
    }),
    { package: plugins, path: '**', is: plugin },
    // Mixins one after another.
    { package: ['ramda', 'lodash/fp'], path: '**', is: plugin },
  ],
});

type Step = Pick<Place, 'name' | 'path' | 'called'>;

/** The steps since the query began. */
function queryOf(site: Site): readonly Step[] {
  const steps: readonly Step[] = [...site.trail, { name: site.method, path: site.path, called: true }];
  return steps.slice(Math.max(steps.findLastIndex((step) => begins.test(step.name)), 0));
}

function statement(site: Site, project: Linked): Concept {
  const steps = queryOf(site);
  const write = steps.findLast((step) => step.called && step.name in writes);
  const op = writes[write?.name ?? ''] ?? 'read';
  const rowsGiven = op === 'create' && write !== undefined && isCollection(project.argument(write.path, 0));
  const own = write?.path === site.path && op !== 'delete' && op !== 'truncate';
  return {
    kind: 'access', op, executes: site.method === 'execute' || site.method === 'then' ? 'call' : 'await',
    ...(rowsGiven || steps.some((step) => many.test(step.name)) ? { bulk: true } : {}),
    ...(own ? { data: byId.test(site.method) ? '1' : '0' } : {}),
    ...(steps[0]?.name === 'query' ? unlessNarrowed(op, steps) : {}),
    ...handleOf(steps, project),
  };
}

/** A step right behind another one. */
function continued(site: Site, project: Linked): Concept | undefined {
  return continues(site.path) ? statement(site, project) : undefined;
}

/** `Model.query(trx)`, `.transacting(trx)`; without one the model's own connection. */
function handleOf(steps: readonly Step[], project: Linked): { readonly handle?: PathValue } {
  const moved = steps.findLast((step) => step.name === 'transacting' || step.name === 'bindTransaction');
  const index = (moved ?? steps[0])?.name.endsWith('elatedQuery') ? 1 : 0;
  const from = moved ?? steps[0];
  const given = from && project.argument(from.path, index);
  const isGiven = given !== undefined && !(given.kind === 'const' && (given.value === undefined || given.value === null));
  return isGiven ? { handle: pathOf(given) } : {};
}

/** The model's class, or the relation by its name. */
function table(site: Site, project: Linked): string | undefined {
  const related = site.trail.findLast((place) => place.name.endsWith('elatedQuery'))?.path ?? (site.method.endsWith('elatedQuery') ? site.path : undefined);
  return (related && nameOf(project.argument(related, 0))) ?? declaredName(site.path) ?? site.trail[0]?.path.via?.cls.name;
}
