import { UNKNOWN_NAME } from '@assay/contract';
import { isNode, isVolatile, nodeAt, nodesAt, textAt, canonical, type Node } from '../frontend.js';

const PLACES: ReadonlySet<string> = new Set(['location', 'stmt_location', 'stmt_len', 'funcformat', 'is_local']);
/** Names of one type: the grammar gives the first, people write the second. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  int2: 'smallint', int4: 'integer', int: 'integer', int8: 'bigint', float4: 'real', float8: 'double precision', bool: 'boolean', bpchar: 'char', decimal: 'numeric',
};

/** `{schemaname, relname}` as a name; the default schema is left out. */
export function relation(node: Node | undefined): string {
  return qualified([textAt(node, 'schemaname'), textAt(node, 'relname')]);
}

/** Parts of a name joined by dots; those that are absent and the default schema are left out. */
export function qualified(parts: readonly (string | undefined)[]): string {
  const known = parts.flatMap((part) => (part ? [part] : []));
  return known.length > 1 && known[0] === 'public' ? known.slice(1).join('.') : known.join('.');
}

/** The text of a `String` node. */
export function stringOf(value: unknown): string {
  return isNode(value) ? textAt(nodeAt(value, 'String'), 'sval') ?? '' : '';
}

/** The texts of a list of `String` nodes. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(stringOf) : [];
}

/** A type as text: `varchar(10)`, `text[]`. */
export function typeText(type: Node | undefined): string | undefined {
  if (!type) return undefined;
  const names = strings(type.names).filter((name) => name !== 'pg_catalog' && name !== 'public');
  const last = names.at(-1) ?? '';
  const name = [...names.slice(0, -1), names.length === 1 ? TYPE_NAMES[last] ?? last : last].join('.');
  const sizes = nodesAt(type, 'typmods').map((size) => expressionText(size));
  const isDefaultChar = name === 'char' && sizes.join() === '1';
  const dimensions = nodesAt(type, 'arrayBounds').map(() => '[]').join('');
  return `${name}${sizes.length > 0 && name !== 'interval' && !isDefaultChar ? `(${sizes.join(',')})` : ''}${dimensions}`;
}

/** The function that an expression calls, casts seen through. */
export function calledFunction(node: Node | undefined): string | undefined {
  const cast = nodeAt(node, 'TypeCast');
  if (cast) return calledFunction(nodeAt(cast, 'arg'));
  return strings(nodeAt(node, 'FuncCall')?.funcname).at(-1);
}

/** Is the value of the expression known to differ from row to row? */
export function isVolatileExpression(node: Node | undefined): boolean {
  return isVolatile(calledFunction(node) ?? '');
}

/** Functions whose value is one for the whole statement, or follows from their arguments alone. */
const STEADY = /^(?:now|transaction_timestamp|statement_timestamp|timezone|lower|upper|btrim|concat|coalesce|abs|floor|round|make_\w+|to_\w+|(?:json|jsonb|array)_?\w*|md5|length|date_trunc|date_part|left|right|current_setting|current_schema|interval\w*)$/;

/** Does the expression call something that may or may not differ from row to row? */
export function isComputedExpression(node: Node | undefined): boolean {
  const name = calledFunction(node);
  return name !== undefined && !STEADY.test(name) && !isVolatile(name) || (name === 'now' && JSON.stringify(node).includes('"args"'));
}

/** A canonical text of an expression: readable for constants and plain calls. Casts of constants do not count. */
export function expressionText(node: Node | undefined): string {
  const constant = nodeAt(node, 'A_Const');
  if (constant) return constantText(constant);
  const cast = nodeAt(node, 'TypeCast');
  const inner = nodeAt(cast, 'arg');
  if (cast && inner && (nodeAt(inner, 'A_Const') || nodeAt(inner, 'FuncCall'))) return expressionText(inner);
  const moment = textAt(nodeAt(node, 'SQLValueFunction'), 'op');
  if (moment) return moment === 'SVFOP_CURRENT_TIMESTAMP' ? 'now()' : moment.replace('SVFOP_', '').toLowerCase();
  if (node?.ParamRef) return UNKNOWN_NAME;
  const call = nodeAt(node, 'FuncCall');
  if (call && !call.args) return `${strings(call.funcname).at(-1) ?? ''}()`;
  return canonical(node, PLACES);
}

function constantText(constant: Node): string {
  if (constant.isnull) return 'null';
  const text = textAt(nodeAt(constant, 'sval'), 'sval');
  if (text !== undefined) return `'${text}'`;
  if (nodeAt(constant, 'sval')) return "''";
  const number = nodeAt(constant, 'ival');
  if (number) return typeof number.ival === 'number' ? String(number.ival) : '0';
  const decimal = textAt(nodeAt(constant, 'fval'), 'fval');
  if (decimal !== undefined) return decimal;
  const flag = nodeAt(constant, 'boolval');
  return flag ? String(flag.boolval === true) : canonical(constant, PLACES);
}
