// https://github.com/gravity-ui/postgreskit
import { defineAdapter } from '@assay/contract';
import { objectionLibrary, objectionShapes } from './objection.js';
import { rows, type Shapes } from './shared.js';

/** The connection that a class of models or the dispatcher hands out: a client of Knex. */
const client = { ...objectionShapes.handle, ...objectionShapes.knex };

/** A base class of Objection, with the connections to the primary and to a replica beside it. */
const shapes: Shapes = {
  ...objectionShapes,
  start: { 'getModel()': 'model', 'initDB()': 'kit', 'CoreBaseModel.new() BaseModel.new()': 'row', 'CoreBaseModel BaseModel': 'model', 'PGDispatcher.new()': 'dispatcher' },
  kit: { 'CoreBaseModel Model': 'model', db: 'dispatcher', 'terminate()': '', helpers: 'helpers' },
  dispatcher: { 'primary replica': 'client', 'ready() terminate()': '' },
  helpers: { '*()': '' },
  client,
  model: { ...objectionShapes.model, 'primary replica': 'client', db: 'dispatcher' },
  row: { ...objectionShapes.row, 'primary replica': 'client' },
};

/** PostgresKit: the base class of an application's models is Objection's, on connections of Knex. */
export const postgreskit = defineAdapter({
  name: 'postgreskit',
  kind: 'data',
  packages: ['@gravity-ui/postgreskit'],
  docs: 'https://github.com/gravity-ui/postgreskit',
  models: rows({ packages: ['@gravity-ui/postgreskit'], shapes, ...objectionLibrary }),
});
