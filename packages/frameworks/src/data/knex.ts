// https://knexjs.org/guide/query-builder.html
import { defineAdapter, type AccessOp, type Concept, type Linked, type PathValue, type Value } from '@assay/contract';
import { begun, chainOf, isCollection, lazy, pathOf, rows, transaction, unlessNarrowed, type Place, type Shapes, type Site, type Use } from './shared.js';
import { rawAt } from './sql.js';

/** Steps that make the statement a write; a chain without one reads. */
const writes: Readonly<Record<string, AccessOp>> = {
  insert: 'create', update: 'update', updateFrom: 'update', increment: 'update', decrement: 'update', upsert: 'upsert',
  merge: 'upsert', delete: 'delete', del: 'delete', truncate: 'truncate',
};

const each = (prefixes: string, stems: string) => prefixes.split(' ').flatMap((prefix) => stems.split(' ').map((stem) => `${prefix}${stem}()`)).join(' ');

/** Steps of a query, from the builder's prototype (knex 3.3); the libraries built on it have them as well. */
export const builderSteps = [
  each('where andWhere orWhere', 'X Not Column NotColumn In NotIn Null NotNull Exists NotExists Between NotBetween Like ILike Raw').replaceAll('X()', '()'),
  each('where andWhere orWhere', 'JsonObject NotJsonObject JsonPath JsonSupersetOf JsonNotSupersetOf JsonSubsetOf JsonNotSubsetOf'),
  each('having andHaving orHaving', 'X In NotIn Null NotNull Exists NotExists Between NotBetween Raw').replaceAll('X()', '()'),
  each('inner left leftOuter right rightOuter outer fullOuter cross', 'Join'),
  each('clear', 'Select Where Group Order Having Counters'),
  each('json', 'Extract Set Insert Remove'),
  each('with', 'X Recursive Materialized NotMaterialized Wrapped RecursiveWrapped Schema').replaceAll('X()', '()'),
  'select() as() columns() column() columnInfo() from() fromJS() fromRaw() into() table() distinct() distinctOn() join() joinRaw() using() on()',
  'whereWrapped() havingWrapped() not() or() groupBy() groupByRaw() orderBy() orderByRaw() union() unionAll() intersect() except()',
  'offset() limit() count() countDistinct() min() max() sum() sumDistinct() avg() avgDistinct() first() pluck() rank() denseRank() rowNumber()',
  'returning() onConflict() ignore() modify() comment() hintComment() queryContext() connection() options() timeout() debug() transacting() clone()',
  'forUpdate() forShare() forNoKeyUpdate() forKeyShare() skipLocked() noWait()',
  ...Object.keys(writes).map((name) => `${name}()`),
].join(' ');

const chained: Use = { is: statement, to: 'builder' };
const rawStatement: Use = { is: rawText, to: 'raw' };

/** `knex('lamps')`: a query about a table. */
export const aboutTable = chained;

/** What a configured client, which libraries built on it hand out, makes: `client` and the states after it. */
export const clientStates: Shapes = {
  client: {
    '()': chained,
    [builderSteps]: chained,
    'queryBuilder() withUserParams()': 'builder',
    'raw()': rawStatement,
    'batchInsert()': lazy('create', { data: '1', bulk: true }, 'batch'),
    'transaction() savepoint()': { is: transaction(), to: 'client' },
    'transactionProvider()': 'provider',
    'commit()': { is: { kind: 'transaction', form: 'commit' } },
    'rollback()': { is: { kind: 'transaction', form: 'rollback' } },
    'ref() initialize() destroy() isCompleted() on() once() removeListener() enableProcessing() disableProcessing()': '',
    tx: 'client',
    schema: 'ddl',
    'migrate seed fn': 'tools',
  },
  batch: { 'transacting() returning()': { is: begun('', 'transacting'), to: 'batch' } },
  provider: { '()': { is: { kind: 'transaction', form: 'begin' }, to: 'client' } },
  builder: {
    [builderSteps]: chained,
    'stream() pipe() asCallback()': chained,
    'toQuery() toString() toSQL()': 'text',
  },
  // What a callback puts together belongs to the query around it.
  part: { '()': 'part', [`${builderSteps} raw() ref() queryBuilder()`]: 'part' },
  raw: { 'transacting() timeout() debug() options() connection() queryContext() stream() pipe()': rawStatement, 'wrap() toQuery() toString() toSQL()': '' },
  text: { 'toNative() toString()': 'text', '*': 'text' },
  // Schema changes are the migrations' subject.
  ddl: { '*()': 'ddl' },
  tools: { '*()': '' },
};

