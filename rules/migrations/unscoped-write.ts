import { defineRule, isKnownName, tableKey, type MigrationStep, type MigrationUnit, type RowChange, type SchemaTable, type Span, type SqlOpOf, type Verdict } from '@assay/contract';

export const unscopedWrite = defineRule({
  id: 'unscoped-write',
  meta: {
    standard: 'migrations',
    category: 'data',
    variants: {
      delete: { severity: 'major', title: 'Every row deleted by {subject}' },
      update: { severity: 'major', title: 'Every row changed by {subject}' },
    },
    summary: 'An UPDATE or DELETE says which rows it means.',
    why: 'Without a condition the statement reaches every row of every customer. It is either a forgotten clause or something that should look deliberate.',
    recommendation: 'Add the condition; where every row is meant, say so: TRUNCATE, WHERE true, or the name of the function.',
    subjects: 'UPDATEs and DELETEs, in SQL or by calls of a data library',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    defaults: {},
  },
  *check({ model }) {
    for (const change of [...model.rowChanges, ...model.wideChanges()]) {
      const verdict = change.unit ? ofMigration(change, change.unit) : ofCode(change, oneRowKey(change, model.tables));
      if (verdict) yield verdict;
    }
  },
});

/** A migration's UPDATE of all rows is a backfill: another rule's matter. That it empties a table may be all that it is for; what is lost by that is the matter of rules on rollbacks. */
function ofMigration({ subject, op, at, onNew }: RowChange, unit: MigrationUnit): Verdict | undefined {
  if (op.op !== 'delete' || onNew) return undefined;
  const [table = ''] = op.tables;
  if (op.where === 'yes') return { outcome: 'pass', subject, at };
  const filled = refill(unit, op, table);
  if (filled) return { outcome: 'pass', subject, at, because: [{ at: filled.at, message: `The migration fills ${table} again.` }] };
  const key = `${op.op} ${table}`;
  if (op.where === 'unknown' || op.conditional || !isKnownName(table)) return open(subject, op, at, key);
  return { outcome: 'review', variant: 'delete', subject, at, reason: 'intent', evidence: `This migration empties ${table}, which others made, and does not fill it again.`, key };
}

/** What names of functions say of every row: `deleteAll`, `clearVisits`, `resetCounters`, `emptyTable`; `clearForGuest` does not. */
const MEANS_ALL = /(?:^|[a-z_])(?:All|Every(?:thing|one)?|Entire|Table|Truncate|Wipe|Purge)(?![a-z])|^[$_]*(?:all|every|clear|reset|empty|wipe|purge|flush|truncate|clean(?:up)?|drop)(?![a-z])/;
/** Files that are migrations by hand, or there to empty tables: `database-migration.ts`, `reset-visits.js`. */
const WHOLE_TABLES = /(?:^|[._-])migrat(?:e|or|ions?)(?![a-z])|^(?:reset|wipe|purge|truncate|clear|empty)(?![a-z])/i;
const MEANS_SOME = /(?:By|For|Of|From|With|Expired|Old|Stale|Unused)(?![a-z])/;

function ofCode({ subject, op, at, label, within = '', said, emptyFilter, refill: filled }: RowChange, oneRow: Span | undefined): Verdict | undefined {
  if (op.op !== 'update' && op.op !== 'delete') return undefined;
  const [table = ''] = op.tables;
  if (op.where === 'yes' || op.limit) return { outcome: 'pass', subject, at };
  if (oneRow) return { outcome: 'pass', subject, at, because: [{ at: oneRow, message: `The key of ${table} leaves room for one row.` }] };
  const key = `${op.op} ${table}`;
  if (op.where === 'unknown' || op.conditional || (label === undefined && !isKnownName(table))) return open(subject, op, at, key);
  const what = label === undefined ? `${op.op === 'update' ? `UPDATE ${table}` : `DELETE FROM ${table}`} has no WHERE clause` : `${label} has no condition`;
  const variant = op.op;
  if (MEANS_ALL.test(within) && !MEANS_SOME.test(within)) return { outcome: 'review', variant, subject, at, reason: 'intent', evidence: `${what}; the name of ${within} says that every row is meant.`, key };
  const file = at.path.split('/').at(-1) ?? '';
  if (WHOLE_TABLES.test(file)) return { outcome: 'review', variant, subject, at, reason: 'intent', evidence: `${what}; the name of ${file} says that whole tables are meant.`, key };
  if (said) return { outcome: 'review', variant, subject, at, reason: 'intent', evidence: `${what}; a comment says that every row is meant.`, because: [{ at: said, message: 'The comment.' }], key };
  if (filled) return { outcome: 'review', variant, subject, at, reason: 'intent', evidence: `${what}; ${op.op === 'delete' ? `rows are put into ${table} again` : `some rows of ${table} are set apart after it`}.`, because: [{ at: filled, message: 'The write after it.' }], key };
  if (emptyFilter) return { outcome: 'review', variant, subject, at, reason: 'intent', evidence: `The filter of ${label ?? table} is empty; whether every row is meant, nothing says.`, key };
  return { outcome: 'violation', variant, subject, at, evidence: `${what}.`, key };
}

function open(subject: string, op: SqlOpOf<'update' | 'delete'>, at: Span, key: string): Verdict {
  const [table = ''] = op.tables;
  return { outcome: 'review', variant: op.op, subject, at, reason: 'opaque-sql', evidence: `Whether this ${op.op.toUpperCase()} of ${isKnownName(table) ? table : 'a table'} has a condition is decided where it is put together.`, key };
}

/** The primary key of the table, if a truth value is all of it: whoever makes such a key wants one row. */
function oneRowKey({ op }: RowChange, tables: readonly SchemaTable[]): Span | undefined {
  const [table = ''] = op.tables;
  const found = tables.find(({ name }) => table !== '' && tableKey(name) === tableKey(table));
  const key = found?.keys.find(({ kind }) => kind === 'primary-key');
  const column = found?.columns.find(({ name }) => name === key?.columns[0]);
  return key?.columns.length === 1 && /^bool(?:ean)?$/i.test(column?.type ?? '') ? key.at : undefined;
}

/** The step that puts rows into the table that was emptied before. */
function refill({ ups }: MigrationUnit, emptying: RowChange['op'], table: string): MigrationStep | undefined {
  const from = ups.findIndex(({ op }) => op === emptying);
  return isKnownName(table) ? ups.slice(from + 1).find(({ op }) => op.op === 'insert' && op.tables.includes(table)) : undefined;
}
