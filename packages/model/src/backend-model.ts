import { memo, MUTATING, once } from '@assay/contract';
import type {
  BackendModel, ChainStep, Coverage, DataCall, DeclaredTable, Endpoint, EntryDeclaration, Expr, FileFacts, FrameworkAdapter, FunctionFact, GuardAnswer, IdempotencyAnswer, Job, KeyUse, MigrationUnit,
  MissedStep, ReachAnswer, Repository, RouteCall, ScopingAnswer,
} from '@assay/contract';
import { askedBehind } from './answers/asked-behind.js';
import { ambientLibraries, isHookOf } from './answers/ambient.js';
import { dataCalls } from './answers/data-calls.js';
import { effectOf } from './answers/effects.js';
import { EntryFlows, handlersOf, type EntryFlow } from './answers/entry-flow.js';
import { errorProducers } from './answers/errors.js';
import { runErrorHandlers } from './answers/error-handlers.js';
import { guardOf } from './answers/guards.js';
import { fieldSubjects } from './answers/fields.js';
import { bookkeepingOf } from './answers/best-effort.js';
import { idempotencyOf } from './answers/idempotency.js';
import { keyReaders } from './answers/key-readers.js';
import { keyUse } from './answers/key-use.js';
import { effectOfLibrary, scopingByLibrary } from './answers/library-made.js';
import { registers } from './answers/listeners.js';
import { loopSubjects } from './answers/loops.js';
import { ownedTables } from './answers/ownership.js';
import { peersOf } from './answers/peers.js';
import { purposeOf } from './answers/purposes.js';
import { randomColumns } from './answers/random-columns.js';
import { reachOf } from './answers/reach.js';
import { referringColumns, widelyReferring } from './answers/references.js';
import { declaredPublic } from './answers/declared-public.js';
import { deviances } from './answers/deviance.js';
import { developmentOnly } from './answers/development-only.js';
import { retriedCalls } from './answers/retries.js';
import { routeCalls } from './answers/route-calls.js';
import { tableUses } from './answers/table-uses.js';
import { wideChanges } from './answers/wide-changes.js';
import { transactionScopes } from './answers/transaction-scopes.js';
import { callersDiffer, rolesCount, scopingOf } from './answers/scoping.js';
import { signsIn } from './answers/sign-ins.js';
import { manualTransactions } from './answers/transactions.js';
import { uniqueKeys } from './answers/unique-keys.js';
import { unreachedScopes } from './answers/unreached.js';
import { openedAround } from './answers/opened-around.js';
import { writeSets, type WriteScope } from './answers/write-sets.js';
import { filesRunByHand } from './by-hand.js';
import { commandLineFiles } from './client-code.js';
import type { FlowEvent } from './flow/events.js';
import { firstStep } from './flow/carried.js';
import { Executor } from './flow/executor.js';
import type { Linker } from './link/linker.js';
import { functionOf, optionsOf } from './link/values.js';
import { matchSchemas } from './schema/declared.js';
import { tableFilters } from './schema/filters.js';
import { migrationGroups, replay } from './schema/reversals.js';
import { indexesOfCode } from './schema/synced.js';
import { rowChanges } from './schema/row-changes.js';
import { schemaTables } from './schema/tables.js';
import { functionLabel } from './text.js';

function mayChange({ method }: Endpoint, { known }: ReachAnswer): boolean {
  return known === 'yes' || (known === 'unknown' && MUTATING.has(method));
}

/** Seeds, by folder or by the file's own name. */
const SEEDS = /(?:^|\/)(?:seeds?|seeders)\/|(?:^|[/._-])(?:seed(?:s|er|ers|ing)?|(?:sample|demo|test)-?data|data-?(?:creator|seeder)|populate)(?:[._-][^/]*)?\.[cm]?[jt]sx?$/i;
/** Migrations by folder; one whose code answers requests is named after what the product does. */
const MIGRATIONS = /(?:^|\/)(?:(?:[\w-]+[-_])?migrations?|migrate)\//i;

/** File-system routes: each folder below is a segment of a URL. */
const ROUTE_FOLDERS = /((?:^|\/)(?:app|pages)\/api\/).*\//;

