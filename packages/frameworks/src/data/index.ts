import type { FrameworkAdapter } from '@assay/contract';
import { bookshelf } from './bookshelf.js';
import { cassandra } from './cassandra.js';
import { clickhouse } from './clickhouse.js';
import { convexEnts } from './convex-ents.js';
import { drizzle } from './drizzle.js';
import { dynamodb } from './dynamodb.js';
import { elasticsearch } from './elasticsearch.js';
import { knex } from './knex.js';
import { kysely } from './kysely.js';
import { lucid } from './lucid.js';
import { mikroOrm } from './mikro-orm.js';
import { mongodb } from './mongodb.js';
import { mongoose } from './mongoose.js';
import { monk } from './monk.js';
import { mssql } from './mssql.js';
import { mysql2 } from './mysql2.js';
import { objection } from './objection.js';
import { pg } from './pg.js';
import { pgPromise } from './pg-promise.js';
import { postgres } from './postgres.js';
import { postgreskit } from './postgreskit.js';
import { prisma } from './prisma.js';
import { rethinkdb } from './rethinkdb.js';
import { sequelize } from './sequelize.js';
import { slonik } from './slonik.js';
import { sqlite } from './sqlite.js';
import { supabase } from './supabase.js';
import { transactional } from './transactional.js';
import { typeorm } from './typeorm.js';
import { waterline } from './waterline.js';

export const dataAdapters: readonly FrameworkAdapter[] = [
  prisma, typeorm, knex, sequelize, mongoose, mongodb, monk, mikroOrm, objection, postgreskit, bookshelf, waterline, lucid, pg, mysql2,
  drizzle, kysely, postgres, sqlite, slonik, pgPromise, supabase, dynamodb, clickhouse, elasticsearch, mssql, cassandra, rethinkdb, convexEnts, transactional,
];