const shapes: Shapes = {
  start: {
    'SubQuery.new()': 'part',
    'default() knex() Knex() Knex.new() default.new() Knex.Transaction.new() Transaction.new()': 'client',
    'Knex.QueryBuilder.new() QueryBuilder.new()': 'builder',
    'TransactionHost.new()': 'host',
  },
  host: { tx: 'client' },
  ...clientStates,
};

const library = {
  packages: ['knex'], shapes, handles: ['client'], table: statedTable, host: 'Knex',
  bulk: {
    read: "knex('{table}').whereIn('id', ids)",
    create: "knex('{table}').insert(rows)",
    update: "knex('{table}').whereIn('id', ids).update(values)",
    upsert: "knex('{table}').insert(rows).onConflict('id').merge()",
    delete: "knex('{table}').whereIn('id', ids).del()",
  },
};

const models = rows(library);

export const knex = defineAdapter({
  name: 'knex',
  kind: 'data',
  packages: ['knex'],
  docs: 'https://knexjs.org/guide/query-builder.html',
  models,
  receivers: [{ package: 'knex', path: '**', is: partOf }, { package: 'knex', path: '**', is: partOf, parameter: 0 }],
});

const partial = new Set(builderSteps.split(' ').map((step) => step.slice(0, -2)));

/** `whereIn('id', (part) => part.select(..))`, `from(function () { this.select(..) })`. */
function partOf(path: PathValue): string | undefined {
  return path.step === '()' && partial.has(path.parent?.step ?? '') ? 'SubQuery.new()' : undefined;
}

/** What `knex('t').insert(rows).toQuery()` does when it is handed to a driver; one that is narrowed step by step does one thing. */
export function builtQuery(value: Value, project: Linked): { readonly op: AccessOp; readonly table?: string } | undefined {
  if (value.kind === 'union') {
    const built = value.options.flatMap((option) => builtQuery(option, project) ?? []);
    return built.every(({ op, table }) => op === built[0]?.op && table === built[0]?.table) ? built[0] : undefined;
  }
  if (value.kind !== 'path' || value.root !== 'knex') return undefined;
  let node: PathValue | undefined = value;
  while (node && !['toQuery', 'toString', 'toSQL'].includes(node.parent?.step ?? '')) node = node.parent;
  const query = node?.parent?.parent;
  const row = models[0]?.is;
  const concept = query && typeof row === 'function' ? row(query, project) : undefined;
  return concept?.kind === 'access' ? { op: concept.op, table: concept.table } : undefined;
}

function statement(site: Site, project: Linked): Concept {
  const chain = chainOf(site);
  const write = chain.findLast((place) => place.name in writes && place.called);
  const op = write ? writes[write.name] ?? 'read' : 'read';
  const own = write?.path === site.path;
  const many = chain.some((place) => /^(and|or)?whereIn$/i.test(place.name)) || (op === 'create' && isCollection(write && project.argument(write.path, 0)));
  return {
    kind: 'access', op, executes: ['stream', 'pipe', 'asCallback'].includes(site.method) ? 'call' : 'await', movedBy: 'transacting',
    ...(many ? { bulk: true } : {}),
    ...(own && op !== 'delete' && op !== 'truncate' ? { data: '0' } : {}),
    ...unlessNarrowed(op, [...site.trail.filter((place) => place.state === 'builder'), site]),
    ...handleOf(chain, project),
  };
}

/** `.transacting(trx)` moves the query to that handle, whatever it is. */
function handleOf(chain: readonly Pick<Place, 'name' | 'path'>[], project: Linked): { readonly handle?: PathValue } {
  const moved = chain.findLast((place) => place.name === 'transacting');
  return moved ? { handle: pathOf(project.argument(moved.path, 0)) } : {};
}

function rawText(site: Site, project: Linked): Concept {
  const chain = chainOf(site);
  const source = chain.find((place) => place.name === 'raw')?.path ?? site.path;
  const executes = ['stream', 'pipe'].includes(site.method) ? 'call' : 'await';
  return rawAt(source, site, project, 0, { fragments: true, access: { executes, ...(source === site.path ? {} : { sql: undefined }), ...handleOf(chain, project) } });
}

const naming = new Set(['', 'from', 'into', 'table', 'batchInsert']);

/** The table that a statement names. */
export function statedTable(site: Site, project: Linked): string | undefined {
  for (const place of chainOf(site)) {
    if (!place.called || !naming.has(place.name)) continue;
    const name = tableName(project.argument(place.path, 0), project);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** `users`, `users as u`, `{ u: 'users' }`. */
function tableName(value: Value | undefined, project: Linked): string | undefined {
  const text = value?.kind === 'object' ? project.text([...project.properties(value).values()][0]) : project.text(value);
  return text?.split(/\s+as\s+/i)[0]?.trim();
}

