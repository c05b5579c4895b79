import { defineAdapter, type FrameworkAdapter } from '@assay/contract';
import { convexTables } from './convex.js';
import { drizzleTables } from './drizzle.js';
import { mikroOrmTables } from './mikro-orm.js';
import { mongooseTables } from './mongoose.js';
import { objectionTables } from './objection.js';
import { prismaTables } from './prisma.js';
import { sequelizeClassTables } from './sequelize-classes.js';
import { sequelizeTables } from './sequelize.js';
import { typeormTables } from './typeorm.js';

const READERS = [prismaTables, drizzleTables, typeormTables, sequelizeTables, sequelizeClassTables, mikroOrmTables, objectionTables, mongooseTables, convexTables];

/** What the product's own code says of its tables. A schema file needs no dependency, so that the adapter has no packages. */
export const schemaAdapters: readonly FrameworkAdapter[] = [
  defineAdapter({
    name: 'schemas',
    kind: 'migration',
    packages: [],
    docs: 'https://en.wikipedia.org/wiki/Object%E2%80%93relational_mapping',
    *recognize(project) {
      for (const read of READERS) for (const table of read(project)) yield { kind: 'table', table };
    },
  }),
];
