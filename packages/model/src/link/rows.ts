import { memo, type ApiModel, type Concept, type DeclaredSymbol, type FrameworkAdapter, type Linked, type PathValue, type ReceiverModel, type RoleModel } from '@assay/contract';
import { Doubts } from './doubts.js';

/** Where nothing is forgotten. */
const UNWATCHED = new Doubts();

interface Compiled<T> { readonly test: RegExp; readonly row: T }

/** Library knowledge of all adapters, by package, in the order in which it was given. */
export class Rows {
  private readonly models = new Map<string, Compiled<ApiModel>[]>();
  private readonly roles = new Map<string, Compiled<RoleModel>[]>();
  private readonly receivers = new Map<string, Compiled<ReceiverModel>[]>();
  private readonly symbols = new Map<string, DeclaredSymbol[]>();
  private readonly environment = new Map<string, string>();
  private readonly data = new Set<string>();
  /** The answers of `isData`, which is asked of each path again and again. */
  private readonly ofData = new Map<string, boolean>();
  private readonly stores = new Set<string>();
  private readonly joinless = new Set<string>();
  /** Functions that a library's tool loads by file. */
  readonly loads: NonNullable<FrameworkAdapter['loads']>[number][] = [];
  /** Adapters that know what stands behind names which a framework makes. */
  readonly namers: FrameworkAdapter[] = [];
  /** Adapters that know what code tells a dependency container, by package. */
  readonly providers = new Map<string, FrameworkAdapter[]>();
  private readonly generated: { readonly specifier: RegExp; readonly package: string }[] = [];
  private readonly known = new Map<PathValue, Concept | null>();
  /** Rows whose pattern a path has, by root and path: many calls share one. */
  private readonly matching = new Map<string, Map<string, readonly ApiModel[]>>();
  private readonly matchingRoles = new Map<string, Map<string, readonly RoleModel[]>>();

  constructor(adapters: readonly FrameworkAdapter[]) {
    for (const adapter of adapters) {
      this.generated.push(...(adapter.generated ?? []));
      this.loads.push(...(adapter.loads ?? []));
      if (adapter.member) this.namers.push(adapter);
      if (adapter.provides) for (const name of adapter.packages) this.providers.set(name, [...(this.providers.get(name) ?? []), adapter]);
      for (const row of adapter.models ?? []) add(this.models, row);
      for (const row of adapter.roles ?? []) add(this.roles, row);
      for (const row of adapter.receivers ?? []) add(this.receivers, row);
      for (const symbol of adapter.symbols ?? []) this.symbols.set(symbol.name, [...(this.symbols.get(symbol.name) ?? []), symbol]);
      for (const [name, value] of Object.entries(adapter.environment ?? {})) this.environment.set(`process.env.${name}`, value);
      if (adapter.kind === 'data') for (const name of adapter.packages) this.data.add(name);
      for (const name of adapter.caches ?? []) this.stores.add(name);
      if (adapter.joinsNothing) for (const name of adapter.packages) this.joinless.add(name);
    }
  }

  /** The first row that matches the path and has something to say of it. */
  concept(path: PathValue, project: Linked, doubts = UNWATCHED): Concept | undefined {
    const known = this.known.get(path);
    if (known !== undefined) {
      doubts.took(this.known, path);
      return known ?? undefined;
    }
    const outer = doubts.begin(this.known, path);
    const found = this.find(path, project);
    this.known.set(path, found ?? null);
    doubts.made(this.known, path, outer);
    return found;
  }

  /** Does any row speak of the package? */
  knows(root: string): boolean {
    return this.models.has(root);
  }

  refresh(doubts: Doubts): void {
    doubts.drop(this.known);
  }

  role(path: PathValue, project: Linked): string | undefined {
    for (const row of candidates(path, this.roles, this.matchingRoles)) {
      const role = typeof row.role === 'function' ? row.role(path, project) : row.role;
      if (role !== undefined) return role;
    }
    return undefined;
  }

  /** The path of what `this` is in a function that is assigned to `path` or handed to it. */
  receiver(path: PathValue, project: Linked): string | undefined {
    return this.handed(path, undefined, project);
  }

