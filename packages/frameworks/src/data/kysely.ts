// https://kysely-org.github.io/kysely-apidoc/classes/Kysely.html
import { defineAdapter, walk, type AccessOp, type Concept, type Linked, type PathValue, type Value } from '@assay/contract';
import { chainOf, inert, isCollection, isFunction, lent, rows, unlessNarrowed, type Shapes, type Site } from './shared.js';
import { rawAt } from './sql.js';

/** What begins a statement; nothing runs before one of the `execute` methods. */
const starts: Readonly<Record<string, AccessOp>> = {
  selectFrom: 'read', selectNoFrom: 'read', insertInto: 'create', replaceInto: 'upsert', updateTable: 'update', deleteFrom: 'delete', mergeInto: 'upsert',
};

const client = {
  'selectFrom() selectNoFrom() insertInto() replaceInto() updateTable() deleteFrom() mergeInto()': { is: step, to: 'builder' },
  'with() withRecursive()': { is: step, to: 'client' },
  'withSchema() withPlugin() withoutPlugins() withTables() $extendTables() $pickTables() $omitTables()': 'client',
  lent: 'client',
  'transaction()': 'transaction',
  // The handle is what `execute()` answers; it is known by the call before that.
  'startTransaction()': { is: { kind: 'transaction', form: 'begin', answers: true }, to: 'starting' },
  'connection()': 'connection',
  'executeQuery()': { is: compiled },
  'destroy() getExecutor()': '',
  'case()': 'expression',
  'fn dynamic': 'expression',
  'schema introspection': 'ddl',
} as const;

const shapes: Shapes = {
  start: {
    'Kysely.new() Transaction.new() ControlledTransaction.new() QueryCreator.new()': 'client',
    'SelectQueryBuilder.new() InsertQueryBuilder.new() UpdateQueryBuilder.new() DeleteQueryBuilder.new() MergeQueryBuilder.new()': 'builder',
    'sql() sql.raw()': 'raw',
    'sql.ref() sql.table() sql.id() sql.lit() sql.val() sql.value() sql.join()': 'raw',
    'expressionBuilder() CompiledQuery.raw()': 'expression',
    'ExpressionBuilder.new()': 'expression',
  },
  client,
  controlled: {
    ...client,
    'commit()': { is: { kind: 'transaction', form: 'commit' }, to: 'ending' },
    'rollback()': { is: { kind: 'transaction', form: 'rollback' }, to: 'ending' },
    'savepoint() releaseSavepoint() rollbackToSavepoint()': 'saving',
  },
  starting: { 'setIsolationLevel() setAccessMode()': 'starting', 'execute()': 'controlled' },
  saving: { 'execute()': 'controlled' },
  ending: { 'execute()': { is: inert } },
  transaction: {
    'setIsolationLevel() setAccessMode()': 'transaction',
    'execute()': { is: { kind: 'transaction', form: 'callback', callback: 0, handle: 0 }, to: 'open' },
  },
  connection: { 'execute()': { is: lent, to: 'open' } },
  open: { tx: 'client', lent: 'client' },
  builder: {
    'execute() executeTakeFirst() executeTakeFirstOrThrow() stream() explain()': { is: statement },
    'compile() toOperationNode()': 'compiled',
    lent: 'expression',
    '*()': { is: step, to: 'builder' },
  },
  raw: { 'execute()': { is: rawText }, '*()': 'raw' },
  expression: { '()': 'expression', '*()': { is: step, to: 'expression' }, '*': 'expression' },
  // Schema changes are the migrations' subject.
  ddl: { '*()': 'ddl' },
};

const library = {
  packages: ['kysely'], shapes, handles: ['client', 'controlled'], table,
  bulk: {
    read: "db.selectFrom('{table}').where('id', 'in', ids)",
    create: "db.insertInto('{table}').values(rows)",
    update: "db.updateTable('{table}').set(values).where('id', 'in', ids)",
    upsert: "db.insertInto('{table}').values(rows).onConflict(..)",
    delete: "db.deleteFrom('{table}').where('id', 'in', ids)",
  },
};

/** `prisma.$kysely` of prisma-extension-kysely. */
const extended = {
  ...library,
  packages: ['@prisma/client', '.prisma/client'],
  shapes: { ...shapes, start: { 'PrismaClient.new()': 'prisma' }, prisma: { '$extends() $replica() $primary()': 'prisma', $kysely: 'client' } },
};

export const kysely = defineAdapter({
  name: 'kysely',
  kind: 'data',
  packages: ['kysely'],
  docs: 'https://kysely-org.github.io/kysely-apidoc/classes/Kysely.html',
  models: [...rows(library), ...rows(extended)],
});

