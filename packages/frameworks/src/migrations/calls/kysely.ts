import { UNKNOWN_NAME, type ColumnSpec, type ConstraintKind, type SqlOp } from '@assay/contract';
import { expressionsOf } from '../code/walk.js';
import { argsOf, chainOf, hasStep, type Chain, type Step } from './chain.js';
import { defaultIn, keysIn, nameIn, typeIn } from './columns.js';
import { IDLE, unread, type Reading } from './reader.js';
import { propertiesOf, resolved, textOf, textsOf, type Ref } from './scope.js';

const ADDED: Readonly<Record<string, ConstraintKind>> = {
  addPrimaryKeyConstraint: 'primary-key', addUniqueConstraint: 'unique', addForeignKeyConstraint: 'foreign-key', addCheckConstraint: 'check',
};
const MODIFIERS = /^(?:ifNotExists|ifExists|temporary|onCommit|modifyFront|modifyEnd|execute|cascade|\$call|onDelete|onUpdate|using|unique|nullsNotDistinct|column|columns|expression|where|on|materialized|orReplace|as|compile|toOperationNode|asEnum)$/;

/** Calls of Kysely. https://kysely-org.github.io/kysely-apidoc/classes/SchemaModule.html */
export function kyselyCalls(chain: Chain): Reading | undefined {
  const schema = chain.steps.findIndex((step) => step.name === 'schema');
  if (schema >= 0) return { parts: schemaOps(chain, schema + 1) };
  if (hasStep(chain, 'transaction')) return { parts: [], runs: (argsOf(chain, 'execute') ?? []).filter((arg) => resolved(arg).expr.kind === 'function') };
  const raw = argsOf(chain, 'executeQuery')?.[0];
  if (raw) return { parts: [{ sql: raw }] };
  return rows(chain);
}

function rows(chain: Chain): Reading | undefined {
  const { at } = chain;
  const named = (name: string): readonly string[] => textsOf(argsOf(chain, name)?.[0]) ?? [UNKNOWN_NAME];
  const where = chain.steps.some((step) => step.name === 'where' || step.name === 'whereRef') ? 'yes' : hasStep(chain, '$call') || hasStep(chain, '$if') ? 'unknown' : 'no';
  const set = propertiesOf(argsOf(chain, 'set')?.[0]);
  if (hasStep(chain, 'insertInto')) return { parts: [{ op: 'insert', at, tables: named('insertInto') }] };
  if (hasStep(chain, 'updateTable')) return { parts: [{ op: 'update', at, tables: named('updateTable'), where, ...(set ? { sets: [...set.keys()] } : {}) }] };
  if (hasStep(chain, 'deleteFrom')) return { parts: [{ op: 'delete', at, tables: named('deleteFrom'), where }] };
  return chain.steps.some((step) => /^(?:selectFrom|selectNoFrom|with|withSchema|fn|dynamic|introspection|destroy|case|eb|ref|val|getExecutor|connection|selectAll|select|isTransaction|dialect)$/.test(step.name)) ? IDLE : undefined;
}

/** `.schema.<verb>(..)` with what follows it. */
function schemaOps(chain: Chain, from: number): readonly SqlOp[] {
  const steps = chain.steps.slice(from);
  const prefix = steps[0]?.name === 'withSchema' ? `${nameIn(steps[0].args?.[0])}.`.replace(/^public\.$/, '') : '';
  const [verb, ...rest] = steps[0]?.name === 'withSchema' ? steps.slice(1) : steps;
  if (!verb) return [];
  const { at } = chain;
  const name = `${prefix}${nameIn(verb.args?.[0]).replace(/^public\./, '')}`;
  const ifExists = rest.some((step) => step.name === 'ifExists') ? { ifExists: true } : {};
  switch (verb.name) {
    case 'createTable': return createTable(name, rest, at);
    case 'alterTable': return rest.flatMap((step) => alterOps(step, name));
    case 'dropTable': return [{ op: 'drop-table', at, table: name, ...ifExists, ...(rest.some((step) => step.name === 'cascade') ? { cascade: true } : {}) }];
    case 'createIndex': return [createIndex(name, rest, at)];
    case 'dropIndex': return [{ op: 'drop-index', at, name, ...ifExists }];
    case 'createType': return [{ op: 'object', at, object: 'enum', action: 'create', name, ...enumValues(rest) }];
    case 'dropType': return [{ op: 'object', at, object: 'type', action: 'drop', name, ...ifExists }];
    case 'createView': return [{ op: 'object', at, object: 'view', action: 'create', name }];
    case 'dropView': return [{ op: 'object', at, object: 'view', action: 'drop', name, ...ifExists }];
    case 'createSchema': return [{ op: 'object', at, object: 'schema', action: 'create', name }];
    case 'dropSchema': return [{ op: 'object', at, object: 'schema', action: 'drop', name, ...ifExists }];
    default: return [unread(at, `schema.${verb.name}`)];
  }
}

function enumValues(rest: readonly Step[]): { values?: readonly string[] } {
  const values = textsOf(rest.find((step) => step.name === 'asEnum')?.args?.[0]);
  return values ? { values } : {};
}

function createTable(table: string, steps: readonly Step[], at: Chain['at']): readonly SqlOp[] {
  const ops = steps.flatMap((step) => alterOps(step, table));
  return [{
    op: 'create-table', at, table, columns: ops.flatMap((op) => (op.op === 'add-column' ? [op.column] : [])), constraints: ops.flatMap((op) => (op.op === 'add-constraint' ? [op.constraint] : [])), indexes: [],
    ...(steps.some((step) => step.name === 'ifNotExists') ? { ifNotExists: true } : {}), ...(ops.some((op) => op.op === 'opaque') ? { open: true } : {}),
  }];
}

