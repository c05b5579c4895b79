import { parseStmt } from 'sqlite3-parser';
import type { Range, SchemaObject, SqlOp } from '@assay/contract';
import { isNode, nodeAt, nodesAt, type Frontend, type Node } from '../frontend.js';
import { columnOf, constraintOf, indexOf, nameOf } from './columns.js';

type Reader = (node: Node, at: Range) => SqlOp;

const created = (object: SchemaObject, key: string): Reader => (node, at) => ({ op: 'object', at, object, action: 'create', name: nameOf(nodeAt(node, key)) });
const dropped = (object: SchemaObject, key: string): Reader => (node, at) => ({ op: 'object', at, object, action: 'drop', name: nameOf(nodeAt(node, key)), ...(node.ifExists ? { ifExists: true } : {}) });
const transaction = (what: 'begin' | 'commit' | 'rollback' | 'other'): Reader => (_node, at) => ({ op: 'transaction', at, what });
const inert = (what: string): Reader => (_node, at) => ({ op: 'inert', at, what });

/** Statements by the name that the grammar gives them. */
const READERS: Readonly<Record<string, Reader>> = {
  CreateTableStmt: createTable,
  CreateVirtualTableStmt: (node, at) => ({ op: 'create-table', at, table: nameOf(nodeAt(node, 'tblName')), columns: [], constraints: [], indexes: [], open: true }),
  AlterTableStmt: alterTable,
  DropTableStmt: (node, at) => ({ op: 'drop-table', at, table: nameOf(nodeAt(node, 'tblName')), ...(node.ifExists ? { ifExists: true } : {}) }),
  CreateIndexStmt: (node, at) => ({ op: 'create-index', at, table: nameOf(nodeAt(node, 'tblName')), index: indexOf(node), ...(node.ifNotExists ? { ifNotExists: true } : {}) }),
  DropIndexStmt: (node, at) => ({ op: 'drop-index', at, name: nameOf(nodeAt(node, 'idxName')), ...(node.ifExists ? { ifExists: true } : {}) }),
  CreateViewStmt: created('view', 'viewName'), DropViewStmt: dropped('view', 'viewName'),
  CreateTriggerStmt: created('trigger', 'triggerName'), DropTriggerStmt: dropped('trigger', 'triggerName'),
  InsertStmt: (node, at) => ({ op: 'insert', at, tables: [nameOf(nodeAt(node, 'tblName'))] }),
  UpdateStmt: (node, at) => ({
    op: 'update', at, tables: [nameOf(nodeAt(node, 'tblName'))], where: node.whereClause ? 'yes' : 'no',
    sets: nodesAt(node, 'sets').flatMap((item) => nodesAt(item, 'colNames')).map(nameOf),
  }),
  DeleteStmt: (node, at) => ({ op: 'delete', at, tables: [nameOf(nodeAt(node, 'tblName'))], where: node.whereClause ? 'yes' : 'no' }),
  SelectStmt: (node, at) => ({ op: 'select', at, tables: tablesOf(node) }),
  BeginStmt: transaction('begin'), CommitStmt: transaction('commit'), RollbackStmt: transaction('rollback'), SavepointStmt: transaction('other'), ReleaseStmt: transaction('other'),
  PragmaStmt: (node, at) => ({ op: 'setting', at, name: nameOf(nodeAt(node, 'name')) }),
  AnalyzeStmt: inert('analyze'), VacuumStmt: inert('vacuum'), ReindexStmt: inert('reindex'), AttachStmt: inert('attach'), DetachStmt: inert('detach'),
};

/** SQLite's own grammar. */
export const sqlite: Frontend = {
  parse: (text) => {
    const redefined = REDEFINES.exec(text);
    const [op] = read(redefined ? `${redefined[1] ?? ''} ADD COLUMN ${redefined[3] ?? ''}` : text);
    if (!redefined || op?.op !== 'add-column') return op ? [op] : [];
    return { ops: [{ op: 'redefine-column', at: op.at, table: op.table, column: (redefined[2] ?? '').replace(/["`[\]]/g, ''), to: op.column }], fallback: true };
  },
};

/** libSQL's own `ALTER COLUMN .. TO ..`: a column declared anew. */
const REDEFINES = /^(\s*ALTER\s+TABLE\s+\S+)\s+ALTER\s+COLUMN\s+(\S+)\s+TO\s+([^]+)$/i;

function read(text: string): readonly SqlOp[] {
  const parsed = parseStmt(text);
  if (parsed.status !== 'ok') throw new Error(parsed.errors[0]?.message ?? 'syntax error');
  const root: unknown = parsed.root;
  if (!isNode(root)) return [];
  const at: Range = [0, text.length];
  const kind = typeof root.type === 'string' ? root.type : '';
  return [READERS[kind]?.(root, at) ?? { op: 'opaque', at, reason: kind }];
}

function createTable(node: Node, at: Range): SqlOp {
  const body = nodeAt(node, 'body');
  const isOpen = body?.type !== 'ColumnsAndConstraintsCreateTableBody';
  return {
    op: 'create-table', at, table: nameOf(nodeAt(node, 'tblName')), columns: nodesAt(body, 'columns').map(columnOf),
    constraints: nodesAt(body, 'constraints').flatMap((item) => constraintOf(item) ?? []), indexes: [],
    ...(node.ifNotExists ? { ifNotExists: true } : {}), ...(isOpen ? { open: true } : {}), ...(node.temporary ? { temporary: true } : {}),
  };
}

function alterTable(node: Node, at: Range): SqlOp {
  const table = nameOf(nodeAt(node, 'tblName'));
  const body = nodeAt(node, 'body');
  const column = nodeAt(body, 'column');
  switch (body?.type) {
    case 'AddColumnAlterTableBody': return column ? { op: 'add-column', at, table, column: columnOf(column) } : { op: 'opaque', at, reason: 'add column', tables: [table] };
    case 'DropColumnAlterTableBody': return { op: 'drop-column', at, table, column: nameOf(column) };
    case 'RenameColumnAlterTableBody': return { op: 'rename-column', at, table, column: nameOf(nodeAt(body, 'old')), to: nameOf(nodeAt(body, 'new')) };
    case 'RenameToAlterTableBody': return { op: 'rename-table', at, table, to: nameOf(nodeAt(body, 'name')) };
    default: return { op: 'opaque', at, reason: 'alter table', tables: [table] };
  }
}

function tablesOf(node: Node): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value)) {
      if (value.type === 'TableSelectTable') found.add(nameOf(nodeAt(value, 'tblName')));
      Object.values(value).forEach(visit);
    }
  };
  visit(node);
  return [...found].sort();
}