function isSetUp(path: string, answersRequests: (path: string) => boolean): boolean {
  const named = path.replace(ROUTE_FOLDERS, '$1');
  return SEEDS.test(named) || (MIGRATIONS.test(named) && !answersRequests(path));
}

interface Inputs {
  readonly repository: Repository;
  readonly linker: Linker;
  readonly endpoints: readonly Endpoint[];
  /** Everything that is registered on a router. */
  readonly steps: readonly ChainStep[];
  readonly jobs: readonly Job[];
  readonly migrations: readonly MigrationUnit[];
  readonly tables: readonly DeclaredTable[];
  readonly adapters: readonly FrameworkAdapter[];
  readonly told: ReadonlySet<Expr>;
}

/** Answers the rules' questions; everything is computed once, when the model is made, so that answers do not depend on the order of questions. */
export function backendModel({ repository, linker, endpoints, steps, jobs, migrations, tables: declaredTables, adapters, told }: Inputs): { readonly model: BackendModel; readonly dataCalls: readonly DataCall[]; readonly routeCalls: () => readonly RouteCall[] } {
  const programs = commandLineFiles(linker.files, repository);
  const migrationFiles = new Set(migrations.map((migration) => migration.path));
  const executor = new Executor(linker);
  const declared = declarationsOf(adapters);
  const flows = new EntryFlows(linker, executor, declared);
  for (const entry of endpoints) flows.of(entry);
  const answersRequests = (path: string): boolean => linker.index.file(path)?.functions.some((fn) => fn.kind !== 'module' && executor.hasReached(fn)) === true;
  const jobFiles = new Set(jobs.flatMap(({ handler }) => optionsOf(handler).flatMap((option) => (option.kind === 'function' ? [option.file.path] : []))));
  const byHand = filesRunByHand(linker.files, repository, (path) => jobFiles.has(path) || answersRequests(path));
  const scope = new Set(repository.files.flatMap(({ path, role }) => (
    role === 'product' && !migrationFiles.has(path) && !programs.has(path) && !byHand.has(path) && !isSetUp(path, answersRequests) ? [path] : []
  )));
  const inScope = (path: string): boolean => scope.has(path);
  runErrorHandlers(endpoints, executor, linker);
  const jobEvents = runJobs(jobs, executor, linker);
  runTheRest(executor, linker, inScope);
  const calls = dataCalls(executor, linker, inScope);
  const entries = endpointScopes(endpoints, flows, linker);
  const scopes = [...entries, ...uncalledScopes(executor, inScope, new Set(endpoints.filter((_entry, index) => entries[index]?.around !== undefined).flatMap(handlersOf).map(({ fn }) => fn)))];
  const readers = keyReaders(linker);
  const around = { columns: randomColumns(executor, linker), linker, merged: (fn: FunctionFact) => executor.cut.merged.has(fn) || linker.merged.has(fn) };
  const isRun = (unit: MigrationUnit): boolean => !unit.retired;
  const run = migrations.filter(isRun);
  const applied = migrationGroups(migrations);
  const { reversals, columnsBefore, schemas } = replay(applied, indexesOfCode(linker.files, (path) => migrationFiles.has(path)));
  const tables = schemaTables(schemas);
  const schemaMatches = matchSchemas(declaredTables, schemas, tables);
  const stores = { unique: uniqueKeys(linker, { tables, matches: schemaMatches, declared: declaredTables }), isBestEffort: bookkeepingOf(tables, schemaMatches) };
  const uses = once(() => tableUses({ entries: endpoints.map((entry) => ({ entry, events: flows.of(entry).events })), jobs: jobEvents, rest: scopes.slice(endpoints.length) }, linker));
  const differ = callersDiffer(endpoints, (entry) => flows.of(entry), linker);
  const flowOf = (entry: Endpoint): EntryFlow => flows.of(entry);
  const apart = { rolesCount: rolesCount(endpoints, flowOf), owned: ownedTables(endpoints, flowOf, linker) };
  const ambient = once(() => ambientLibraries(executor));
  const reach = memo((entry: Endpoint): ReachAnswer => reachOf(entry, flows.of(entry), linker));
  const publicByPurpose: BackendModel['publicByPurpose'] = (entry) => {
    const reason = declared(entry).find((declaration) => declaration.public !== undefined)?.public ?? declaredPublic(entry);
    if (reason !== undefined) return { purpose: reason, declared: true };
    const purpose = purposeOf(entry) ?? (signsIn(entry, flows.of(entry), linker) ? 'login' : undefined);
    return purpose === undefined ? undefined : { purpose, declared: false };
  };
  const guarded = memo((entry: Endpoint): GuardAnswer => guardOf(entry, flows.of(entry), around));
  const peers = once(() => peersOf(jobEvents));
  const model: BackendModel = {
    endpoints, jobs, migrations: run, migrationGroups: applied.filter((group) => group.every(isRun)), columnsBefore, reversals: reversals.filter(({ unit }) => isRun(unit)), tables, declaredTables, schemaMatches, rowChanges: rowChanges(run, linker.files, inScope),
    loops: loopSubjects(executor, linker, inScope),
    fields: fieldSubjects(endpoints, flows, linker),
    transactions: manualTransactions(executor, linker, inScope),
    transactionScopes: transactionScopes(executor, linker, inScope),
    writeSets: writeSets([...scopes, ...unreachedScopes(executor, scopes, inScope)], { linker, isHook: (at) => isHookOf(ambient(), at, linker), tables: { refers: referringColumns(tables), isHungOn: widelyReferring(tables), isBestEffort: stores.isBestEffort } }),
    retriedCalls: retriedCalls(executor, inScope),
    errorProducers: errorProducers({ executor, linker, endpoints, flows, adapters, inScope }),
    coverage: coverageOf({ repository, linker, endpoints, jobs, migrations, tables: declaredTables, adapters, told }, calls, executor),
    effects: (entry) => [...flows.of(entry).events.filter((event) => event.kind !== 'unresolved' && event.kind !== 'inquiry').map(effectOf), ...effectOfLibrary(entry)],
    wideChanges: once(() => wideChanges([...jobEvents, ...scopes].map(({ events }) => events), linker, inScope)),
    tableUses: uses,
    tableFilters: once(() => tableFilters(uses(), declaredTables, tables)),
    reach,
    guarded,
    deviance: deviances({ endpoints, steps, flows, executor, linker, guarded, isJudged: (entry) => mayChange(entry, reach(entry)) && publicByPurpose(entry) === undefined }),
    missedGuards: memo((entry: Endpoint): readonly MissedStep[] => [...entry.missed.filter(({ step }) => flows.demandsCaller(step, entry)), ...askedBehind(entry, flows)]),
    scoping: memo((entry: Endpoint): ScopingAnswer => ({ writes: [...scopingOf(flows.of(entry), apart, linker), ...scopingByLibrary(entry, flows.of(entry), linker)], callersDiffer: differ })),
    idempotency: memo((entry: Endpoint): IdempotencyAnswer => idempotencyOf(entry, flows.of(entry), peers(), readers, stores, linker)),
    keyUse: memo((entry: Endpoint): KeyUse | undefined => keyUse(entry, flows.of(entry), readers, stores, linker)),
    developmentOnly: (entry) => developmentOnly(entry, linker),
    publicByPurpose,
  };
  const routers = new Set(adapters.filter(({ kind }) => kind === 'http').flatMap(({ packages }) => packages));
  return { model, dataCalls: calls, routeCalls: () => routeCalls({ executor, linker, endpoints, jobs, told, routers, inScope }) };
}

