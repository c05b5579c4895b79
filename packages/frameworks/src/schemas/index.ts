import { defineAdapter, type FrameworkAdapter } from '@assay/contract';
import { drizzleTables } from './drizzle.js';
import { prismaTables } from './prisma.js';
import { typeormTables } from './typeorm.js';

/** What the product's own code says of its tables. A schema file needs no dependency, so that the adapter has no packages. */
export const schemaAdapters: readonly FrameworkAdapter[] = [
  defineAdapter({
    name: 'schemas',
    kind: 'migration',
    packages: [],
    docs: 'https://en.wikipedia.org/wiki/Object%E2%80%93relational_mapping',
    *recognize(project) {
      for (const read of [prismaTables, drizzleTables, typeormTables]) for (const table of read(project)) yield { kind: 'table', table };
    },
  }),
];
