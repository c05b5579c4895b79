import type { MigrationStep, MigrationUnit, Reversal, SchemaDifference } from '@assay/contract';
import { applySteps, type Failure } from './apply.js';
import { differences } from './difference.js';
import { Store } from './store.js';

/** What each migration with a readable down leaves behind, on the schema that the migrations before it made; and the schema in the end. */
export function replay(migrations: readonly MigrationUnit[]): { readonly reversals: readonly Reversal[]; readonly schemas: ReadonlyMap<string, Store> } {
  const schemas = new Map<string, Store>();
  const reversals: Reversal[] = [];
  for (const unit of inOrder(migrations)) {
    const before = schemas.get(unit.history) ?? Store.empty(unit.dialect);
    const up = before.fork();
    applySteps(up, unit.ups);
    if (unit.down.kind === 'present' && unit.downs) reversals.push(reversalOf(unit, unit.downs, before, up));
    schemas.set(unit.history, up.fork());
  }
  return { reversals, schemas };
}

/** Histories side by side, each in the order in which its tool applies it: numbers count by their value. */
function inOrder(migrations: readonly MigrationUnit[]): readonly MigrationUnit[] {
  return migrations.toSorted((a, b) => compare(a.path, b.path));
}

function compare(a: string, b: string): number {
  const [one, other] = [a, b].map((path) => path.split(/(\d+)/));
  for (let i = 0; i < Math.max(one?.length ?? 0, other?.length ?? 0); i += 1) {
    const [left = '', right = ''] = [one?.[i], other?.[i]];
    const isNumber = i % 2 === 1 && left !== '' && right !== '';
    const order = isNumber ? left.replace(/^0+/, '').length - right.replace(/^0+/, '').length : 0;
    if (order !== 0) return order;
    const [x, y] = isNumber ? [left.replace(/^0+/, ''), right.replace(/^0+/, '')] : [left, right];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function reversalOf(unit: MigrationUnit, downs: readonly MigrationStep[], before: Store, up: Store): Reversal {
  const after = up.fork();
  const failed = applySteps(after, downs);
  const isBlind = downs.some(({ op }) => op.op === 'opaque' && !op.tables);
  const isUpBlind = unit.ups.some(({ op }) => op.op === 'opaque');
  const found = isBlind ? [] : differences(before, up, after, isUpBlind);
  const all = [...refused(downs), ...(isBlind ? [] : failed.map(failure)), ...found];
  const blind = downs.find(({ op }) => op.op === 'opaque');
  return {
    unit, differences: all, restores: all.length > 0 ? 'no' : blind ? 'unknown' : 'yes',
    because: blind ? [{ at: blind.at, message: 'This part of the down could not be read.' }] : [],
  };
}

/** Statements that their own grammar refuses. */
function refused(downs: readonly MigrationStep[]): readonly SchemaDifference[] {
  return downs.flatMap(({ problem, at, confidence }) => (problem !== undefined && confidence === 'unparsed' ? [{ what: 'fails' as const, part: 'object' as const, name: 'statement', detail: `the database refuses it: ${problem}`, at }] : []));
}

function failure({ at, name, detail }: Failure): SchemaDifference {
  return { what: 'fails', part: 'table', name, detail, at };
}
