import { columnKey, defineRule, isKnownName, type MigrationUnit, type RowChange, type SqlOpOf, type Verdict } from '@assay/contract';

export const unbatchedBackfill = defineRule({
  id: 'unbatched-backfill',
  meta: {
    standard: 'migrations',
    category: 'data',
    variants: {
      whole: { severity: 'minor', title: 'Whole table updated at once in {subject}' },
      fill: { severity: 'minor', title: 'New column filled at once in {subject}' },
    },
    summary: 'A migration changes the rows of a table in use in batches.',
    why: 'One statement over a whole table holds locks on every row until it commits, doubles the table on disk and floods replicas; when it fails near the end, all of it was for nothing.',
    recommendation: 'Update in batches of some thousand rows by key, each in its own transaction, with a pause between them and a place to resume from.',
    subjects: 'UPDATEs in migrations',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    defaults: {},
  },
  *check({ model }) {
    for (const change of model.rowChanges) {
      const verdict = judge(change, model.migrations);
      if (verdict) yield verdict;
    }
  },
});

/**
 * Only an UPDATE that is proven to reach every row of a table that was there before, or that fills a column which no row had a value in and picks no single rows, is a violation.
 * SQLite locks no rows: a batch would hold the same lock.
 */
function judge({ subject, op, at, unit }: RowChange, all: readonly MigrationUnit[]): Verdict | undefined {
  if (!unit || op.op !== 'update' || unit.dialect === 'sqlite') return undefined;
  const [table = ''] = op.tables;
  const isOwn = unit.ups.some(({ op: other }) => other.op === 'create-table' && other.table === table);
  const key = `update ${table}`;
  const reach = op.where === 'yes' && !op.limit && !isOwn && !op.conditional && isKnownName(table) ? wholeBy(op, unit, table) : undefined;
  if (reach !== undefined) return { outcome: 'violation', variant: 'whole', subject, at, evidence: `UPDATE ${table} ${reach} in one statement.`, key };
  const filled = op.where === 'yes' && !op.limit && !isOwn && !op.conditional && isKnownName(table) ? filledBy(op, unit, table, all) : undefined;
  if (filled !== undefined) return { outcome: 'violation', variant: 'fill', subject, at, evidence: `UPDATE ${table} fills ${filled} for all rows that its condition leaves, in one statement.`, key };
  if (op.where === 'yes' || op.limit || isOwn) return { outcome: 'pass', subject, at };
  if (op.where === 'unknown' || op.conditional || !isKnownName(table)) return { outcome: 'review', variant: 'whole', subject, at, reason: 'opaque-sql', evidence: 'Which rows this UPDATE reaches is decided where it is put together.', key };
  return { outcome: 'violation', variant: 'whole', subject, at, evidence: `UPDATE ${table} without a condition changes every row of an existing table in one statement.`, key };
}

/** A condition that holds for every row all the same: the column that it finds empty was added a moment ago, or it only names the rows of other tables that belong to those of this one. */
function wholeBy({ missing, joins }: SqlOpOf<'update' | 'delete'>, { ups }: MigrationUnit, table: string): string | undefined {
  const isAdded = (name: string): boolean => ups.some(({ op }) => op.op === 'add-column' && op.table === table && op.column.name === name && op.column.default === undefined && op.ifNotExists !== true);
  if (missing !== undefined && missing.every(isAdded)) return `changes every row of an existing table, as ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} added before,`;
  return joins && missing === undefined ? 'changes every row of an existing table to which rows of another belong' : undefined;
}

/** Columns by which rows are meant one by one: their key, their name. */
const SINGLE = /^(?:id|uuid|guid|key|code|name|slug|email|title|label|username|domain|host|path|url|locale|lang(?:uage)?|version|number|position)$|(?:_id|Id|ID|_uuid|Uuid|_key|Key|_code|Code|_name|Name|_slug|Slug|_email|Email)$/;

/** The column that is filled, with where it comes from: this migration adds it, or an earlier one added it empty and its rows are still without a value. */
function filledBy(op: SqlOpOf<'update' | 'delete'>, unit: MigrationUnit, table: string, all: readonly MigrationUnit[]): string | undefined {
  const { sets = [], missing = [], picks } = op;
  if (!picks || picks.some((column) => SINGLE.test(column)) || missing.some((column) => adds(unit, table, column, true))) return undefined;
  const own = sets.find((column) => adds(unit, table, column));
  // Where all rows were filled before, it corrects some of them.
  const isCorrection = unit.ups.slice(0, unit.ups.findIndex((step) => step.op === op)).some(({ op: other }) => other.op === 'update' && other.where === 'no' && other.tables.includes(table) && other.sets?.some((column) => column === own));
  if (own !== undefined) return isCorrection ? undefined : `${own}, which this migration adds,`;
  const [empty] = picks.length === 0 ? missing.filter((column) => sets.some((one) => columnKey(one) === columnKey(column))) : [];
  const before = empty === undefined ? undefined : all.findLast((other) => other !== unit && other.history === unit.history && other.path < unit.path && adds(other, table, empty) && !adds(other, table, empty, true));
  return before && empty !== undefined ? `${empty}, which ${before.name} added empty,` : undefined;
}

/** A new column of a table that was there before; `full`: with a value in every row. */
function adds({ ups }: MigrationUnit, table: string, name: string, full = false): boolean {
  const key = columnKey(name);
  return ups.some(({ op }) => op.op === 'add-column' && op.table === table && columnKey(op.column.name) === key && (!full || op.column.default !== undefined) && !ups.some(({ op: other }) => other.op === 'create-table' && other.table === table));
}
