import { compareSpans, spanOf, type FileFacts, type MigrationUnit, type RowChange, type SqlOp } from '@assay/contract';
import { statedAround } from './stated.js';

/** Every `UPDATE`, `DELETE` and `TRUNCATE` that is written in SQL or in a migration's calls. */
export function rowChanges(migrations: readonly MigrationUnit[], files: readonly FileFacts[], inScope: (path: string) => boolean): readonly RowChange[] {
  return [...migrations.flatMap(ofMigration), ...files.filter((file) => inScope(file.path)).flatMap(ofFile)].sort((a, b) => compareSpans(a.at, b.at));
}

type Change = RowChange['op'];

function isChange(op: SqlOp): op is Change {
  return op.op === 'update' || op.op === 'delete' || op.op === 'truncate';
}

function ofMigration(unit: MigrationUnit): readonly RowChange[] {
  const tables = new Set(unit.ups.flatMap(({ op }) => (op.op === 'create-table' ? [op.table] : op.op === 'rename-table' ? [op.to] : [])));
  const columns = new Set(unit.ups.flatMap(({ op }) => (op.op === 'add-column' ? [`${op.table}.${op.column.name}`] : [])));
  return unit.ups.flatMap(({ op, at }) => {
    if (!isChange(op)) return [];
    const [table = ''] = op.tables;
    const sets = op.op === 'update' ? op.sets ?? [] : [];
    const onNew = op.tables.every((one) => tables.has(one)) || (sets.length > 0 && sets.every((column) => columns.has(`${table}.${column}`)));
    return [{ subject: unit.name, op, at, unit, onNew }];
  });
}

function ofFile(file: FileFacts): readonly RowChange[] {
  return (file.sql ?? []).flatMap((text) => text.statements.flatMap((statement) => statement.ops.flatMap((op) => (
    isChange(op) && (statement.confidence === 'exact' || statement.confidence === 'filled') ? [{ subject: file.path, op, at: spanOf(file.path, op.at), onNew: false, ...statedAround(file, op.at), ...refillIn(file, op) }] : []
  ))));
}

/** SQL further on in the function puts rows into the table again. */
function refillIn(file: FileFacts, { at, tables: [table] }: Change): Pick<RowChange, 'refill'> {
  const around = statedAround(file, at).within;
  const found = (file.sql ?? []).flatMap(({ statements }) => statements.flatMap(({ ops }) => ops)).find((op) => op.op === 'insert' && op.at[0] > at[0] && table !== undefined && op.tables.includes(table) && statedAround(file, op.at).within === around);
  return found ? { refill: spanOf(file.path, found.at) } : {};
}
