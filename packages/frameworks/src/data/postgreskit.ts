// https://github.com/gravity-ui/postgreskit#corebasemodel
import { defineAdapter } from '@assay/contract';
import { quiet, rows } from '../runtime/shared.js';

const PACKAGE = '@gravity-ui/postgreskit';

/** PostgresKit: the base class of an application's models is Objection's, and its dispatcher hands out the same connections. */
export const postgreskit = defineAdapter({
  name: 'postgreskit',
  kind: 'data',
  packages: [PACKAGE],
  docs: 'https://github.com/gravity-ui/postgreskit',
  roles: [
    { package: PACKAGE, path: 'getModel()', role: 'objection.Model' },
    { package: PACKAGE, path: 'initDB().CoreBaseModel', role: 'objection.Model' },
    { package: PACKAGE, path: 'initDB().db.primary', role: 'objection.Model.primary' },
    { package: PACKAGE, path: 'initDB().db.replica', role: 'objection.Model.replica' },
  ],
  models: rows(PACKAGE, '**', quiet),
});