function alterOps(step: Step, table: string): readonly SqlOp[] {
  const { name, args = [], at } = step;
  if (MODIFIERS.test(name)) return [];
  const kind = ADDED[name];
  if (kind) return [addConstraint(kind, args, table, at)];
  switch (name) {
    case 'addColumn': return [{ op: 'add-column', at, table, column: columnIn(args) }];
    case 'dropColumn': return [{ op: 'drop-column', at, table, column: nameIn(args[0]) }];
    case 'renameColumn': return [{ op: 'rename-column', at, table, column: nameIn(args[0]), to: nameIn(args[1]) }];
    case 'modifyColumn': return [{ op: 'redefine-column', at, table, column: nameIn(args[0]), to: columnIn(args) }];
    case 'alterColumn': return alterColumn(args, table, at);
    case 'renameTo': return [{ op: 'rename-table', at, table, to: nameIn(args[0]) }];
    case 'dropConstraint': return [{ op: 'drop-constraint', at, table, name: nameIn(args[0]) }];
    case 'renameConstraint': return [{ op: 'rename-constraint', at, table, name: nameIn(args[0]), to: nameIn(args[1]) }];
    case 'addIndex': return [{ op: 'create-index', at, table, index: { name: nameIn(args[0]), columns: [UNKNOWN_NAME] } }];
    case 'dropIndex': return [{ op: 'drop-index', at, table, name: nameIn(args[0]) }];
    default: return [unread(at, name, [table])];
  }
}

function addConstraint(kind: ConstraintKind, args: readonly Ref[], table: string, at: Step['at']): SqlOp {
  const target = kind === 'foreign-key' ? { references: { table: nameIn(args[2]), columns: textsOf(args[3]) ?? [UNKNOWN_NAME] } } : {};
  return { op: 'add-constraint', at, table, constraint: { kind, name: nameIn(args[0]), columns: kind === 'check' ? [] : textsOf(args[1]) ?? [UNKNOWN_NAME], ...target } };
}

/** `(name, type, (col) => col.notNull()..)`. */
function columnIn(args: readonly Ref[]): ColumnSpec {
  const chain = builderChain(args[2]);
  const type = typeIn(args[1]) ?? sqlType(args[1]);
  const isKey = chain !== undefined && hasStep(chain, 'primaryKey');
  const references = chain && argsOf(chain, 'references')?.[0];
  const [table = UNKNOWN_NAME, column = ''] = (textOf(references) ?? '').split('.');
  return {
    name: nameIn(args[0]), ...(type ? { type } : {}), nullable: !(chain && hasStep(chain, 'notNull')) && !isKey && type !== 'serial' && type !== 'bigserial', ...(chain ? defaultIn(argsOf(chain, 'defaultTo')?.[0]) : {}),
    ...(isKey ? { primaryKey: true } : {}), ...(chain && hasStep(chain, 'unique') ? { unique: true } : {}), ...(chain && hasStep(chain, 'generatedAlwaysAs') ? { generated: true } : {}),
    ...(references ? { references: { table, columns: [column] } } : {}),
  };
}

/** A type written as `` sql`citext` ``. */
function sqlType(ref: Ref | undefined): string | undefined {
  const expr = ref && resolved(ref).expr;
  return expr?.kind === 'template' && expr.holes.length === 0 ? expr.quasis.join('').toLowerCase().trim() : undefined;
}

/** The chain on the parameter of a column callback. */
function builderChain(ref: Ref | undefined): Chain | undefined {
  if (!ref) return undefined;
  const { expr, scope } = resolved(ref);
  const fn = expr.kind === 'function' ? scope.file.functions[expr.fn] : undefined;
  const param = fn?.params[0]?.binding;
  for (const inner of fn ? expressionsOf(fn.body, scope.file) : []) {
    const chain = inner.kind === 'call' ? chainOf(inner, scope) : undefined;
    if (chain?.root.kind === 'name' && chain.root.binding === param) return chain;
  }
  return undefined;
}

function alterColumn(args: readonly Ref[], table: string, at: Step['at']): readonly SqlOp[] {
  const column = nameIn(args[0]);
  const chain = builderChain(args[1]);
  return (chain?.steps ?? []).map((step): SqlOp => {
    switch (step.name) {
      case 'setDataType': {
        const type = typeIn(step.args?.[0]) ?? sqlType(step.args?.[0]);
        return { op: 'alter-type', at, table, column, ...(type ? { type } : {}) };
      }
      case 'setNotNull': return { op: 'set-not-null', at, table, column };
      case 'dropNotNull': return { op: 'drop-not-null', at, table, column };
      case 'setDefault': return { op: 'set-default', at, table, column, default: defaultIn(step.args?.[0]).default ?? UNKNOWN_NAME };
      case 'dropDefault': return { op: 'drop-default', at, table, column };
      default: return unread(at, step.name, [table]);
    }
  });
}

function createIndex(name: string, steps: readonly Step[], at: Chain['at']): SqlOp {
  const on = steps.find((step) => step.name === 'on')?.args?.[0];
  const columns = steps.flatMap((step) => (step.name === 'column' || step.name === 'columns' ? keysIn(step.args?.[0]) : step.name === 'expression' ? ['()'] : []));
  const has = (wanted: string): boolean => steps.some((step) => step.name === wanted);
  return {
    op: 'create-index', at, table: nameIn(on), index: { name, columns: columns.map((column) => column.replace(/ (?:asc|desc)$/i, '')), ...(has('unique') ? { unique: true } : {}), ...(has('where') ? { partial: true } : {}) },
    ...(has('ifNotExists') ? { ifNotExists: true } : {}),
  };
}
