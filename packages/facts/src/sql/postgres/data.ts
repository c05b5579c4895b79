import type { Range, SqlOp } from '@assay/contract';
import { isNode, nodeAt, nodesAt, textAt, type Node } from '../frontend.js';
import { relation } from './names.js';

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
    case 'UpdateStmt': return { op: 'update', at, tables: [table], where, sets: nodesAt(node, 'targetList').map((item) => textAt(nodeAt(item, 'ResTarget'), 'name') ?? '') };
    case 'DeleteStmt': return { op: 'delete', at, tables: [table], where };
    case 'TruncateStmt': return { op: 'truncate', at, tables: nodesAt(node, 'relations').map((item) => relation(nodeAt(item, 'RangeVar'))) };
    case 'CopyStmt': return node.is_from ? { op: 'insert', at, tables: [table] } : { op: 'select', at, tables: [table] };
    case 'CallStmt': case 'ExecuteStmt': return { op: 'select', at, tables: [], calls: true };
    default: return undefined;
  }
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
