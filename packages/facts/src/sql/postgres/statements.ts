import type { ColumnSpec, ConstraintSpec, Range, SchemaObject, SqlOp } from '@assay/contract';
import { isNode, nodeAt, nodesAt, textAt, wrappedAt, type Node } from '../frontend.js';
import { alterOp } from './alter.js';
import { columnOf, constraintOf, indexOf } from './columns.js';
import { qualified, relation, stringOf, strings } from './names.js';
import { dataOps } from './data.js';
import { blockOps } from './blocks.js';

/** How byte offsets of the tree become ranges of the statement; without an offset, the whole statement. */
export interface Place {
  readonly whole: Range;
  from(offset: unknown): Range;
  /** The Ops of SQL inside a routine's body: they all stand at one place. */
  inner(text: string, at: Range): readonly SqlOp[];
  /** The tree of a routine's body. */
  body(text: string): unknown;
  /** Where a statement of a body stands, searched from its line on; the whole where the body is written with escapes. */
  within(body: string, query: string, line: number): Range;
}

type Reader = (node: Node, place: Place) => readonly SqlOp[];

const DROPS: Readonly<Record<string, SchemaObject>> = {
  OBJECT_VIEW: 'view', OBJECT_MATVIEW: 'materialized-view', OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'type', OBJECT_FUNCTION: 'function', OBJECT_PROCEDURE: 'function', OBJECT_ROUTINE: 'function',
  OBJECT_AGGREGATE: 'function', OBJECT_TRIGGER: 'trigger', OBJECT_POLICY: 'policy', OBJECT_SEQUENCE: 'sequence', OBJECT_EXTENSION: 'extension', OBJECT_SCHEMA: 'schema',
};

const OWNED: ReadonlySet<string> = new Set(['trigger', 'policy']);

const created = (object: SchemaObject, name: (node: Node) => string): Reader => (node, { whole }) => [
  { op: 'object', at: whole, object, action: node.replace ? 'replace' : 'create', name: name(node), ...(node.relation ? { table: relation(nodeAt(node, 'relation')) } : {}) },
];

/** Statements by the name that the grammar gives them. */
const READERS: Readonly<Record<string, Reader>> = {
  CreateStmt: createTable,
  CreateTableAsStmt: (node, { whole }) => [node.objtype === 'OBJECT_MATVIEW'
    ? { op: 'object', at: whole, object: 'materialized-view', action: 'create', name: relation(nodeAt(nodeAt(node, 'into'), 'rel')) }
    : { op: 'create-table', at: whole, table: relation(nodeAt(nodeAt(node, 'into'), 'rel')), columns: [], constraints: [], indexes: [], open: true, ...temporary(nodeAt(nodeAt(node, 'into'), 'rel')) }],
  AlterTableStmt: (node, place) => (['OBJECT_TABLE', 'OBJECT_FOREIGN_TABLE', undefined].includes(textAt(node, 'objtype'))
    ? wrappedAt(node, 'cmds', 'AlterTableCmd').map((command) => alterOp(command, node, (offset) => place.from(offset)))
    : [{ op: 'inert', at: place.whole, what: 'alter index, view or sequence' }]),
  RenameStmt: rename,
  DropStmt: drop,
  IndexStmt: (node, { whole }) => [{ op: 'create-index', at: whole, table: relation(nodeAt(node, 'relation')), index: indexOf(node), ...(node.concurrent ? { concurrently: true } : {}), ...(node.if_not_exists ? { ifNotExists: true } : {}) }],
  CreateEnumStmt: (node, { whole }) => [{ op: 'object', at: whole, object: 'enum', action: 'create', name: qualified(strings(node.typeName)), values: strings(node.vals) }],
  AlterEnumStmt: (node, { whole }) => [{ op: 'object', at: whole, object: 'enum', action: 'alter', name: qualified(strings(node.typeName)), ...(textAt(node, 'newVal') && !node.oldVal ? { values: [textAt(node, 'newVal') ?? ''] } : {}) }],
  ViewStmt: created('view', (node) => relation(nodeAt(node, 'view'))),
  CreateFunctionStmt: created('function', (node) => qualified(strings(node.funcname))),
  CreateTrigStmt: created('trigger', (node) => textAt(node, 'trigname') ?? ''),
  CreatePolicyStmt: (node, { whole }) => [{ op: 'object', at: whole, object: 'policy', action: 'create', name: textAt(node, 'policy_name') ?? '', table: relation(nodeAt(node, 'table')) }],
  CreateSeqStmt: created('sequence', (node) => relation(nodeAt(node, 'sequence'))),
  CreateExtensionStmt: created('extension', (node) => textAt(node, 'extname') ?? ''),
  CreateSchemaStmt: created('schema', (node) => textAt(node, 'schemaname') ?? ''),
  CreateDomainStmt: created('type', (node) => qualified(strings(node.domainname))),
  CompositeTypeStmt: created('type', (node) => relation(nodeAt(node, 'typevar'))),
  TransactionStmt: (node, { whole }) => [{ op: 'transaction', at: whole, what: ({ TRANS_STMT_BEGIN: 'begin', TRANS_STMT_START: 'begin', TRANS_STMT_COMMIT: 'commit', TRANS_STMT_ROLLBACK: 'rollback' } as const)[textAt(node, 'kind') ?? ''] ?? 'other' }],
  VariableSetStmt: (node, { whole }) => [{ op: 'setting', at: whole, name: textAt(node, 'name') ?? '' }],
  DoStmt: (node, place) => blockOps(node, place),
};

