import { defineRule, isKnownName, type MigrationStep, type MigrationUnit, type Verdict } from '@assay/contract';

export const irreversibleMigrationUnannotated = defineRule({
  id: 'irreversible-migration-unannotated',
  meta: {
    standard: 'rollback',
    category: 'data',
    variants: { unannotated: { severity: 'minor', title: 'Data lost for good in {subject}, and not said so' } },
    summary: 'A migration whose data no down can bring back says so.',
    why: 'A down that makes a dropped table or column anew makes it empty. Who runs it in an emergency must know beforehand that the rows do not come back, and where they can be restored from.',
    recommendation: 'State it in the migration: IRREVERSIBLE: <what is lost, and where it can be restored from>.',
    subjects: 'destructive migrations with a down',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    defaults: {},
  },
  *check({ model }) {
    for (const group of model.migrationGroups) {
      const together = group.flatMap(({ ups }) => ups);
      for (const unit of group) {
        const verdict = judge(unit, together);
        if (verdict) yield verdict;
      }
    }
  },
});

/** Units without a down, and tools that have none, are the matter of other rules. What one of the units that are taken back together makes, another may drop. */
function judge(unit: MigrationUnit, together: readonly MigrationStep[]): Verdict | undefined {
  const { name: subject, down, at } = unit;
  if (down.kind === 'irreversible') return { outcome: 'pass', subject, at, because: [{ at: down.at, message: 'Declared irreversible.' }] };
  if (down.kind !== 'present' && down.kind !== 'inferred') return undefined;
  const losses = unit.ups.filter((step) => isLossy(step, together));
  const [first] = losses;
  if (!first) return undefined;
  if (unit.annotation) return { outcome: 'pass', subject, at: first.at, because: [{ at: unit.annotation.at, message: 'Declared irreversible.' }] };
  const lossy = losses.find((step) => !refill(step, unit));
  if (!lossy) return { outcome: 'pass', subject, at: first.at, because: losses.flatMap((step) => refill(step, unit) ?? []).map((step) => ({ at: step.at, message: 'The down fills it again.' })) };
  if (together.some(({ op }) => op.op === 'insert' || op.op === 'update' || op.op === 'opaque' || (op.op === 'select' && op.calls))) {
    return { outcome: 'review', variant: 'unannotated', subject, at: lossy.at, reason: 'opaque-sql', evidence: `The up drops ${whatOf(lossy)}; it also moves rows, so that nothing may be lost.` };
  }
  return {
    outcome: 'violation', variant: 'unannotated', subject, at: lossy.at, evidence: `The up removes ${whatOf(lossy)}${lossy.op.op.startsWith('drop') ? ' with its data' : ''}, the down can only bring back the structure, and nothing in the migration says so.`,
    because: down.kind === 'present' ? [{ at: down.at, message: 'The down is written here.' }] : [],
  };
}

/** The step of the down that puts rows or values back in place of those that a step of the up removes. */
function refill({ op }: MigrationStep, { downs }: MigrationUnit): MigrationStep | undefined {
  const tables = 'tables' in op ? op.tables ?? [] : 'table' in op && op.table !== undefined ? [op.table] : [];
  return downs?.find(({ op: other }) => {
    if (other.op !== 'insert' && other.op !== 'update') return false;
    if (tables.length === 0 || !tables.every((table) => other.tables.includes(table))) return false;
    const sets = 'sets' in other ? other.sets : undefined;
    return other.op === 'insert' || (op.op === 'drop-column' && (sets === undefined || sets.includes(op.column)));
  });
}

/** A table or column that was there before, or all rows of a table. */
function isLossy({ op }: MigrationStep, together: readonly MigrationStep[]): boolean {
  if (op.conditional) return false;
  const made = new Set(together.flatMap(({ op: other }) => (other.op === 'create-table' ? [other.table] : other.op === 'rename-table' ? [other.to] : [])));
  const added = new Set(together.flatMap(({ op: other }) => (other.op === 'add-column' ? [`${other.table}.${other.column.name}`] : [])));
  if (op.op === 'drop-table') return isKnownName(op.table) && !made.has(op.table);
  if (op.op === 'drop-column') return isKnownName(op.table) && !made.has(op.table) && !added.has(`${op.table}.${op.column}`);
  return op.op === 'truncate' || (op.op === 'delete' && op.where === 'no') ? op.tables.every((table) => !made.has(table)) : false;
}

function whatOf({ op }: MigrationStep): string {
  if (op.op === 'drop-table') return `table ${op.table}`;
  if (op.op === 'drop-column') return `column ${op.table}.${op.column}`;
  return 'tables' in op && op.tables ? `the rows of ${op.tables.join(', ')}` : 'rows';
}
