import { catalogOf, type TrialDatabase } from './database.js';
import { optional } from './optional.js';

/** Columns with their declarations, and everything else by its own text. `pragma_table_xinfo` is of SQLite itself: https://www.sqlite.org/pragma.html#pragma_table_xinfo */
const CATALOG = `
SELECT 'table|' || m.name AS k, '' AS v FROM sqlite_schema m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
UNION ALL SELECT 'column|' || m.name || '.' || x.name, lower(x.type) || CASE WHEN x."notnull" THEN ' not null' ELSE '' END || COALESCE(' default ' || x.dflt_value, '') || CASE WHEN x.pk > 0 THEN ' key ' || x.pk ELSE '' END
  FROM sqlite_schema m, pragma_table_xinfo(m.name) x WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
UNION ALL SELECT 'constraint|' || m.name || '.' || f."from" || ' references ' || f."table" || '.' || COALESCE(f."to", ''), f.on_delete || ' ' || f.on_update
  FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
UNION ALL SELECT m.type || '|' || m.name, COALESCE(m.sql, '') FROM sqlite_schema m WHERE m.type <> 'table' AND m.sql IS NOT NULL`;

/** A SQLite of its own, in memory. https://github.com/tndrle/node-sqlite3-wasm#api */
export async function embeddedSqlite(): Promise<TrialDatabase> {
  const { default: sqlite } = await optional(() => import('node-sqlite3-wasm'), 'node-sqlite3-wasm', 'SQLite migrations are tried in an embedded SQLite');
  const database = new sqlite.Database(':memory:');
  return {
    run: async sql => { await Promise.resolve(); database.exec(sql); },
    catalog: () => Promise.resolve(catalogOf(database.all(CATALOG) as unknown as { k: string; v: string }[])),
    close: () => Promise.resolve(database.close()),
  };
}
