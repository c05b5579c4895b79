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
    case 'UpdateStmt': return { op: 'update', at, tables: [table], where, sets: nodesAt(node, 'targetList').map((item) => textAt(nodeAt(item, 'ResTarget'), 'name') ?? ''), ...reach(node), ...picked(node) };
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
  const missing = parts.flatMap((part) => nullIn(part) ?? []);
  const empty = missing.length > 0 ? { missing } : {};
  if (missing.length === parts.length) return empty;
  const others = nodesAt(node, 'fromClause');
  // A part of `WITH` may leave out rows.
  const isJoin = others.length > 0 && !node.withClause && others.every(isWhole) && parts.every((part) => nullIn(part) !== undefined || isLink(part));
  return isJoin ? { joins: true, ...empty } : {};
}

/** What a condition says of single values of columns; a query that stops after some rows makes a batch. */
function picked(node: Node): Pick<SqlOpOf<'update' | 'delete'>, 'picks' | 'limit'> {
  if (!node.whereClause) return {};
  const isBatch = /"limitCount":/.test(JSON.stringify([node.whereClause, node.fromClause, node.withClause]));
  return { picks: conditionsIn(nodeAt(node, 'whereClause')).flatMap((part) => pickedIn(part) ?? []), ...(isBatch ? { limit: true } : {}) };
}

const RANGE: ReadonlySet<string> = new Set(['<', '>', '<=', '>=', 'BETWEEN']);

/** The column of `id = 5`, `code IN ('a', 'b')`, `id > 100`; a truth value or an empty text singles out nothing. */
function pickedIn(condition: Node): string | undefined {
  const comparison = nodeAt(condition, 'A_Expr');
  const operator = strings(comparison?.name).join();
  if (!comparison || !(operator === '=' || RANGE.has(operator))) return undefined;
  const sides = [comparison.lexpr, comparison.rexpr].map((side) => (isNode(side) ? side : undefined));
  const column = sides.map((side) => strings(nodeAt(side, 'ColumnRef')?.fields).at(-1)).find((name) => name !== undefined);
  const isLinked = sides.every((side) => nodeAt(side, 'ColumnRef') !== undefined);
  const constant = sides.map((side) => nodeAt(side, 'A_Const')).find((side) => side !== undefined);
  const isBroad = constant?.boolval !== undefined || (constant?.sval !== undefined && !textAt(nodeAt(constant, 'sval'), 'sval'));
  return isLinked || isBroad ? undefined : column;
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
