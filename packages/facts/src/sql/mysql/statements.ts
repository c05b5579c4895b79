import type { Range, SqlOp } from '@assay/contract';
import { nodeAt, nodesAt, textAt, type Node } from '../frontend.js';
import { alterOp } from './alter.js';
import { columnOf, constraintOf, innerIndexOf, keyOf, nameOf } from './columns.js';

/** The Ops of one statement's tree, as node-sql-parser makes it for every dialect. */
export function opsOf(node: Node, at: Range): readonly SqlOp[] {
  switch (node.type) {
    case 'create': return [createdOf(node, at)];
    case 'alter': return nodesAt(node, 'expr').map((command) => alterOp(command, nameOf(node.table), at));
    case 'rename': return (Array.isArray(node.table) ? node.table : []).flatMap((pair: unknown) => (Array.isArray(pair) ? [{ op: 'rename-table' as const, at, table: nameOf(pair[0]), to: nameOf(pair[1]) }] : []));
    case 'drop': return droppedOf(node, at);
    case 'truncate': return [{ op: 'truncate', at, tables: nodesAt(node, 'name').map(nameOf) }];
    case 'insert': case 'replace': return [{ op: 'insert', at, tables: [nameOf(node.table)] }];
    case 'update': return [{ op: 'update', at, tables: [nameOf(node.table)], where: node.where ? 'yes' : 'no', ...(hasLimit(node) ? { limit: true } : {}), sets: nodesAt(node, 'set').map((item) => textAt(item, 'column') ?? ''), ...(node.where ? { picks: conditionsIn(nodeAt(node, 'where')).flatMap((part) => pickedIn(part) ?? []) } : {}) }];
    case 'delete': return [{ op: 'delete', at, tables: [nameOf(nodesAt(node, 'from')[0] ?? node.table)], where: node.where ? 'yes' : 'no', ...(hasLimit(node) ? { limit: true } : {}) }];
    case 'select': return [{ op: 'select', at, tables: nodesAt(node, 'from').map(nameOf).filter((name) => name !== '') }];
    case 'transaction': return [{ op: 'transaction', at, what: 'begin' }];
    case 'set': case 'use': return [{ op: 'setting', at, name: '' }];
    case 'commit': case 'rollback': return [{ op: 'transaction', at, what: node.type }];
    case 'lock': case 'unlock': case 'grant': case 'revoke': case 'show': case 'desc': case 'analyze': return [{ op: 'inert', at, what: node.type }];
    default: return [{ op: 'opaque', at, reason: typeof node.type === 'string' ? node.type : 'statement' }];
  }
}

/** The conditions of which all must hold. */
function conditionsIn(condition: Node | undefined): readonly Node[] {
  if (condition?.operator === 'AND') return [nodeAt(condition, 'left'), nodeAt(condition, 'right')].flatMap(conditionsIn);
  return condition ? [condition] : [];
}

const PICKS: ReadonlySet<unknown> = new Set(['=', '<', '>', '<=', '>=', 'IN', 'BETWEEN']);

/** The column of `id = 5`, `code IN ('a', 'b')`, `id > 100`; a truth value or an empty text singles out nothing. */
function pickedIn(condition: Node): string | undefined {
  const sides = [nodeAt(condition, 'left'), nodeAt(condition, 'right')];
  const columns = sides.filter((side) => side?.type === 'column_ref');
  const isBroad = sides.some((side) => side?.type === 'bool' || (side?.type === 'single_quote_string' && side.value === ''));
  return PICKS.has(condition.operator) && columns.length === 1 && !isBroad ? nameOf(columns[0]?.column) : undefined;
}

function hasLimit(node: Node): boolean {
  return nodesAt(nodeAt(node, 'limit'), 'value').length > 0;
}

function createdOf(node: Node, at: Range): SqlOp {
  switch (node.keyword) {
    case 'table': return createTable(node, at);
    case 'index': return {
      op: 'create-index', at, table: nameOf(node.table),
      index: { name: nameOf(node.index), columns: nodesAt(node, 'index_columns').map(keyOf), ...(/unique/i.test(textAt(node, 'index_type') ?? '') ? { unique: true } : {}) },
    };
    case 'view': return { op: 'object', at, object: 'view', action: node.replace ? 'replace' : 'create', name: nameOf(node.view) };
    case 'trigger': return { op: 'object', at, object: 'trigger', action: 'create', name: nameOf(node.trigger) };
    case 'function': case 'procedure': return { op: 'object', at, object: 'function', action: 'create', name: nameOf(node.name) };
    case 'database': case 'schema': return { op: 'object', at, object: 'schema', action: 'create', name: nameOf(node.database) };
    default: return { op: 'opaque', at, reason: `create ${typeof node.keyword === 'string' ? node.keyword : ''}`.trim() };
  }
}

function createTable(node: Node, at: Range): SqlOp {
  const parts = nodesAt(node, 'create_definitions');
  const ofKind = (kind: string): readonly Node[] => parts.filter((part) => part.resource === kind);
  return {
    op: 'create-table', at, table: nameOf(node.table), columns: ofKind('column').map(columnOf), constraints: ofKind('constraint').flatMap((part) => constraintOf(part) ?? []), indexes: ofKind('index').map(innerIndexOf),
    ...(node.if_not_exists ? { ifNotExists: true } : {}), ...(node.like || node.query_expr ? { open: true } : {}), ...(node.temporary ? { temporary: true } : {}),
  };
}

function droppedOf(node: Node, at: Range): readonly SqlOp[] {
  const ifExists = node.prefix ? { ifExists: true } : {};
  const names = Array.isArray(node.name) ? node.name.map(nameOf) : [nameOf(node.name)];
  switch (node.keyword) {
    case 'table': return names.map((table) => ({ op: 'drop-table', at, table, ...ifExists }));
    case 'index': return names.map((name) => ({ op: 'drop-index', at, name, ...(node.table ? { table: nameOf(node.table) } : {}), ...ifExists }));
    case 'view': return names.map((name) => ({ op: 'object', at, object: 'view', action: 'drop', name, ...ifExists }));
    case 'trigger': return names.map((name) => ({ op: 'object', at, object: 'trigger', action: 'drop', name, ...ifExists }));
    case 'function': case 'procedure': return names.map((name) => ({ op: 'object', at, object: 'function', action: 'drop', name, ...ifExists }));
    default: return [{ op: 'object', at, object: 'other', action: 'drop', name: names.join(), ...ifExists }];
  }
}
