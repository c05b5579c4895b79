import type { MigrationUnit, Span } from '@assay/contract';
import { differencesOf, type CatalogDifference } from './difference.js';
import { statementsIn, type PlacedStatement } from './statements.js';
import type { Catalog, TrialDatabase } from './database.js';

/** What came of one migration (or of several that are taken back together), named after its first file. */
export interface Tried {
  readonly unit: MigrationUnit;
  /** `blocked`: its up was not applied, so that nothing is known of its down. `no-down`: applied; there is nothing to take it back. */
  readonly verdict: 'restores' | 'differs' | 'down-fails' | 'up-fails' | 'no-down' | 'blocked';
  /** Where it failed, or where the down begins. */
  readonly at: Span;
  /** What the database said. */
  readonly message?: string;
  readonly differences: readonly CatalogDifference[];
}

/** Statements that PostgreSQL or SQLite refuse inside a transaction, or that steer one themselves. */
const ALONE = /^(?:begin|start|commit|rollback|end|vacuum|reindex|pragma|cluster|alter\s+system|create\s+database|drop\s+database|alter\s+type\b[^;]*\badd\s+value)\b|\bconcurrently\b/i;
const STEERS = /^(?:begin|start\s+transaction|commit|rollback|end|vacuum|pragma)\b/i;

/**
 * Applies the migrations of one history in order. Each that has a down is taken back in a transaction that is rolled back in any case: a down
 * that fails must not spoil what comes after it.
 */
export async function tryHistory(groups: readonly (readonly MigrationUnit[])[], database: TrialDatabase, sources: ReadonlyMap<string, string>): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  let before = await database.catalog();
  let isBroken = false;
  for (const group of groups) {
    const [unit] = group;
    if (!unit) continue;
    const failure = await apply(group.flatMap(({ scripts }) => statementsIn(scripts?.up ?? [], sources)), database);
    const after = await database.catalog();
    if (failure) tried.push({ unit, verdict: isBroken ? 'blocked' : 'up-fails', ...failure, differences: [] });
    else tried.push(await takenBack(group, unit, before, database, sources));
    isBroken ||= failure !== undefined;
    before = after;
  }
  return tried;
}

interface Failure { readonly at: Span; readonly message: string }

async function apply(statements: readonly PlacedStatement[], database: TrialDatabase): Promise<Failure | undefined> {
  if (statements.some(({ text }) => ALONE.test(text))) {
    const failure = await runAll(statements, database, text => text);
    // A script that steers transactions may leave one open; without one there is nothing to end.
    await database.run(failure ? 'ROLLBACK' : 'COMMIT').catch(() => undefined);
    return failure;
  }
  await database.run('BEGIN');
  const failure = await runAll(statements, database, text => text);
  await database.run(failure ? 'ROLLBACK' : 'COMMIT').catch(() => database.run('ROLLBACK'));
  return failure;
}

async function runAll(statements: readonly PlacedStatement[], database: TrialDatabase, as: (text: string) => string): Promise<Failure | undefined> {
  for (const { text, at } of statements) {
    try {
      await database.run(as(text));
    } catch (error) {
      return { at, message: error instanceof Error ? error.message : String(error) };
    }
  }
  return undefined;
}

async function takenBack(group: readonly MigrationUnit[], unit: MigrationUnit, before: Catalog, database: TrialDatabase, sources: ReadonlyMap<string, string>): Promise<Tried> {
  const { at } = unit;
  if (!group.some(({ scripts, down }) => scripts?.down && down.kind === 'present')) return { unit, verdict: 'no-down', at, differences: [] };
  const statements = group.toReversed().flatMap(({ scripts }) => statementsIn(scripts?.down ?? [], sources)).filter(({ text }) => !STEERS.test(text));
  await database.run('BEGIN');
  const failure = await runAll(statements, database, text => text.replace(/\bconcurrently\b/gi, ''));
  const differences = failure ? [] : differencesOf(before, await database.catalog());
  await database.run('ROLLBACK');
  if (failure) return { unit, verdict: 'down-fails', ...failure, differences };
  return { unit, verdict: differences.length > 0 ? 'differs' : 'restores', at, differences };
}
