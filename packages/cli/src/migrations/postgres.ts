import type { Extensions } from '@electric-sql/pglite';
import { UsageError } from '../usage-error.js';
import { catalogOf, type TrialDatabase } from './database.js';
import { POSTGRES_CATALOG } from './postgres-catalog.js';
import { optional } from './optional.js';

const EXTENSION = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)"?/gi;

/** A PostgreSQL of its own, in memory, with those of the extensions that the scripts ask for and PGlite brings. https://pglite.dev/docs/api */
export async function embeddedPostgres(scripts: string): Promise<TrialDatabase> {
  const { PGlite } = await optional(() => import('@electric-sql/pglite'), '@electric-sql/pglite', 'PostgreSQL migrations are tried in an embedded PostgreSQL');
  const database = await PGlite.create({ extensions: await extensionsIn(scripts) });
  return {
    run: async sql => { await database.exec(sql); },
    catalog: async () => catalogOf((await database.query<{ k: string; v: string }>(POSTGRES_CATALOG)).rows),
    close: () => database.close(),
  };
}

async function extensionsIn(scripts: string): Promise<Extensions> {
  const found: Record<string, Extensions[string]> = {};
  for (const name of new Set(Array.from(scripts.matchAll(EXTENSION), ([, name = '']) => name.toLowerCase().replaceAll('-', '_')))) {
    const path = `@electric-sql/pglite/contrib/${name}`;
    const module = await import(path).catch(() => ({})) as Readonly<Record<string, Extensions[string] | undefined>>;
    const extension = module[name];
    if (extension) found[name] = extension;
  }
  return found;
}

/**
 * The database at a URL.
 * @throws UsageError when it cannot be reached, or when it holds tables and `isExisting` does not say that they may be there.
 */
export async function givenPostgres(url: string, isExisting: boolean): Promise<TrialDatabase> {
  const { default: pg } = await optional(() => import('pg'), 'pg', 'A given PostgreSQL database is reached');
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((error: unknown) => { throw new UsageError(`The database at --database-url cannot be reached: ${error instanceof Error ? error.message : String(error)}`); });
  const database: TrialDatabase = {
    run: async sql => { await client.query(sql); },
    catalog: async () => catalogOf((await client.query<{ k: string; v: string }>(POSTGRES_CATALOG)).rows),
    close: () => client.end(),
  };
  if (!isExisting && [...(await database.catalog()).keys()].some(key => key.startsWith('table|'))) {
    await database.close();
    throw new UsageError('The database at --database-url holds tables. Migrations are applied to it and stay: give an empty scratch database, or --baseline existing where they are to run on what it holds.');
  }
  return database;
}
