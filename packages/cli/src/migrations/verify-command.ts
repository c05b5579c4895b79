import { resolve } from 'node:path';
import { isUnder, type MigrationUnit } from '@assay/contract';
import { disk } from '../disk.js';
import type { Host } from '../host.js';
import type { Io } from '../io.js';
import { openSession, type SessionOptions } from '../session.js';
import { UsageError } from '../usage-error.js';
import { VERIFIED_DIALECTS, type TrialDatabase, type VerifiedDialect } from './database.js';
import { historyJson, historyText, type TriedHistory } from './verify-text.js';

export const VERIFY_FORMATS: readonly string[] = ['text', 'json'];

export interface VerifyOptions extends SessionOptions {
  readonly dialect?: VerifiedDialect;
  readonly databaseUrl?: string;
  /** A file of SQL that is run first, or `existing`: what the given database holds. */
  readonly baseline?: string;
  readonly format: string;
}

interface History {
  readonly name: string;
  readonly dialect: VerifiedDialect;
  readonly groups: readonly (readonly MigrationUnit[])[];
}

/** `assay migrations verify`: applies the project's SQL migrations to a database of their own, takes each back, and tells what is not as it was. */
export async function migrationsVerify(paths: readonly string[], options: VerifyOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  if (options.baseline === 'existing' && options.databaseUrl === undefined) throw new UsageError('--baseline existing means what a database holds: give it by --database-url.');
  const baseline = options.baseline === undefined || options.baseline === 'existing' ? undefined : readBaseline(resolve(io.cwd, options.baseline), options.baseline);
  const session = await openSession(paths, options, io, load);
  const { model, sources, crashed } = await session.judge({ rules: [] });
  const { found, left } = historiesOf(model.migrationGroups, session.project.paths, options.dialect);
  if (options.databaseUrl !== undefined && (found.length !== 1 || found[0]?.dialect !== 'postgres')) {
    throw new UsageError(`--database-url takes one history of PostgreSQL migrations, and there are ${found.length === 0 ? 'none' : found.map(({ name, dialect }) => `${name} (${dialect})`).join(', ')}. Name its folder.`);
  }
  const { tryHistory } = await import('./trial.js');
  const tried: TriedHistory[] = [];
  for (const { name, dialect, groups } of found) {
    const database = await open(dialect, groups, sources, options);
    try {
      if (baseline !== undefined) await database.run(baseline).catch((error: unknown) => { throw new UsageError(`The baseline ${options.baseline ?? ''} does not run: ${String(error)}`); });
      tried.push({ name, dialect, results: await tryHistory(groups, database, sources) });
    } finally {
      await database.close();
    }
  }
  await io.stdout.write(options.format === 'json' ? `${historyJson(tried, sources)}\n` : tried.map(one => historyText(one, sources)).join('\n'));
  for (const note of left) await io.stderr.write(`note: ${note}\n`);
  if (tried.length === 0) await io.stderr.write('No SQL migrations for PostgreSQL or SQLite were found to try.\n');
  if (crashed || tried.length === 0) return 2;
  return tried.some(({ results }) => results.some(({ verdict }) => /fails|differs/.test(verdict))) ? 1 : 0;
}

function readBaseline(file: string, given: string): string {
  if (!disk.exists(file)) throw new UsageError(`No such file: ${given}. --baseline takes a file of SQL, such as a schema dump, or existing.`);
  return disk.read(file);
}

/** The histories that are all SQL, of the wanted dialect and below the given folders; and why others are left out. */
function historiesOf(groups: readonly (readonly MigrationUnit[])[], paths: readonly string[] | undefined, wanted: VerifiedDialect | undefined): { readonly found: readonly History[]; readonly left: readonly string[] } {
  const under = isUnder(paths);
  const byHistory = new Map<string, (readonly MigrationUnit[])[]>();
  for (const group of groups) {
    const [unit] = group;
    if (!unit || !under(unit.path)) continue;
    byHistory.set(unit.history, [...byHistory.get(unit.history) ?? [], group]);
  }
  const found: History[] = [];
  const left: string[] = [];
  for (const [history, own] of byHistory) {
    const name = history.split('#')[0] || '.';
    const said = own[0]?.[0]?.dialect ?? 'unknown';
    const dialect = said === 'unknown' ? wanted : VERIFIED_DIALECTS.find(one => one === said);
    const inCode = own.flat().filter(({ scripts }) => !scripts).length;
    if (inCode > 0) left.push(`${name}: ${inCode} of its migrations are code; only SQL is tried.`);
    else if (dialect === undefined) left.push(said === 'unknown' ? `${name}: its database is not known; name it by --dialect.` : `${name}: ${said} commits each schema change at once, so that nothing can be tried in it.`);
    else if (wanted === undefined || dialect === wanted) found.push({ name, dialect, groups: own });
  }
  return { found, left };
}

async function open(dialect: VerifiedDialect, groups: readonly (readonly MigrationUnit[])[], sources: ReadonlyMap<string, string>, { databaseUrl, baseline }: VerifyOptions): Promise<TrialDatabase> {
  if (dialect === 'sqlite') return (await import('./sqlite.js')).embeddedSqlite();
  const { embeddedPostgres, givenPostgres } = await import('./postgres.js');
  if (databaseUrl !== undefined) return givenPostgres(databaseUrl, baseline === 'existing');
  const paths = new Set(groups.flat().flatMap(({ scripts }) => scripts?.up.map(({ path }) => path) ?? []));
  return embeddedPostgres([...paths].map(path => sources.get(path) ?? '').join('\n'));
}
