import { generatedTarget } from './generated.js';
import { isWithin, memo, once, type BindingFact, type ExportFact, type Expr, type FileFacts, type PackageManifest, type RepoPath, type Repository, type Resolution, type WriteFact } from '@assay/contract';

/** Look-ups over all facts, built once. */
export interface ProjectIndex {
  readonly files: readonly FileFacts[];
  readonly repository: Repository;
  file(path: RepoPath): FileFacts | undefined;
  resolve(from: RepoPath, specifier: string): Resolution;
  /** Assignments `<binding>.name = value` of a file. */
  parkedOn(file: FileFacts, binding: number): readonly WriteFact[];
  /** Assignments to a member of a name, of a function to any (`x.name = () => ..`), of anything to what was just constructed (`const x = new Store(); x.name = ..`), in all files. */
  parkedAs(name: string): readonly { readonly file: FileFacts; readonly write: WriteFact }[];
  /** Assignments `imported.name = value` of product code, to a member of what a file imports. */
  parkedOnImports(name: string): readonly { readonly file: FileFacts; readonly write: WriteFact }[];
  /** The binding whose initializer is this very expression (an object literal, a function). */
  bindingOf(file: FileFacts, start: number): number | undefined;
  /** Assignments `this.name = value` inside a class, with the function that holds each. */
  thisWrites(file: FileFacts, cls: number, name: string): readonly WriteFact[];
  /** What a file exports under a name, in order. */
  exportsAs(file: FileFacts, name: string): readonly ExportFact[];
  /** Expressions that a function returns. */
  returnsOf(file: FileFacts, fn: number): readonly Expr[];
  /** The function (id) that an offset lies in: the innermost. */
  functionAt(file: FileFacts, offset: number): number;
}

/** `libraries`: packages whose calls an adapter follows, wherever their own code is. */
export function indexProject(files: readonly FileFacts[], repository: Repository, generated: ReadonlyMap<RepoPath, string> = new Map(), libraries: ReadonlySet<string> = new Set()): ProjectIndex {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const parked = memo(parkedWrites);
  const starts = memo(initializers);
  const own = memo(classWrites);
  const exported = memo(exportsByName);
  const byName = once(() => parkedByName(files));
  const onImports = once(() => importedWrites(files, repository));
  const returns = memo((file: FileFacts) => memo((fn: number) => returnedBy(file, fn)));
  const homes = repository.manifests.filter(({ name }) => name !== undefined && libraries.has(name));
  return {
    files, repository,
    file: (path) => byPath.get(path),
    resolve: (from, specifier) => {
      const resolved = repository.resolve(from, specifier);
      const home = homes.length > 0 && resolved.kind === 'file' ? homeOf(homes, from, specifier) : undefined;
      if (home) return home;
      if (generated.size === 0 || (resolved.kind === 'file' && byPath.has(resolved.path))) return resolved;
      return generatedTarget(from, specifier, resolved, generated) ?? resolved;
    },
    parkedOn: (file, binding) => parked(file).get(binding) ?? [],
    parkedAs: (name) => byName().get(name) ?? [],
    parkedOnImports: (name) => onImports().get(name) ?? [],
    bindingOf: (file, start) => starts(file).get(start),
    thisWrites: (file, cls, name) => own(file).get(`${cls}.${name}`) ?? [],
    exportsAs: (file, name) => exported(file).get(name) ?? [],
    returnsOf: (file, fn) => returns(file)(fn),
    functionAt,
  };
}