/** What the adapters know of an entry point from outside the code. */
function declarationsOf(adapters: readonly FrameworkAdapter[]): (entry: Endpoint) => readonly EntryDeclaration[] {
  const asked = adapters.filter((adapter) => adapter.entry !== undefined);
  return (entry) => asked.flatMap((adapter) => adapter.entry?.(entry) ?? []);
}

/** Jobs get what their framework hands over; answers what each does. */
function runJobs(jobs: readonly Job[], executor: Executor, linker: Linker): readonly { readonly job: Job; readonly events: readonly FlowEvent[] }[] {
  return jobs.map((job) => {
    const args = job.protocol?.params.map((root) => ({ value: linker.role(root), labels: linker.labelsOfValue(linker.role(root)) }));
    return { job, events: optionsOf(job.handler).flatMap((option) => (option.kind === 'function' ? executor.summary(option, args).events : [])) };
  });
}

/** Functions that no endpoint reached: services, jobs, helpers. Those come first that reach others: what nothing calls, and outer functions. Those that cannot run are left out. */
function runTheRest(executor: Executor, linker: Linker, inScope: (path: string) => boolean): void {
  const rest = linker.files.filter((file) => inScope(file.path)).flatMap((file) => file.functions.flatMap((fn, id) => (
    isDead(file, id) ? [] : [{ file, fn, id, turn: 2 * nesting(file, fn) + (linker.isCalled(file.path, id) ? 1 : 0) }]
  )));
  for (const { file, fn, id } of rest.sort((a, b) => a.turn - b.turn)) {
    if (id !== 0 && executor.hasReached(fn)) continue;
    const env = linker.envOf(file, id);
    executor.summary(functionOf(file, id, fn.parent === undefined ? env : linker.envOf(file, fn.parent), env.self), undefined);
  }
}

