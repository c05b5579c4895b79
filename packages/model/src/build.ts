import { compareSpans } from '@assay/contract';
import type { DeclaredTable, Expr, FileFacts, FrameworkAdapter, Job, Linked, MigrationUnit, ModelNode, ReadProblem, Repository, RoutingScope } from '@assay/contract';
import { clientFiles } from './client-code.js';
import { Linker } from './link/linker.js';
import { parkRequestSlots, parkSlotsOf } from './setup/request-slots.js';
import { SetupInterpreter } from './setup/interpreter.js';

/** What set-up code and adapters registered. */
export interface Registered {
  readonly linker: Linker;
  readonly scopes: readonly RoutingScope[];
  readonly migrations: readonly MigrationUnit[];
  /** Tables that the code declares. */
  readonly tables: readonly DeclaredTable[];
  /** Functions that something else than a request starts. */
  readonly jobs: readonly Job[];
  /** Adapters that failed, and set-up code that was not run each time. */
  readonly problems: readonly ReadProblem[];
  /** Calls on libraries' objects that set-up code made. */
  readonly told: ReadonlySet<Expr>;
}

/** Adapters whose packages no manifest names and no file imports stay silent; knowledge of the runtime, and of tests where they are read, is always on. */
export function enabled(adapters: readonly FrameworkAdapter[], repository: Repository, facts: readonly FileFacts[]): FrameworkAdapter[] {
  const known = new Set(repository.manifests.flatMap((manifest) => Object.keys(manifest.dependencies)));
  // A package that another one brings along is imported without being declared.
  if (known.size > 0) for (const file of facts) for (const { specifier, typeOnly } of file.imports) if (!typeOnly) known.add(packageOf(specifier));
  return adapters.filter((adapter) => adapter.kind === 'runtime' || adapter.kind === 'migration' || adapter.kind === 'tests' || adapter.packages.some((name) => known.has(name)) || known.size === 0);
}

/** `@scope/name` of `@scope/name/sub/path`. */
function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/**
 * Links the project and runs its set-up code. Values parked on the request or on a framework's instance are seen only after the
 * code that parks them ran, so set-up runs a second time when anything was parked.
 */
export function register(repository: Repository, allFacts: readonly FileFacts[], all: readonly FrameworkAdapter[]): Registered {
  const roles = new Map(repository.files.map((file) => [file.path, file.role]));
  const adapters = enabled(all, repository, allFacts.filter((file) => roles.get(file.path) === 'product')).filter((adapter) => adapter.kind !== 'tests');
  const sqlPaths = new Set(repository.files.filter((file) => file.kind === 'sql').map((file) => file.path));
  const facts = allFacts.filter((file) => !sqlPaths.has(file.path));
  const isProduct = (path: string): boolean => roles.get(path) === 'product';
  const client = clientFiles(facts, repository, adapters);
  const product = facts.filter((file) => roles.get(file.path) !== 'test' && !client.has(file.path));
  const linker = new Linker(product, repository, adapters, allFacts.filter((file) => sqlPaths.has(file.path)));
  linker.indexCalls((path) => roles.get(path) !== 'test');
  parkRequestSlots(linker);
  const first = new SetupInterpreter(linker, adapters, isProduct);
  first.run();
  parkSlotsOf(first.scopes.values(), linker);
  let { scopes, told, problems: cut } = first;
  if (linker.hasParked) {
    linker.refresh();
    linker.doubts.rest();
    const second = new SetupInterpreter(linker, adapters, isProduct);
    second.run();
    ({ scopes, told, problems: cut } = second);
  }
  linker.doubts.rest();
  const migrations: MigrationUnit[] = [];
  const tables: DeclaredTable[] = [];
  const jobs: Job[] = [];
  const declared: RoutingScope[] = [];
  const problems: ReadProblem[] = [...cut];
  for (const adapter of adapters) {
    for (const node of recognized(adapter, linker, problems)) {
      if (node.kind === 'scope') declared.push(node.scope);
      else if (node.kind === 'migration') migrations.push(node.migration);
      else if (node.kind === 'table') tables.push(node.table);
      else jobs.push(node);
    }
  }
  return { linker, scopes: [...scopes.values(), ...declared], migrations, tables, jobs: jobs.sort((a, b) => compareSpans(a.at, b.at)), problems, told };
}

/** An adapter that throws is one problem; what the others know stays. */
function recognized(adapter: FrameworkAdapter, project: Linked, problems: ReadProblem[]): readonly ModelNode[] {
  try {
    return [...(adapter.recognize?.(project) ?? [])];
  } catch (error) {
    problems.push({ path: '', code: 'internal', level: 'problem', message: `the ${adapter.name} adapter failed: ${error instanceof Error ? error.message : String(error)}` });
    return [];
  }
}
