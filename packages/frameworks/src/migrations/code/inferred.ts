import type { FileFacts, MigrationDown, MigrationStep } from '@assay/contract';

/** Calls that the tool can take back by itself. https://salsita.github.io/node-pg-migrate/migrations/#automatic-down-migrations */
const REVERSIBLE: ReadonlySet<MigrationStep['op']['op']> = new Set(['create-table', 'add-column', 'add-constraint', 'create-index', 'rename-table', 'rename-column', 'rename-constraint', 'inert']);

/** A down that the tool would infer, unless something in the up cannot be reversed: going down then throws. What cannot be read is given the benefit. */
export function inferredDown(down: MigrationDown, ups: readonly MigrationStep[], file: FileFacts): MigrationDown {
  return down.kind === 'inferred' && ups.some((step) => !isReversible(step, file)) ? { kind: 'absent' } : down;
}

function isReversible({ op, at }: MigrationStep, file: FileFacts): boolean {
  if (op.op === 'opaque') return true;
  const isSql = file.path === at.path && (file.sql ?? []).some((text) => text.at[0] <= at.start && at.end <= text.at[1]);
  if (isSql) return false;
  return op.op === 'object' ? op.action !== 'drop' && op.action !== 'alter' : REVERSIBLE.has(op.op);
}
