import type { ColumnSpec, Range, SqlOp } from '@assay/contract';
import { nodeAt, textAt, type Node } from '../frontend.js';
import { columnOf, constraintOf } from './columns.js';
import { expressionText, relation, typeText } from './names.js';

/** Sub-commands that change neither columns nor constraints, with what they are; those marked `true` rewrite the table. */
const OTHERS: Readonly<Record<string, { readonly what: string; readonly rewrites?: boolean }>> = {
  AT_SetLogged: { what: 'set logged', rewrites: true }, AT_SetUnLogged: { what: 'set unlogged', rewrites: true }, AT_SetTableSpace: { what: 'set tablespace', rewrites: true },
  AT_SetAccessMethod: { what: 'set access method', rewrites: true }, AT_AttachPartition: { what: 'attach partition' }, AT_DetachPartition: { what: 'detach partition' },
};

/** One sub-command of `ALTER TABLE`. `place` turns a byte offset into a range of the statement. */
export function alterOp(command: Node, statement: Node, place: (offset: unknown) => Range): SqlOp {
  const table = relation(nodeAt(statement, 'relation'));
  const subtype = textAt(command, 'subtype') ?? '';
  const column = textAt(command, 'name') ?? '';
  const def = nodeAt(command, 'def');
  const columnDef = nodeAt(def, 'ColumnDef');
  const constraint = nodeAt(def, 'Constraint');
  const at = place(columnDef?.location ?? constraint?.location);
  const ifExists = command.missing_ok ? { ifExists: true } : {};
  switch (subtype) {
    case 'AT_AddColumn': return { op: 'add-column', at, table, column: columnDef ? columnOf(columnDef) : unnamed(column), ...(command.missing_ok ? { ifNotExists: true } : {}) };
    case 'AT_DropColumn': return { op: 'drop-column', at, table, column, ...ifExists };
    case 'AT_AlterColumnType': {
      const type = typeText(nodeAt(columnDef, 'typeName'));
      return { op: 'alter-type', at, table, column, ...(type ? { type } : {}), ...(columnDef?.raw_default ? { using: true } : {}) };
    }
    case 'AT_SetNotNull': return { op: 'set-not-null', at, table, column };
    case 'AT_DropNotNull': return { op: 'drop-not-null', at, table, column };
    case 'AT_ColumnDefault': {
      const value = def ? expressionText(def) : 'null';
      return value === 'null' ? { op: 'drop-default', at, table, column } : { op: 'set-default', at, table, column, default: value };
    }
    case 'AT_AddIdentity': case 'AT_DropIdentity': case 'AT_SetIdentity': return { op: 'alter-table', at, table, what: subtype === 'AT_DropIdentity' ? 'drop identity' : 'set identity' };
    case 'AT_AddConstraint': {
      const spec = constraint && constraintOf(constraint);
      return spec ? { op: 'add-constraint', at, table, constraint: spec } : { op: 'opaque', at, reason: subtype, tables: [table] };
    }
    case 'AT_DropConstraint': return { op: 'drop-constraint', at, table, name: column, ...ifExists };
    case 'AT_ValidateConstraint': return { op: 'validate-constraint', at, table, name: column };
    default: return { op: 'alter-table', at, table, what: OTHERS[subtype]?.what ?? words(subtype), ...(OTHERS[subtype]?.rewrites ? { rewrites: true } : {}) };
  }
}

function unnamed(name: string): ColumnSpec {
  return { name };
}

/** `AT_EnableRowSecurity` is `enable row security`. */
function words(subtype: string): string {
  return subtype.replace(/^AT_/, '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
