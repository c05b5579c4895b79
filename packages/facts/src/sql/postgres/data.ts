import type { Range, SqlOp, SqlOpOf } from '@assay/contract';
import { isNode, nodeAt, nodesAt, textAt, type Node } from '../frontend.js';
import { relation, strings } from './names.js';

/** The Ops of a query or a change of rows, those of its `WITH` parts first; `undefined` for other statements. */
export function dataOps(kind: string, node: Node, at: Range): readonly SqlOp[] | undefined {
  const parts = nodesAt(nodeAt(node, 'withClause'), 'ctes').flatMap((item) => {
    const [inner, query] = Object.entries(nodeAt(nodeAt(item, 'CommonTableExpr'), 'ctequery') ?? {})[0] ?? [];
    return inner !== undefined && inner !== 'SelectStmt' && isNode(query) ? dataOps(inner, query, at) ?? [] : [];
  });
  const own = ownOp(kind, node, at);
  return own && [...parts, own];
}

function ownOp(kind: string, node: Node, at: Range): SqlOp | undefined {
  const table = relation(nodeAt(node, 'relation'));
  const where = node.whereClause ? 'yes' : 'no';
  switch (kind) {
    case 'SelectStmt': return node.intoClause
      ? { op: 'create-table', at, table: relation(nodeAt(nodeAt(node, 'intoClause'), 'rel')), columns: [], constraints: [], indexes: [], open: true }
      : { op: 'select', at, tables: tablesOf(node), ...(JSON.stringify(node).includes('"FuncCall"') ? { calls: true } : {}) };
    case 'InsertStmt': return { op: 'insert', at, tables: [table] };
    case 'MergeStmt': return { op: 'update', at, tables: [table], where: 'yes' };
    case 'UpdateStmt': return { op: 'update', at, tables: [table], where, sets: nodesAt(node, 'targetList').map((item) => textAt(nodeAt(item, 'ResTarget'), 'name') ?? ''), ...reach(node) };
    case 'DeleteStmt': return { op: 'delete', at, tables: [table], where };
    case 'TruncateStmt': return { op: 'truncate', at, tables: nodesAt(node, 'relations').map((item) => relation(nodeAt(item, 'RangeVar'))) };
    case 'CopyStmt': return node.is_from ? { op: 'insert', at, tables: [table] } : { op: 'select', at, tables: [table] };
    case 'CallStmt': case 'ExecuteStmt': return { op: 'select', at, tables: [], calls: true };
    default: return undefined;
  }
}

/** How far a condition narrows an UPDATE that has one. */
function reach(node: Node): Pick<SqlOpOf<'update' | 'delete'>, 'missing' | 'joins'> {
  const parts = conditionsIn(nodeAt(node, 'whereClause'));
  const missing = parts.map(nullIn);
  if (parts.length > 0 && missing.every((column) => column !== undefined)) return { missing: missing.flatMap((column) => column ?? []) };
  const others = nodesAt(node, 'fromClause');
  // A part of `WITH` may leave out rows.
  return parts.length > 0 && others.length > 0 && !node.withClause && others.every(isWhole) && parts.every(isLink) ? { joins: true } : {};
}

/** The conditions of which all must hold. */
function conditionsIn(condition: Node | undefined): readonly Node[] {
  const all = nodeAt(condition, 'BoolExpr');
  if (textAt(all, 'boolop') === 'AND_EXPR') return nodesAt(all, 'args').flatMap((part) => conditionsIn(part));
  return condition ? [condition] : [];
}

/** The column of `column IS NULL`. */
function nullIn(condition: Node): string | undefined {
  const test = nodeAt(condition, 'NullTest');
  return textAt(test, 'nulltesttype') === 'IS_NULL' ? strings(nodeAt(nodeAt(test, 'arg'), 'ColumnRef')?.fields).at(-1) : undefined;
}

/** `card.id = action.card_id` */
function isLink(condition: Node): boolean {
  const comparison = nodeAt(condition, 'A_Expr');
  return strings(comparison?.name).join() === '=' && nodeAt(nodeAt(comparison, 'lexpr'), 'ColumnRef') !== undefined && nodeAt(nodeAt(comparison, 'rexpr'), 'ColumnRef') !== undefined;
}

/** A table, or a query that leaves out none of its rows. */
function isWhole(item: Node): boolean {
  const query = nodeAt(nodeAt(nodeAt(item, 'RangeSubselect'), 'subquery'), 'SelectStmt');
  return nodeAt(item, 'RangeVar') !== undefined || (query !== undefined && query.fromClause !== undefined && !query.whereClause && !query.limitCount && !query.havingClause);
}

/** The tables that a query names anywhere in it. */
function tablesOf(node: Node): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value)) {
      const range = nodeAt(value, 'RangeVar');
      if (range) found.add(relation(range));
      Object.values(value).forEach(visit);
    }
  };
  visit(node);
  return [...found].sort();
}
