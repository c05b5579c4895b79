// https://sequelize.org/docs/v6/core-concepts/model-querying-basics/
import { defineAdapter } from '@assay/contract';
import { modelMember } from './sequelize-members.js';
import { at, inert, rows, transaction, type Shapes, type Use } from './shared.js';
import { raw } from './sql.js';
import { association, modelOf, propagates, registered, saved, shortAssociation } from './sequelize-calls.js';

const first = { handleArg: '0.transaction' };
const second = { handleArg: '1.transaction' };
const third = { handleArg: '2.transaction' };
const query: Use = { is: raw(0, { access: second }), to: 'instance' };
const begin: Use = { is: transaction(propagates), to: 'transaction' };

/** What an instance does with its own row. */
const row = {
  'save()': { is: saved, to: 'instance' },
  'update() updateAttributes()': at('update', { data: '0', ...second }, 'instance'),
  'destroy()': at('delete', first),
  'restore()': at('update', first),
  'increment() decrement()': at('update', { data: '0', ...second }, 'instance'),
  'reload()': at('read', first, 'instance'),
};

/** Of the package, of `Sequelize` the class and of its instances. */
const helpers = {
  'fn() col() literal() where() cast() json() and() or() random() useInflection() useCLS()': '',
  'STRING() CHAR() TEXT() INTEGER() BIGINT() FLOAT() DOUBLE() DECIMAL() ENUM() ARRAY() VIRTUAL() RANGE() GEOMETRY() DATE() BLOB()': '',
};

