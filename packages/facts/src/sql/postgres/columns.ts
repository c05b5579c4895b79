import type { ColumnSpec, ConstraintKind, ConstraintSpec, ForeignKey, IndexSpec } from '@assay/contract';
import { nodeAt, nodesAt, textAt, wrappedAt, type Node } from '../frontend.js';
import { expressionText, isComputedExpression, isVolatileExpression, relation, strings, typeText } from './names.js';

const KINDS: Readonly<Record<string, ConstraintKind>> = {
  CONSTR_PRIMARY: 'primary-key', CONSTR_UNIQUE: 'unique', CONSTR_FOREIGN: 'foreign-key', CONSTR_CHECK: 'check', CONSTR_EXCLUSION: 'exclude', CONSTR_NOTNULL: 'not-null',
};
const ACTIONS: Readonly<Record<string, string>> = { c: 'cascade', n: 'set null', d: 'set default', r: 'restrict' };
const SERIAL: ReadonlySet<string> = new Set(['serial', 'bigserial', 'smallserial', 'serial4', 'serial8', 'serial2']);

/** A `ColumnDef`. */
export function columnOf(def: Node): ColumnSpec {
  const constraints = wrappedAt(def, 'constraints', 'Constraint');
  const find = (kind: string): Node | undefined => constraints.find((item) => item.contype === kind);
  const type = typeText(nodeAt(def, 'typeName'));
  const value = nodeAt(find('CONSTR_DEFAULT'), 'raw_expr');
  const foreign = find('CONSTR_FOREIGN');
  const isSerial = type !== undefined && SERIAL.has(type);
  const isRequired = find('CONSTR_NOTNULL') !== undefined || find('CONSTR_PRIMARY') !== undefined || find('CONSTR_IDENTITY') !== undefined || isSerial;
  return {
    name: textAt(def, 'colname') ?? '', ...(type ? { type } : {}), nullable: !isRequired,
    ...(value && expressionText(value) !== 'null' ? { default: expressionText(value) } : {}), ...(value && expressionText(value) === 'null' ? { nullDefault: true } : {}),
    ...(isVolatileExpression(value) || isSerial || find('CONSTR_IDENTITY') ? { volatileDefault: true } : {}),
    ...(isComputedExpression(value) ? { computedDefault: true } : {}),
    ...(find('CONSTR_GENERATED') ? { generated: true } : {}),
    ...(find('CONSTR_PRIMARY') ? { primaryKey: true } : {}),
    ...(find('CONSTR_UNIQUE') ? { unique: true } : {}),
    ...(foreign ? { references: foreignKeyOf(foreign) } : {}),
  };
}

/** A table's `Constraint`. */
export function constraintOf(node: Node): ConstraintSpec | undefined {
  const kind = KINDS[textAt(node, 'contype') ?? ''];
  if (!kind) return undefined;
  const name = textAt(node, 'conname');
  const usingIndex = textAt(node, 'indexname');
  return {
    kind, ...(name ? { name } : {}), columns: strings(kind === 'foreign-key' ? node.fk_attrs : node.keys),
    ...(kind === 'foreign-key' ? { references: foreignKeyOf(node) } : {}),
    ...(node.skip_validation ? { notValid: true } : {}), ...(usingIndex ? { usingIndex } : {}),
  };
}

function foreignKeyOf(node: Node): ForeignKey {
  const onDelete = ACTIONS[textAt(node, 'fk_del_action') ?? ''];
  return { table: relation(nodeAt(node, 'pktable')), columns: strings(node.pk_attrs), ...(onDelete ? { onDelete } : {}) };
}

/** The column of `WHERE column IS NOT NULL`: an index of that column with this condition lacks no row that is searched by a value. */
function notNullIn(condition: Node | undefined): string | undefined {
  const test = nodeAt(condition, 'NullTest');
  return textAt(test, 'nulltesttype') === 'IS_NOT_NULL' ? strings(nodeAt(nodeAt(test, 'arg'), 'ColumnRef')?.fields).at(-1) : undefined;
}

/** An `IndexStmt`. It is partial when rows that a search by its columns asks for may be missing. */
export function indexOf(node: Node): IndexSpec {
  const name = textAt(node, 'idxname');
  const method = textAt(node, 'accessMethod');
  const columns = nodesAt(node, 'indexParams').map((item) => textAt(nodeAt(item, 'IndexElem'), 'name') ?? '()');
  return {
    ...(name ? { name } : {}), columns,
    ...(node.unique ? { unique: true } : {}), ...(node.whereClause && !columns.includes(notNullIn(nodeAt(node, 'whereClause')) ?? '') ? { partial: true } : {}), ...(method && method !== 'btree' ? { method } : {}),
  };
}
