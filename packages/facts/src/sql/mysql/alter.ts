import type { Range, SqlOp } from '@assay/contract';
import { nodeAt, nodesAt, textAt, type Node } from '../frontend.js';
import { columnOf, constraintOf, expressionText, innerIndexOf, nameOf } from './columns.js';

/** One sub-command of `ALTER TABLE`. */
export function alterOp(command: Node, table: string, at: Range): SqlOp {
  const action = textAt(command, 'action') ?? '';
  const resource = textAt(command, 'resource') ?? '';
  const unknown: SqlOp = { op: 'opaque', at, reason: `alter table ${action} ${resource}`.trim(), tables: [table] };
  switch (action) {
    case 'add': return added(command, resource, table, at) ?? unknown;
    case 'drop': return dropped(command, resource, table, at) ?? unknown;
    case 'modify': return { op: 'redefine-column', at, table, column: nameOf(command.column), to: columnOf(command) };
    case 'change': return { op: 'redefine-column', at, table, column: nameOf(command.old_column), to: columnOf(command) };
    case 'rename': return renamed(command, resource, table, at) ?? unknown;
    case 'alter': return resource === 'column' ? defaulted(command, table, at) ?? unknown : unknown;
    default: return { op: 'alter-table', at, table, what: resource || action || 'options', ...(/engine|convert|charset|character|collate/i.test(JSON.stringify(command)) ? { rewrites: true } : {}) };
  }
}

function added(command: Node, resource: string, table: string, at: Range): SqlOp | undefined {
  if (resource === 'column') return { op: 'add-column', at, table, column: columnOf(command) };
  const definitions = nodeAt(command, 'create_definitions') ?? command;
  if (resource === 'index') return { op: 'create-index', at, table, index: { ...innerIndexOf(definitions), ...(/unique/i.test(textAt(command, 'keyword') ?? '') ? { unique: true } : {}) } };
  const constraint = resource === 'constraint' ? constraintOf(definitions) : undefined;
  return constraint && { op: 'add-constraint', at, table, constraint };
}

function dropped(command: Node, resource: string, table: string, at: Range): SqlOp | undefined {
  const keyword = (textAt(command, 'keyword') ?? '').toLowerCase();
  if (resource === 'column') return { op: 'drop-column', at, table, column: nameOf(command.column), ...(command.prefix ? { ifExists: true } : {}) };
  if (resource === 'index') return { op: 'drop-index', at, table, name: nameOf(command.index) };
  const name = nameOf(command.constraint ?? command.index ?? command.key);
  if (/primary/.test(keyword) || resource === 'key' && /primary/.test(JSON.stringify(command).toLowerCase())) return { op: 'drop-constraint', at, table, kind: 'primary-key' };
  if (/foreign/.test(JSON.stringify(command).toLowerCase())) return { op: 'drop-constraint', at, table, kind: 'foreign-key', ...(name ? { name } : {}) };
  return resource === 'constraint' ? { op: 'drop-constraint', at, table, ...(name ? { name } : {}) } : undefined;
}

function renamed(command: Node, resource: string, table: string, at: Range): SqlOp | undefined {
  if (resource === 'column') return { op: 'rename-column', at, table, column: nameOf(command.old_column), to: nameOf(command.column) };
  if (resource === 'table') return { op: 'rename-table', at, table, to: nameOf(command.table) };
  return undefined;
}

function defaulted(command: Node, table: string, at: Range): SqlOp | undefined {
  const value = nodeAt(nodeAt(command, 'default_val'), 'value');
  if (value) return { op: 'set-default', at, table, column: nameOf(command.column), default: expressionText(value) };
  return /drop/i.test(JSON.stringify(nodesAt(command, 'default_val')) + JSON.stringify(command.default_val ?? '')) ? { op: 'drop-default', at, table, column: nameOf(command.column) } : undefined;
}