const shapes: Shapes = {
  start: {
    ...helpers,
    'Sequelize.new() default.new() Sequelize.Sequelize.new()': 'connection',
    Sequelize: 'statics',
    // `Sequelize.Promise` is Bluebird (up to version 5).
    'DataTypes DataType Promise': 'types',
    'ModelStatic.new() ModelCtor.new() ModelDefined.new() ModelType.new() Repository.new() Model': 'model',
    'Model.new()': 'instance',
    'Transaction.new()': 'transaction',
    'QueryInterface.new()': 'ddl',
  },
  statics: helpers,
  types: { '*()': '' },
  connection: {
    ...helpers,
    'define() model() getRepository()': 'model',
    // Up to version 5: https://sequelize.org/docs/v6/other-topics/upgrade/#sequelizeimport
    'import()': { is: { kind: 'wrap', arg: 0, loads: true }, to: 'model' },
    models: 'models',
    Promise: 'types',
    'query()': query,
    'transaction()': begin,
    'truncate()': at('truncate', first),
    'getQueryInterface()': 'ddl',
    queryInterface: 'ddl',
    'authenticate() close() sync() drop() addModels() addHook() removeHook() escape() set() getDialect() getDatabaseName() databaseVersion() isDefined()': '',
    'createSchema() dropSchema() dropAllSchemas() showAllSchemas() beforeDefine() afterDefine() beforeConnect() afterConnect() beforeSync() afterSync()': '',
  },
  models: { '*': 'model' },
  transaction: {
    tx: 'transaction',
    'commit()': { is: { kind: 'transaction', form: 'commit' } },
    'rollback()': { is: { kind: 'transaction', form: 'rollback' } },
    'afterCommit()': '',
  },
  model: {
    'findAll() findOne() find() findAndCountAll() findAndCount() all()': at('read', { where: '0.where', ...first }, 'instance'),
    'findByPk() findById() findByPrimary()': at('read', { where: '0', ...second }, 'instance'),
    'findOrBuild() findOrInitialize()': at('read', { where: '0.where', ...first }, 'instance'),
    'count()': at('read', { where: '0.where', ...first }),
    'max() min() sum()': at('read', { where: '1.where', ...second }),
    'aggregate()': at('read', { where: '2.where', ...third }),
    'describe()': at('read'),
    'findOrCreate() findCreateFind()': at('upsert', { where: '0.where', data: '0.defaults', ...first }, 'instance'),
    'create()': at('create', { data: '0', ...second }, 'instance'),
    'register()': { is: registered, to: 'instance' },
    'bulkCreate()': at('create', { data: '0', bulk: true, ...second }, 'instance'),
    'upsert()': at('upsert', { data: '0', ...second }, 'instance'),
    // Without the option `where` the library refuses: https://sequelize.org/docs/v6/core-concepts/model-querying-basics/#simple-delete-queries
    'update()': at('update', { where: '1.where', data: '0', everyRow: 'given-filter', ...second }),
    'destroy()': at('delete', { where: '0.where', everyRow: 'given-filter', ...first }),
    'restore()': at('update', { where: '0.where', ...first }),
    'increment() decrement()': at('update', { where: '1.where', data: '0', ...second }),
    'truncate()': at('truncate', first),
    'new() build() bulkBuild()': 'instance',
    'scope() unscoped() schema() init()': 'model',
    sequelize: 'connection',
    'sync() drop() dropSchema() addHook() removeHook() hasHook() runHooks() addScope() getTableName() getAttributes() removeAttribute() refreshAttributes()': '',
    'belongsTo() hasMany() hasOne() belongsToMany() getAssociations() getAssociationForAlias() hasAlias()': '',
    'beforeValidate() afterValidate() validationFailed() beforeCreate() afterCreate() beforeUpdate() afterUpdate() beforeSave() afterSave() beforeDestroy()': '',
    'afterDestroy() beforeRestore() afterRestore() beforeBulkCreate() afterBulkCreate() beforeBulkUpdate() afterBulkUpdate() beforeBulkDestroy()': '',
    'afterBulkDestroy() beforeFind() afterFind() beforeFindAfterExpandIncludeAll() beforeFindAfterOptions() beforeCount() beforeUpsert() afterUpsert()': '',
  },
  instance: {
    ...row,
    // `{ rows, count }` of findAndCountAll, pairs of findOrCreate.
    'rows [] dataValues': 'instance',
    constructor: 'model',
    sequelize: 'connection',
    'get() getDataValue() set() setDataValue() setAttributes() toJSON() changed() previous() validate() equals() isSoftDeleted() addHook()': { is: inert, to: 'plain' },
    // sequelize-typescript.
    '$get() $set() $add() $create() $remove() $count() $has()': { is: shortAssociation, to: 'instance' },
    '*()': { is: association, to: 'instance' },
    '*': 'related',
  },
  // An association that was loaded with it, or a plain field.
  related: { ...row, '[] *': 'related' },
  ddl: {
    sequelize: 'connection',
    'select() rawSelect()': at('read'),
    'insert() bulkInsert()': at('create'),
    'upsert()': at('upsert'),
    'bulkUpdate()': at('update', { where: '2', data: '1' }),
    'bulkDelete()': at('delete', { where: '1' }),
    // Schema changes are the migrations' subject.
    'createTable() dropTable() renameTable() addColumn() removeColumn() changeColumn() renameColumn() addIndex() removeIndex() addConstraint()': '',
    'removeConstraint() describeTable() showAllTables() showIndex() tableExists() createSchema() dropSchema() dropAllTables() createFunction() dropFunction()': '',
  },
};

export const sequelize = defineAdapter({
  name: 'sequelize',
  kind: 'data',
  packages: ['sequelize', 'sequelize-typescript', '@sequelize/core'],
  docs: 'https://sequelize.org/docs/v6/core-concepts/model-querying-basics/',
  member: modelMember,
  // `Invoice.overdue = function () {}`: `this` is the model.
  receivers: [{ package: 'sequelize', path: '**.define()', is: (path) => path.path }],
  loads: [{ package: 'sequelize', beside: /^data_?types$/i, is: 'Sequelize.new()' }],
  models: rows({
    packages: ['sequelize', 'sequelize-typescript', '@sequelize/core'],
    shapes,
    handles: ['connection', 'transaction'],
    table: modelOf,
    bulk: {
      read: '{table}.findAll({ where: { id: ids } })',
      create: '{table}.bulkCreate(rows)',
      update: '{table}.update(values, { where: { id: ids } })',
      upsert: '{table}.bulkCreate(rows, { updateOnDuplicate: [..] })',
      delete: '{table}.destroy({ where: { id: ids } })',
    },
  }),
});