const INERT = /^(?:Comment|Grant|GrantRole|AlterDefaultPrivileges|AlterOwner|CreateRole|AlterRole|AlterRoleSet|DropRole|Vacuum|Reindex|Lock|VariableShow|Notify|Listen|Discard|Checkpoint|AlterSeq|CreateStats|AlterFunction|AlterDatabase|AlterDatabaseSet|ClusterStmt|RefreshMatView|Explain|AlterExtension|AlterPolicy|CreateCast|CreatePLang|SecLabel|Deallocate|Prepare|AlterObjectDepends|ReassignOwned)Stmt$|^ClusterStmt$/;

/** The Ops of one statement's tree. */
export function opsOf(statement: Node, place: Place): readonly SqlOp[] {
  const [kind = '', node] = Object.entries(statement)[0] ?? [];
  if (!isNode(node)) return [];
  const reader = READERS[kind];
  if (reader) return reader(node, place);
  const data = dataOps(kind, node, place.whole);
  if (data) return data;
  return [INERT.test(kind) ? { op: 'inert', at: place.whole, what: kind } : { op: 'opaque', at: place.whole, reason: kind }];
}

function createTable(node: Node, { whole }: Place): readonly SqlOp[] {
  const table = relation(nodeAt(node, 'relation'));
  const columns: ColumnSpec[] = wrappedAt(node, 'tableElts', 'ColumnDef').map(columnOf);
  const constraints: ConstraintSpec[] = wrappedAt(node, 'tableElts', 'Constraint').flatMap((item) => constraintOf(item) ?? []);
  const isOpen = wrappedAt(node, 'tableElts', 'TableLikeClause').length > 0 || nodesAt(node, 'inhRelations').length > 0;
  return [{
    op: 'create-table', at: whole, table, columns, constraints, indexes: [], ...(node.if_not_exists ? { ifNotExists: true } : {}), ...(isOpen ? { open: true } : {}), ...temporary(nodeAt(node, 'relation')),
  }];
}

function temporary(node: Node | undefined): { temporary?: true } {
  return node?.relpersistence === 't' ? { temporary: true } : {};
}

function rename(node: Node, { whole: at }: Place): readonly SqlOp[] {
  const table = relation(nodeAt(node, 'relation'));
  const to = textAt(node, 'newname') ?? '';
  const name = textAt(node, 'subname') ?? '';
  const object = strings(nodeAt(nodeAt(node, 'object'), 'List')?.items);
  switch (node.renameType) {
    case 'OBJECT_TABLE': return [{ op: 'rename-table', at, table, to: table.includes('.') ? `${table.slice(0, table.lastIndexOf('.'))}.${to}` : to }];
    case 'OBJECT_COLUMN': case 'OBJECT_ATTRIBUTE': return node.relationType === 'OBJECT_TABLE' ? [{ op: 'rename-column', at, table, column: name, to }] : [{ op: 'inert', at, what: 'rename of a view column' }];
    case 'OBJECT_TABCONSTRAINT': return [{ op: 'rename-constraint', at, table, name, to }];
    case 'OBJECT_INDEX': return [{ op: 'rename-index', at, name: table, to }];
    case 'OBJECT_TYPE': return [{ op: 'object', at, object: 'type', action: 'rename', name: qualified(object), to }];
    case 'OBJECT_SEQUENCE': return [{ op: 'object', at, object: 'sequence', action: 'rename', name: table, to }];
    case 'OBJECT_VIEW': case 'OBJECT_MATVIEW': return [{ op: 'object', at, object: 'view', action: 'rename', name: table, to }];
    case 'OBJECT_TRIGGER': return [{ op: 'object', at, object: 'trigger', action: 'rename', name, to, table }];
    default: return [{ op: 'object', at, object: 'other', action: 'rename', name: object.join('.') || table, to }];
  }
}

function drop(node: Node, { whole: at }: Place): readonly SqlOp[] {
  const ifExists = node.missing_ok ? { ifExists: true } : {};
  const cascade = node.behavior === 'DROP_CASCADE' ? { cascade: true } : {};
  const names = (Array.isArray(node.objects) ? node.objects : []).map(objectName);
  return names.map((parts): SqlOp => {
    const name = qualified(parts);
    if (node.removeType === 'OBJECT_TABLE' || node.removeType === 'OBJECT_FOREIGN_TABLE') return { op: 'drop-table', at, table: name, ...ifExists, ...cascade };
    if (node.removeType === 'OBJECT_INDEX') return { op: 'drop-index', at, name: parts.at(-1) ?? '', ...ifExists, ...(node.concurrent ? { concurrently: true } : {}) };
    const object = DROPS[textAt(node, 'removeType') ?? ''] ?? 'other';
    if (OWNED.has(object)) return { op: 'object', at, object, action: 'drop', name: parts.at(-1) ?? '', table: qualified(parts.slice(0, -1)), ...ifExists };
    return { op: 'object', at, object, action: 'drop', name, ...ifExists, ...cascade };
  });
}

function objectName(item: unknown): string[] {
  if (!isNode(item)) return [];
  const routine = nodeAt(item, 'ObjectWithArgs');
  if (routine) return strings(routine.objname);
  const type = nodeAt(item, 'TypeName');
  if (type) return strings(type.names);
  const list = nodeAt(item, 'List');
  return list ? strings(list.items) : [stringOf(item)];
}
