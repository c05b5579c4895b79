import type { ColumnSpec, ConstraintSpec, ForeignKey, IndexSpec } from '@assay/contract';
import { canonical, isNode, isVolatile, nodeAt, nodesAt, textAt, type Node } from '../frontend.js';

const PLACES: ReadonlySet<string> = new Set(['loc', 'parentheses', 'collate', 'type']);

/** The name in the forms in which this parser gives one. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return nameOf(value[0]);
  if (!isNode(value)) return '';
  if (typeof value.table === 'string' && value.column === undefined) return value.db && value.db !== 'public' ? `${nameOf(value.db)}.${value.table}` : value.table;
  return nameOf(value.column ?? value.view ?? value.expr ?? value.value ?? value.name ?? '');
}

/** A column's declaration. */
export function columnOf(node: Node): ColumnSpec {
  const definition = nodeAt(node, 'definition');
  const value = nodeAt(nodeAt(node, 'default_val'), 'value');
  const primary = node.primary_key !== undefined && node.primary_key !== null;
  const required = textAt(nodeAt(node, 'nullable'), 'type') === 'not null';
  const foreign = nodeAt(node, 'reference_definition');
  const text = value ? expressionText(value) : undefined;
  return {
    name: nameOf(node.column), ...(definition ? { type: typeText(definition) } : {}), nullable: !required && !primary && !node.auto_increment,
    ...(text !== undefined && text !== 'null' ? { default: text } : {}), ...(value && isVolatile(functionName(value)) ? { volatileDefault: true } : {}),
    ...(node.generated ? { generated: true } : {}), ...(primary ? { primaryKey: true } : {}), ...(node.unique ? { unique: true } : {}), ...(foreign ? { references: foreignKeyOf(foreign) } : {}),
  };
}

function typeText(definition: Node): string {
  const name = (textAt(definition, 'dataType') ?? '').toLowerCase();
  const values = nodeAt(definition, 'expr');
  const size = values ? `(${nodesAt(values, 'value').map((item) => String(item.value)).join(',')})`
    : typeof definition.length === 'number' ? `(${definition.length}${typeof definition.scale === 'number' ? `,${definition.scale}` : ''})` : '';
  const suffix = Array.isArray(definition.suffix) ? definition.suffix.filter((item) => typeof item === 'string').join(' ').toLowerCase() : '';
  return `${name}${size}${suffix ? ` ${suffix}` : ''}`;
}

function functionName(value: Node): string {
  return nameOf(nodeAt(value, 'name')?.name);
}

/** A canonical text of an expression: readable for literals. */
export function expressionText(value: Node): string {
  const plain = value.value;
  if (value.type === 'null') return 'null';
  if (typeof plain === 'string') return `'${plain}'`;
  if (typeof plain === 'number' || typeof plain === 'boolean') return String(plain);
  return canonical(value, PLACES).toLowerCase();
}

/** A key or constraint that stands among columns; an index is no constraint. */
export function constraintOf(node: Node): ConstraintSpec | undefined {
  const type = (textAt(node, 'constraint_type') ?? '').toLowerCase();
  const name = textAt(node, 'constraint') ?? textAt(node, 'index');
  const named = name ? { name } : {};
  const columns = nodesAt(node, 'definition').map(keyOf);
  if (type === 'primary key') return { kind: 'primary-key', columns };
  if (type.startsWith('unique')) return { kind: 'unique', ...named, columns };
  if (type === 'foreign key') return { kind: 'foreign-key', ...named, columns, references: foreignKeyOf(nodeAt(node, 'reference_definition')) };
  return type === 'check' ? { kind: 'check', ...named, columns: [] } : undefined;
}

/** An index that stands among columns. */
export function innerIndexOf(node: Node): IndexSpec {
  const name = textAt(node, 'index');
  const method = /fulltext|spatial/i.exec(textAt(node, 'keyword') ?? '')?.[0].toLowerCase();
  return { ...(name ? { name } : {}), columns: nodesAt(node, 'definition').map(keyOf), ...(method ? { method } : {}) };
}

/** The column that a key names; a prefix (`name(10)`) counts as the column. */
export function keyOf(node: Node): string {
  if (node.type === 'function') return nameOf(nodeAt(node, 'name')?.name) || '()';
  return nameOf(node) || '()';
}

export function foreignKeyOf(node: Node | undefined): ForeignKey {
  const action = nodesAt(node, 'on_action').find((item) => item.type === 'on delete');
  const onDelete = textAt(nodeAt(action, 'value'), 'value')?.toLowerCase();
  return { table: nameOf(node?.table), columns: nodesAt(node, 'definition').map(keyOf), ...(onDelete && onDelete !== 'no action' ? { onDelete } : {}) };
}
