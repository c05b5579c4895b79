import type { ColumnSpec, ConstraintSpec, ForeignKey, IndexSpec } from '@assay/contract';
import { canonical, isVolatile, nodeAt, nodesAt, textAt, type Node } from '../frontend.js';

const PLACES: ReadonlySet<string> = new Set(['span', 'flags']);

/** `{ type: 'Name', text }`, or the last part of a qualified name. */
export function nameOf(node: Node | undefined): string {
  return textAt(node, 'text') ?? textAt(nodeAt(node, 'objName'), 'text') ?? '';
}

/** A `ColumnDefinition`. */
export function columnOf(node: Node): ColumnSpec {
  const constraints = nodesAt(node, 'constraints').map((item) => nodeAt(item, 'constraint'));
  const find = (type: string): Node | undefined => constraints.find((item) => item?.type === type);
  const type = textAt(nodeAt(node, 'colType'), 'name')?.toLowerCase().replace(/\s+/g, ' ');
  const size = sizeOf(nodeAt(nodeAt(node, 'colType'), 'size'));
  const value = nodeAt(find('DefaultColumnConstraint'), 'expr');
  const foreign = nodeAt(find('ForeignKeyColumnConstraint'), 'clause');
  const required = find('NotNullColumnConstraint');
  return {
    name: nameOf(nodeAt(node, 'colName')), ...(type ? { type: `${type}${size}` } : {}), nullable: !(required && required.nullable !== true) && !find('PrimaryKeyColumnConstraint'),
    ...(value ? { default: expressionText(value) } : {}), ...(value && JSON.stringify(value).includes('"FunctionCallExpr"') && isVolatile(calledFunction(value)) ? { volatileDefault: true } : {}),
    ...(find('GeneratedColumnConstraint') ? { generated: true } : {}), ...(find('PrimaryKeyColumnConstraint') ? { primaryKey: true } : {}), ...(find('UniqueColumnConstraint') ? { unique: true } : {}),
    ...(foreign ? { references: foreignKeyOf(foreign) } : {}),
  };
}

function sizeOf(size: Node | undefined): string {
  if (!size) return '';
  const numbers = [...JSON.stringify(size).matchAll(/"value":"([^"]+)"/g)].map((match) => match[1]);
  return numbers.length > 0 ? `(${numbers.join(',')})` : '';
}

function calledFunction(value: Node): string {
  return textAt(nodeAt(inside(value), 'name'), 'name') ?? '';
}

/** Parentheses around a default say nothing. */
function inside(value: Node): Node {
  const [only, more] = value.type === 'ParenthesizedExpr' ? nodesAt(value, 'exprs') : [];
  return only && !more ? inside(only) : value;
}

/** A canonical text of an expression: readable for literals. */
export function expressionText(value: Node): string {
  const inner = inside(value);
  if (inner.type === 'NumericLiteral') return textAt(inner, 'value') ?? '';
  if (inner.type === 'StringLiteral') return `'${textAt(inner, 'value') ?? ''}'`;
  if (inner.type === 'CurrentTimestampLiteral') return 'current_timestamp';
  if (inner.type === 'Id' || inner.type === 'Name') return (textAt(inner, 'name') ?? textAt(inner, 'text') ?? '').toLowerCase();
  return canonical(inner, PLACES);
}

/** A table's constraint, with its name if it has one. */
export function constraintOf(node: Node): ConstraintSpec | undefined {
  const inner = nodeAt(node, 'constraint');
  const name = nameOf(nodeAt(node, 'name'));
  const named = name ? { name } : {};
  const columns = nodesAt(inner, 'columns').map(keyOf);
  switch (inner?.type) {
    case 'PrimaryKeyTableConstraint': return { kind: 'primary-key', ...named, columns };
    case 'UniqueTableConstraint': return { kind: 'unique', ...named, columns };
    case 'CheckTableConstraint': return { kind: 'check', ...named, columns: [] };
    case 'ForeignKeyTableConstraint': return { kind: 'foreign-key', ...named, columns, references: foreignKeyOf(nodeAt(inner, 'clause')) };
    default: return undefined;
  }
}

function foreignKeyOf(clause: Node | undefined): ForeignKey {
  const onDelete = nodesAt(clause, 'args').find((item) => item.type === 'OnDeleteRefArg');
  const action = textAt(onDelete, 'action')?.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return { table: nameOf(nodeAt(clause, 'tblName')), columns: nodesAt(clause, 'columns').map(keyOf), ...(action && action !== 'no action' ? { onDelete: action } : {}) };
}

/** The column that a key names; `()` for an expression. */
export function keyOf(node: Node): string {
  const expr = nodeAt(node, 'expr');
  return nameOf(nodeAt(node, 'colName')) || (expr?.type === 'Id' ? textAt(expr, 'name') ?? '()' : expr?.type === 'Name' ? nameOf(expr) : '()');
}

/** A `CreateIndexStmt`. */
export function indexOf(node: Node): IndexSpec {
  return {
    name: nameOf(nodeAt(node, 'idxName')), columns: nodesAt(node, 'columns').map(keyOf), ...(node.unique ? { unique: true } : {}), ...(node.whereClause ? { partial: true } : {}),
  };
}
