import { UNKNOWN_NAME, type Range, type SqlOp, type SqlOpOf } from '@assay/contract';
import { hasStep, type Chain, type Step } from './chain.js';
import { nameIn } from './columns.js';
import { tableOps } from './knex-table.js';
import { IDLE, unread, type Reading } from './reader.js';
import { literalOf, propertiesOf, resolved, textOf, type Ref } from './scope.js';

const LOOKS = /^(?:hasTable|hasColumn|columnInfo|fn|client|migrate|seed|context|userParams|isTransaction|commit|rollback|destroy|ref|withUserParams)$/;
const QUERY = /^(?:select|where\w*|and\w*|or\w*|first|pluck|count\w*|max|min|sum|join|leftJoin|innerJoin|orderBy|groupBy|limit|offset|distinct|from|into|table|as|returning|transacting|with|having\w*|columns?|forUpdate|ignore|merge|onConflict|increment|decrement|stream|clone|timeout|options|debug|queryContext|modify|using|rightJoin|union\w*|exists|whereExists|not)$/;

/** Calls of Knex, and of what is built on it. https://knexjs.org/guide/ */
export function knexCalls(chain: Chain): Reading | undefined {
  const [first] = chain.steps;
  const schema = chain.steps.findIndex((step) => step.name === 'schema');
  if (schema >= 0) return schemaReading(chain.steps.slice(schema + 1));
  const raw = chain.steps.find((step) => /^(?:raw|rawQuery|unsafe|addSql|runSql)$/.test(step.name));
  if (raw?.args?.[0]) return { parts: [{ sql: raw.args[0] }] };
  const transaction = chain.steps.find((step) => step.name === 'transaction' || step.name === 'transactional' || step.name === 'defer');
  if (transaction) return { parts: [], runs: (transaction.args ?? []).filter((arg) => resolved(arg).expr.kind === 'function') };
  const batch = chain.steps.find((step) => step.name === 'batchInsert');
  if (batch) return { parts: [{ op: 'insert', at: chain.at, tables: [nameIn(batch.args?.[0])] }] };
  if (first && LOOKS.test(first.name)) return IDLE;
  return rowsReading(chain);
}

/** Calls after `.schema`, one after the other. */
function schemaReading(steps: readonly Step[]): Reading {
  let prefix = '';
  const parts: (SqlOp | { readonly sql: Ref })[] = [];
  const on = (ref: Ref | undefined): string => `${prefix}${nameIn(ref)}`;
  for (const step of steps) {
    const { at, args = [] } = step;
    if (step.name === 'withSchema') prefix = textOf(args[0]) === 'public' ? '' : `${nameIn(args[0])}.`;
    else if (step.name === 'raw' && args[0]) parts.push({ sql: args[0] });
    else parts.push(...schemaOps(step, at, on(args[0]), args));
  }
  return { parts };
}

function schemaOps({ name }: Step, at: Range, table: string, args: readonly Ref[]): readonly SqlOp[] {
  switch (name) {
    case 'createTable': case 'createTableIfNotExists': return created(at, table, args[1], name === 'createTableIfNotExists');
    case 'createTableLike': return [{ op: 'create-table', at, table, columns: [], constraints: [], indexes: [], open: true }];
    case 'alterTable': case 'table': return args[1] ? tableOps(args[1], table, false) : [];
    case 'dropTable': return [{ op: 'drop-table', at, table }];
    case 'dropTableIfExists': return [{ op: 'drop-table', at, table, ifExists: true }];
    case 'renameTable': return [{ op: 'rename-table', at, table, to: nameIn(args[1]) }];
    case 'createView': case 'createViewOrReplace': return [{ op: 'object', at, object: 'view', action: name === 'createView' ? 'create' : 'replace', name: table }];
    case 'createMaterializedView': return [{ op: 'object', at, object: 'materialized-view', action: 'create', name: table }];
    case 'dropView': case 'dropViewIfExists': return [{ op: 'object', at, object: 'view', action: 'drop', name: table }];
    case 'dropMaterializedView': case 'dropMaterializedViewIfExists': return [{ op: 'object', at, object: 'materialized-view', action: 'drop', name: table }];
    case 'createSchema': case 'createSchemaIfNotExists': return [{ op: 'object', at, object: 'schema', action: 'create', name: table }];
    case 'dropSchema': case 'dropSchemaIfExists': return [{ op: 'object', at, object: 'schema', action: 'drop', name: table }];
    case 'createExtension': case 'createExtensionIfNotExists': return [{ op: 'object', at, object: 'extension', action: 'create', name: table }];
    case 'dropExtension': case 'dropExtensionIfExists': return [{ op: 'object', at, object: 'extension', action: 'drop', name: table }];
    case 'hasTable': case 'hasColumn': case 'toString': case 'toSQL': case 'queryContext': case 'debug': case 'transacting': case 'timeout': return [];
    default: return [unread(at, `schema.${name}`)];
  }
}

