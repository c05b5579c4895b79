import { weakMemo, type Linked, type PathValue, type TypeExpr, type Value } from '@assay/contract';
import type { Site } from './shared.js';

const drivers = [
  'aws-data-api/pg better-sqlite3 bun-sql bun-sqlite d1 durable-sqlite expo-sqlite gel libsql libsql/http libsql/web libsql/node libsql/sqlite3 mysql-proxy mysql2 neon',
  'neon-http neon-serverless netlify-db node-postgres op-sqlite pg-proxy pglite planetscale-serverless postgres-js prisma/mysql prisma/pg prisma/sqlite',
  'singlestore singlestore-proxy sql-js sqlite-proxy supabase tidb-serverless vercel-postgres xata-http',
].join(' ').split(' ');
const dialects = ['pg', 'mysql', 'sqlite', 'singlestore', 'gel', 'mssql', 'cockroach'].flatMap((name) => [`${name}-core`, `${name}-core/db`]);

/** Import paths of the library: the operators, one a driver, one a dialect. */
export const drizzlePackages: readonly string[] = ['drizzle-orm', 'drizzle-orm/sql', ...[...drivers, ...dialects].map((name) => `drizzle-orm/${name}`)];

const MAX_DEPTH = 6;
const makesTable = /^(?:pg|mysql|sqlite|singlestore|gel|mssql|cockroach)(?:Table|View|MaterializedView)$|^(?:table|view|materializedView)$/;

/** The name in the database of a table, a view, an alias of one, or the first table of a subquery. */
export function tableName(value: Value | undefined, project: Linked, depth = 0): string | undefined {
  if (!value || depth > MAX_DEPTH) return undefined;
  if (value.kind === 'union') return value.options.map((option) => tableName(option, project, depth + 1)).find((name) => name !== undefined);
  if (value.kind !== 'path' || !value.root.startsWith('drizzle-orm')) return undefined;
  for (let node: PathValue | undefined = value; node; node = node.parent) {
    const name = node.step === '()' ? namedBy(node, project, depth) : undefined;
    if (name !== undefined) return name;
  }
  return undefined;
}

function namedBy(call: PathValue, project: Linked, depth: number): string | undefined {
  const method = call.parent?.step ?? '';
  const given = project.argument(call, 0);
  if (makesTable.test(method)) return project.text(given);
  if (method === '()' && call.parent?.parent?.step?.endsWith('TableCreator')) return created(call.parent, given, project);
  return method === 'alias' || method === 'from' || method === 'as' ? tableName(given, project, depth + 1) : undefined;
}

/** `pgTableCreator((name) => `shop_${name}`)`: the name is what the function makes of it. */
function created(creator: PathValue, name: Value | undefined, project: Linked): string | undefined {
  const rename = project.argument(creator, 0);
  const made = rename?.kind === 'function' && name ? project.text(project.call(rename, [{ value: name, labels: 0 }])) : undefined;
  return made ?? project.text(name);
}

const naming = new Set(['from', 'insert', 'update', 'delete', '$count', 'refreshMaterializedView']);

/** The table that a query is about. */
export function tableOf(site: Site, project: Linked): string | undefined {
  const relation = site.trail.find((place) => place.state === 'table');
  if (relation) return relational(relation.name, site, project) ?? relation.name;
  for (const place of [...site.trail, { name: site.method, called: true, path: site.path }]) {
    const name = place.called && naming.has(place.name) ? tableName(project.argument(place.path, 0), project) : undefined;
    if (name !== undefined) return name;
  }
  return undefined;
}

/** `db.query.users`: the key in the schema that the client was made with, or was declared with. */
function relational(key: string, site: Site, project: Linked): string | undefined {
  const client = site.trail.find((place) => place.state === 'client');
  const given = client ? project.args(client.path).map((arg) => arg.value) : [];
  const schemas = given.flatMap((value) => (value.kind === 'object' ? [project.properties(value).get('schema')] : []));
  const declared = (client?.path.typeArgs ?? []).map(({ type, file }: { readonly type: TypeExpr; readonly file: Parameters<Linked['typeValue']>[1] }) => project.typeValue(type, file));
  for (const schema of [...schemas, ...declared]) {
    const name = schema && tableName(project.member(schema, key), project);
    if (name !== undefined) return name;
  }
  return tablesOf(project).get(key);
}

/** Tables by the names under which the project's schema files export them; a name that two tables have says nothing. */
const tablesOf = weakMemo((project: Linked): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const twice = new Set<string>();
  for (const file of project.files) {
    if (!file.imports.some((fact) => fact.specifier.startsWith('drizzle-orm/') && fact.specifier.includes('-core'))) continue;
    for (const { name } of file.exports) {
      const table = tableName(project.exported(file.path, name), project);
      if (table === undefined) continue;
      if (found.has(name) && found.get(name) !== table) twice.add(name);
      found.set(name, table);
    }
  }
  for (const name of twice) found.delete(name);
  return found;
});