  /** The same for a parameter of a function that is handed to `path`. */
  handed(path: PathValue, parameter: number | undefined, project: Linked): string | undefined {
    const row = this.receivers.get(path.root)?.find(({ test, row: { parameter: index } }) => index === parameter && test.test(path.path))?.row;
    return typeof row?.is === 'function' ? row.is(path, project) : row?.is;
  }

  /** Does any library say what the functions get that are handed to it? */
  get hands(): boolean {
    return [...this.receivers.values()].some((list) => list.some(({ row }) => row.parameter !== undefined));
  }

  /** Packages whose functions have a `this` of their own. */
  hasReceivers(root: string): boolean {
    return this.receivers.has(root);
  }

  /** Is anything of the project declared, so that it is worth asking? */
  get declares(): boolean {
    return this.symbols.size > 0 || this.environment.size > 0;
  }

  /** The declaration of a function, method or class by its label and file. */
  symbol(name: string, path: string): DeclaredSymbol | undefined {
    return this.symbols.get(name)?.find((symbol) => symbol.path === undefined || symbol.path === path);
  }

  /** The production value of a global's path such as `process.env.MODE`. */
  variable(path: string): string | undefined {
    return this.environment.get(path);
  }

  /** Does any row speak of this package, of what it is a part of, or of this role? */
  covers(root: string): boolean {
    return this.models.has(root) || this.models.has(packageOf(root)) || root.startsWith('#') || root.startsWith('node:');
  }

  /** The package that a generated module stands for. */
  generatedFor(specifier: string): string | undefined {
    return this.generated.find((row) => row.specifier.test(specifier))?.package;
  }

  /** Is this a package of a data layer, or a part of one (`drizzle-orm/pg-core`)? */
  isData(root: string): boolean {
    let known = this.ofData.get(root);
    if (known === undefined) this.ofData.set(root, (known = this.data.has(root) || this.data.has(packageOf(root))));
    return known;
  }

  /** Does the store of this package know no transaction over several writes? */
  joinsNothing(root: string): boolean {
    return this.joinless.has(packageOf(root));
  }

  /** Is this a package of a store for what can be made again? */
  isCache(root: string): boolean {
    return this.stores.has(root) || this.stores.has(packageOf(root));
  }

  private find(path: PathValue, project: Linked): Concept | undefined {
    for (const row of candidates(path, this.models, this.matching)) {
      const concept = typeof row.is === 'function' ? row.is(path, project) : row.is;
      if (concept) return concept;
    }
    return undefined;
  }
}

/** The rows of a path's package whose pattern it has. */
function candidates<T>({ root, path }: PathValue, all: ReadonlyMap<string, readonly Compiled<T>[]>, known: Map<string, Map<string, readonly T[]>>): readonly T[] {
  const compiled = all.get(root);
  if (!compiled) return [];
  let byPath = known.get(root);
  if (!byPath) known.set(root, (byPath = new Map<string, readonly T[]>()));
  let rows = byPath.get(path);
  if (!rows) byPath.set(path, (rows = compiled.filter(({ test }) => test.test(path)).map(({ row }) => row)));
  return rows;
}

/** The package that an import path belongs to. */
export function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function add<T extends ApiModel | RoleModel | ReceiverModel>(map: Map<string, Compiled<T>[]>, row: T): void {
  const compiled = { test: patternOf(row.path), row };
  for (const name of typeof row.package === 'string' ? [row.package] : row.package) {
    const list = map.get(name);
    if (list) list.push(compiled);
    else map.set(name, [compiled]);
  }
}

/** Those of adapters are the same in each model. */
const patternOf = memo(compile);

/** A path pattern as a regular expression: `*` is one name, `**` any run of steps. */
export function compile(pattern: string): RegExp {
  const parts = pattern.split('**').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^.()]+'));
  let source = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (part.startsWith('\\.') && (source === '' || source.endsWith('\\.'))) source += `(?:.*\\.)?${part.slice(2)}`;
    else if (part === '' && source.endsWith('\\.')) source = `${source.slice(0, -2)}(?:[.(].*)?`;
    else source += `.*${part}`;
  }
  return new RegExp(`^${source}$`);
}