/** A new table: its callback's columns are part of the creation, its indexes and keys follow. */
function created(at: Range, table: string, callback: Ref | undefined, ifNotExists: boolean): readonly SqlOp[] {
  const ops = callback ? tableOps(callback, table, true) : [];
  const columns = ops.flatMap((op) => (op.op === 'add-column' ? [op.column] : []));
  const isOpen = ops.some((op) => op.op === 'opaque');
  const rest = ops.filter((op) => op.op === 'create-index' || op.op === 'add-constraint');
  return [{ op: 'create-table', at, table, columns, constraints: [], indexes: [], ...(ifNotExists ? { ifNotExists: true } : {}), ...(isOpen ? { open: true } : {}) }, ...rest];
}

/** Conditions of which each adds to the others, and those that ask for no value. */
const ASKS = /^(?:and)?where(?:In|Between|Raw)?$/i;
const ASKS_NO_VALUE = /^(?:and)?where(?:Not)?Null$|^(?:and)?whereNot(?:In|Between)?$/i;

/** The columns of `.where('id', 5)`, `.where({ id })`, `.whereIn('id', ids)`; nothing where a condition is a function or a text. */
function picksOf(steps: readonly Step[]): Pick<SqlOpOf<'update' | 'delete'>, 'picks'> {
  const found: string[] = [];
  for (const { name, args = [] } of steps) {
    if (!/^(?:where|and|or|having|join|leftJoin|innerJoin)/i.test(name) || ASKS_NO_VALUE.test(name)) continue;
    const [first, second, third] = args;
    const column = textOf(first);
    const values = column === undefined ? propertiesOf(first) : new Map([[column, third ?? second]]);
    if (!ASKS.test(name) || !values || /Raw$/i.test(name)) return {};
    const isUnequal = third !== undefined && /^(?:<>|!=|is not|not\b.*)$/i.test(textOf(second) ?? '');
    if (!isUnequal) found.push(...[...values].flatMap(([key, value]) => (isBroad(value) ? [] : [key.slice(key.lastIndexOf('.') + 1)])));
  }
  return { picks: found };
}

/** A truth value, an empty text or none at all singles out nothing. */
function isBroad(value: Ref | undefined): boolean {
  const literal = literalOf(value);
  return value !== undefined && (literal === null || typeof literal === 'boolean' || literal === '');
}

/** `knex('t').where(..).update(..)` and its relatives. */
function rowsReading(chain: Chain): Reading | undefined {
  const { steps, at } = chain;
  const own = steps.find((step) => step.name === '()' || step.name === 'from' || step.name === 'into' || step.name === 'table' || step.name === 'withSchema');
  const tables = steps.filter((step) => /^(?:\(\)|from|into|table)$/.test(step.name)).map((step) => nameIn(step.args?.[0])).slice(0, 1);
  if (!own) return steps.every((step) => QUERY.test(step.name)) ? IDLE : undefined;
  const object = propertiesOf(steps.find((step) => step.name === 'update')?.args?.[0]);
  const where = steps.some((step) => /^(?:where|and|or)/i.test(step.name)) ? 'yes' : hasStep(chain, 'modify') ? 'unknown' : 'no';
  const target = tables[0] === undefined ? [UNKNOWN_NAME] : tables;
  for (const step of steps) {
    if (/^(?:insert|upsert)$/.test(step.name)) return { parts: [{ op: 'insert', at, tables: target }] };
    if (/^(?:update|increment|decrement)$/.test(step.name)) return { parts: [{ op: 'update', at, tables: target, where, ...(object ? { sets: [...object.keys()] } : {}), ...(where === 'yes' ? picksOf(steps) : {}) }] };
    if (/^(?:del|delete)$/.test(step.name)) return { parts: [{ op: 'delete', at, tables: target, where }] };
    if (step.name === 'truncate') return { parts: [{ op: 'truncate', at, tables: target }] };
  }
  return steps.every((step) => step === own || QUERY.test(step.name) || step.name === '()') ? IDLE : undefined;
}