/** Nothing names the function, or one that it stands in. */
function isDead(file: FileFacts, id: number): boolean {
  const fn = file.functions[id];
  return fn?.unused === true || (fn?.parent !== undefined && isDead(file, fn.parent));
}

function nesting(file: FileFacts, fn: FunctionFact): number {
  const outer = fn.parent === undefined ? undefined : file.functions[fn.parent];
  return outer ? nesting(file, outer) + 1 : 0;
}

function endpointScopes(endpoints: readonly Endpoint[], flows: EntryFlows, linker: Linker): WriteScope[] {
  return endpoints.map((entry) => {
    const around = openedAround(entry, flows.executor, linker);
    return { label: entry.id, at: entry.at, events: flows.of(entry).events, ...(around ? { around } : {}) };
  });
}

/** Functions that nothing known calls, those left out that run in a transaction which is opened around them: the entry points of jobs and scripts, and what timers and listeners run. */
function uncalledScopes(executor: Executor, inScope: (path: string) => boolean, wrapped: ReadonlySet<FunctionFact>): WriteScope[] {
  const functions = executor.activations.filter(({ fn }) => fn.fn.kind !== 'module');
  const called = new Set<FunctionFact>(wrapped);
  for (const { summary } of functions) {
    for (const event of summary.events) {
      // The calls further on are the first ones of the events of the callee.
      const step = firstStep(event);
      if (step && !registers(step)) called.add(step.callee.fn);
    }
  }
  return functions.flatMap(({ fn, summary }) => {
    if (!inScope(fn.file.path) || called.has(fn.fn)) return [];
    return [{ label: functionLabel(fn.file, fn.id), at: { path: fn.file.path, start: fn.fn.nameAt[0], end: fn.fn.nameAt[1] }, events: summary.events, uncalled: true }];
  });
}

function coverageOf({ repository, linker, endpoints, migrations, adapters }: Omit<Inputs, 'steps'>, calls: readonly DataCall[], { cut }: Executor): Coverage {
  const used = (kind: FrameworkAdapter['kind']): string[] => adapters.filter((adapter) => adapter.kind === kind && adapter.packages.some((name) => linker.dependsOn(name))).map((adapter) => adapter.name);
  const reasons: Record<string, number> = {};
  for (const call of calls) if (call.known === 'unknown' && call.reason) reasons[call.reason] = (reasons[call.reason] ?? 0) + 1;
  return {
    files: repository.files.filter((file) => file.kind === 'code').length, functions: linker.files.reduce((sum, file) => sum + file.functions.length - 1, 0),
    frameworks: used('http'), dataLayers: used('data'),
    endpoints: {
      total: endpoints.length, mutating: endpoints.filter((entry) => MUTATING.has(entry.method)).length,
      unresolvedHandlers: endpoints.filter((entry) => !entry.handler || optionsOf(entry.handler.value).every((value) => value.kind === 'unknown')).length,
      unmounted: endpoints.filter((entry) => !entry.mounted).length,
    },
    dataCalls: {
      yes: calls.filter((call) => call.known === 'yes').length, no: calls.filter((call) => call.known === 'no').length, unknown: calls.filter((call) => call.known === 'unknown').length,
      reasons: Object.fromEntries(Object.entries(reasons).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    migrations: { total: migrations.length, tools: [...new Set(migrations.map((migration) => migration.tool))].sort() },
    cut: { merged: new Set([...linker.merged, ...cut.merged]).size, dropped: cut.dropped.size },
  };
}
