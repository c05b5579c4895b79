import type { CallReader } from './reader.js';
import { dbMigrateCalls } from './db-migrate.js';
import { knexCalls } from './knex.js';
import { kyselyCalls } from './kysely.js';
import { pgmCalls } from './pgm.js';
import { sequelizeCalls } from './sequelize.js';
import { slonikCalls } from './slonik.js';
import { typeormCalls } from './typeorm.js';

/** How the calls in a tool's migrations are read. */
export const CALL_READERS: Readonly<Record<string, CallReader>> = {
  Knex: knexCalls, Lucid: knexCalls, MikroORM: knexCalls, Sequelize: sequelizeCalls, TypeORM: typeormCalls, Kysely: kyselyCalls, 'node-pg-migrate': pgmCalls, 'db-migrate': dbMigrateCalls,
  Slonik: slonikCalls,
};