/** The library that is a package of this repository itself, as other packages of the repository import it. */
function homeOf(homes: readonly PackageManifest[], from: RepoPath, specifier: string): Resolution | undefined {
  const home = homes.find(({ name = '' }) => specifier === name || specifier.startsWith(`${name}/`));
  if (home?.name === undefined || isWithin(from, home.folder)) return undefined;
  return { kind: 'package', name: home.name, subpath: specifier.slice(home.name.length + 1) };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function parkedByName(files: readonly FileFacts[]): Map<string, { file: FileFacts; write: WriteFact }[]> {
  const map = new Map<string, { file: FileFacts; write: WriteFact }[]>();
  for (const file of files) {
    for (const write of file.writes) {
      if (write.object.kind !== 'name') continue;
      if (write.value.kind === 'function' || file.bindings[write.object.binding]?.init?.kind === 'new') push(map, write.name, { file, write });
    }
  }
  return map;
}

function importedWrites(files: readonly FileFacts[], repository: Repository): Map<string, { file: FileFacts; write: WriteFact }[]> {
  const map = new Map<string, { file: FileFacts; write: WriteFact }[]>();
  const tests = testFiles(repository);
  for (const file of files) {
    if (tests.has(file.path)) continue;
    for (const write of file.writes) if (write.object.kind === 'name' && write.name !== '[]' && isImported(file.bindings[write.object.binding])) push(map, write.name, { file, write });
  }
  return map;
}

/** The paths of all tests. */
export function testFiles({ files }: Pick<Repository, 'files'>): ReadonlySet<RepoPath> {
  return new Set(files.flatMap((file) => (file.role === 'test' ? [file.path] : [])));
}

function isImported(binding: BindingFact | undefined): boolean {
  return binding?.kind === 'import' || binding?.init?.kind === 'require';
}

function parkedWrites(file: FileFacts): Map<number, WriteFact[]> {
  const map = new Map<number, WriteFact[]>();
  for (const write of file.writes) if (write.object.kind === 'name') push(map, write.object.binding, write);
  return map;
}

function initializers(file: FileFacts): Map<number, number> {
  const map = new Map<number, number>();
  file.bindings.forEach((binding, id) => {
    if (binding.init && binding.kind !== 'import') map.set(binding.init.at[0], id);
  });
  return map;
}

/** The class whose `this` a function sees: its own, or that of the function around an arrow. */
export function classAround(file: FileFacts, fn: number): number | undefined {
  const fact = file.functions[fn];
  if (!fact) return undefined;
  if (fact.cls !== undefined) return fact.cls;
  return fact.kind === 'arrow' && fact.parent !== undefined ? classAround(file, fact.parent) : undefined;
}

function classWrites(file: FileFacts): Map<string, WriteFact[]> {
  const map = new Map<string, WriteFact[]>();
  for (const write of file.writes) {
    if (write.object.kind !== 'this') continue;
    const cls = classAround(file, write.fn);
    if (cls !== undefined) push(map, `${cls}.${write.name}`, write);
  }
  return map;
}

function exportsByName(file: FileFacts): Map<string, ExportFact[]> {
  const map = new Map<string, ExportFact[]>();
  for (const entry of file.exports) push(map, entry.name, entry);
  return map;
}

function returnedBy(file: FileFacts, fn: number): readonly Expr[] {
  const found: Expr[] = [];
  const visit = (statements: FileFacts['functions'][number]['body']): void => {
    for (const statement of statements) {
      if (statement.kind === 'return' && statement.value) found.push(statement.value);
      else if (statement.kind === 'if') {
        visit(statement.then);
        visit(statement.else);
      } else if (statement.kind === 'loop' || statement.kind === 'labeled') visit(statement.body);
      else if (statement.kind === 'try') {
        visit(statement.body);
        visit(statement.handler ?? []);
        visit(statement.finalizer ?? []);
      } else if (statement.kind === 'switch') for (const clause of statement.cases) visit(clause.body);
    }
  };
  visit(file.functions[fn]?.body ?? []);
  return found;
}

function functionAt(file: FileFacts, offset: number): number {
  let best = 0;
  let width = Infinity;
  file.functions.forEach((fn, id) => {
    const [start, end] = fn.at;
    if (start <= offset && offset < end && end - start <= width) {
      best = id;
      width = end - start;
    }
  });
  return best;
}
