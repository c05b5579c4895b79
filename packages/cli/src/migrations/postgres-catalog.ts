/** Schemas of the project, and no objects that belong to an extension. */
const OWN = String.raw`n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_%'`;
const notOf = (catalog: string, oid: string): string => `NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;
const TABLE = "n.nspname::text || '.' || c.relname::text";

/**
 * One row for each thing in the schemas of the project; the number that PostgreSQL puts behind the name of a column's sequence is left out. Names are cast to text: in a UNION they would be cut at 63 bytes.
 * https://www.postgresql.org/docs/current/catalogs.html
 */
export const POSTGRES_CATALOG = `
SELECT 'table|' || ${TABLE} AS k, c.relkind::text || c.relrowsecurity::text AS v
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f') AND ${OWN} AND ${notOf('pg_class', 'c.oid')}
UNION ALL SELECT 'column|' || ${TABLE} || '.' || a.attname::text,
    format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || COALESCE(' default ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), 'nextval\\(''[^'']*_seq\\d*"?''::regclass\\)', 'nextval()'), '') || a.attgenerated::text || a.attidentity::text
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f') AND ${OWN} AND ${notOf('pg_class', 'c.oid')}
UNION ALL SELECT 'constraint|' || ${TABLE} || '.' || o.conname::text, pg_get_constraintdef(o.oid)
  FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE o.contype <> 'n' AND ${OWN}
UNION ALL SELECT 'index|' || ${TABLE}, pg_get_indexdef(c.oid)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${OWN} AND NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))
UNION ALL SELECT 'view|' || ${TABLE}, pg_get_viewdef(c.oid)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND ${OWN} AND ${notOf('pg_class', 'c.oid')}
UNION ALL SELECT 'function|' || n.nspname::text || '.' || p.proname::text || '(' || pg_get_function_identity_arguments(p.oid) || ')', md5(COALESCE(p.prosrc, '') || p.provolatile::text || COALESCE(pg_get_function_result(p.oid), ''))
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OWN} AND ${notOf('pg_proc', 'p.oid')}
UNION ALL SELECT 'trigger|' || ${TABLE} || '.' || t.tgname::text, pg_get_triggerdef(t.oid)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND ${OWN}
UNION ALL SELECT 'enum|' || n.nspname::text || '.' || y.typname::text, string_agg(l.enumlabel::text, ', ' ORDER BY l.enumsortorder)
  FROM pg_enum l JOIN pg_type y ON y.oid = l.enumtypid JOIN pg_namespace n ON n.oid = y.typnamespace WHERE ${OWN} GROUP BY 1
UNION ALL SELECT 'policy|' || ${TABLE} || '.' || l.polname::text, l.polcmd::text || COALESCE(pg_get_expr(l.polqual, l.polrelid), '') || COALESCE(pg_get_expr(l.polwithcheck, l.polrelid), '')
  FROM pg_policy l JOIN pg_class c ON c.oid = l.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OWN}
UNION ALL SELECT 'sequence|' || ${TABLE}, c.relkind::text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND ${OWN} AND NOT EXISTS (SELECT 1 FROM pg_depend w WHERE w.objid = c.oid AND w.deptype IN ('a', 'i', 'e'))
UNION ALL SELECT 'schema|' || n.nspname::text, '' FROM pg_namespace n WHERE n.nspname <> 'public' AND ${OWN} AND ${notOf('pg_namespace', 'n.oid')}
UNION ALL SELECT 'extension|' || x.extname::text, '' FROM pg_extension x`;