/** A step of a query; its callback gets a builder of expressions (or of further queries). */
function step(site: Site, project: Linked): Concept {
  const callback = project.args(site.path).findIndex((arg) => isFunction(arg.value));
  return callback < 0 ? inert : { kind: 'invoke', callback, handle: 0 };
}

function statement(site: Site, project: Linked): Concept {
  const chain = chainOf(site);
  const start = chain.find((place) => place.called && place.name in starts);
  const outer = (start && starts[start.name]) ?? declaredOp(chain[0]?.path) ?? 'read';
  const within = outer === 'read' ? writtenWithin(chain, project) : undefined;
  const begun = within?.op ?? outer;
  const op = begun === 'create' && chain.some((place) => updatesRow(place.name, place.path, project)) ? 'upsert' : begun;
  const many = chain.some((place) => isForMany(place.name, place.path, op, project));
  return { kind: 'access', op, executes: 'call', ...(many ? { bulk: true } : {}), ...(within?.table === undefined ? {} : { table: within.table }), ...(start && !within ? unlessNarrowed(op, [start]) : {}) };
}

/** `with('made', (db) => db.insertInto(..))`: the query writes, whatever it answers. */
function writtenWithin(chain: ReturnType<typeof chainOf>, project: Linked): { readonly op: AccessOp; readonly table?: string } | undefined {
  for (const place of chain) {
    const given = place.name === 'with' ? project.argument(place.path, 1) : undefined;
    if (given?.kind !== 'function') continue;
    for (const expr of walk(given.fn)) {
      const op = expr.kind === 'call' && expr.callee.kind === 'member' ? starts[expr.callee.name] : undefined;
      if (expr.kind !== 'call' || op === undefined || op === 'read') continue;
      const [name] = expr.args;
      return { op, ...(name?.kind === 'literal' && typeof name.value === 'string' ? { table: name.value } : {}) };
    }
  }
  return undefined;
}

/** `db.executeQuery(db.insertInto('jars').values(rows).compile())`: what was compiled says what runs. */
function compiled(site: Site, project: Linked): Concept {
  const query = project.argument(site.path, 0);
  for (let step = query?.kind === 'path' ? query : undefined; step; step = step.parent) {
    const op = step.step === '()' ? starts[step.parent?.step ?? ''] : undefined;
    const name = op && project.text(project.argument(step, 0));
    if (op) return { kind: 'access', op, executes: 'call', ...(name === undefined ? {} : { table: name }) };
  }
  return { kind: 'access', op: 'raw', executes: 'call', sql: 0 };
}

/** A builder that is known by its type only. */
function declaredOp(path: PathValue | undefined): AccessOp | undefined {
  const name = path?.path.split('QueryBuilder')[0];
  return name === 'Insert' ? 'create' : name === 'Update' ? 'update' : name === 'Delete' ? 'delete' : undefined;
}

/** `onConflict((oc) => oc.column('id').doUpdateSet(..))`; `doNothing` creates or leaves. */
function updatesRow(step: string, path: PathValue, project: Linked): boolean {
  if (step === 'onDuplicateKeyUpdate') return true;
  const given = step === 'onConflict' ? project.argument(path, 0) : undefined;
  if (given?.kind !== 'function') return false;
  return [...walk(given.fn)].some((expr) => expr.kind === 'member' && expr.name === 'doUpdateSet');
}

function isForMany(step: string, path: PathValue, op: AccessOp, project: Linked): boolean {
  if (step === 'where') return project.text(project.argument(path, 1)) === 'in';
  if (op !== 'create' && op !== 'upsert') return false;
  return step === 'expression' || (step === 'values' && isCollection(project.argument(path, 0)));
}

/** `sql`..`.execute(db)`: what it runs on is its argument. */
function rawText(site: Site, project: Linked): Concept {
  const source = site.trail.find((place) => place.called)?.path ?? site.path;
  const handle = project.argument(site.path, 0);
  return rawAt(source, site, project, 0, { access: { sql: undefined, handle: handle?.kind === 'path' ? handle : undefined }, identifier: named });
}

/** `sql.table('users')`, `sql.id('users')`. */
function named(value: Value, project: Linked): string | undefined {
  const method = value.kind === 'path' ? value.parent?.step : undefined;
  return value.kind === 'path' && (method === 'table' || method === 'id') ? project.text(project.argument(value, 0)) : undefined;
}

function table(site: Site, project: Linked): string | undefined {
  const start = site.trail.find((place) => place.called && place.name in starts);
  const given = start && project.argument(start.path, 0);
  const text = project.text(given?.kind === 'array' ? given.items[0] : given);
  return text?.split(/\s+as\s+/i)[0]?.trim();
}
