import type { FileFacts, FrameworkAdapter, RepoPath, Repository, SourceFile } from '@assay/contract';
import type { TextFile } from './tests/read-tests.js';

/** What a model is made of. */
export interface BuildInput {
  readonly repository: Repository;
  readonly facts: readonly FileFacts[];
  readonly adapters: readonly FrameworkAdapter[];
  /** Reads the tests as well; `facts` must have theirs. */
  readonly tests?: boolean;
  /** Files of HTTP clients, read with the tests. */
  readonly requestFiles?: readonly TextFile[];
}

/**
 * Would two inputs give the same model? `linked` are the files that the model of the first is made of. True is certain: a file of code that was left out
 * (tests, the user interface) may say anything else, as long as it stays left out. Code is read through its facts, and its text only where a value
 * of the model leads into it.
 */
export function isSameInput(before: BuildInput, after: BuildInput, linked: ReadonlySet<RepoPath>): boolean {
  const { adapters } = before;
  // Inventories of tests are made once.
  if (before.tests || after.tests) return false;
  if (adapters.length !== after.adapters.length || adapters.some((adapter, index) => adapter !== after.adapters[index])) return false;
  if (!isSameRepository(before.repository, after.repository, linked)) return false;
  if (before.facts.length !== after.facts.length) return false;
  return before.facts.every((file, index) => {
    const other = after.facts[index];
    if (file === other) return true;
    if (file.path !== other?.path) return false;
    return isOfSameText(file, other) || (!linked.has(file.path) && staysOut(file, other, adapters));
  });
}

function isSameRepository(before: Repository, after: Repository, linked: ReadonlySet<RepoPath>): boolean {
  const { manifests, paths, resolve } = before;
  if (manifests !== after.manifests || paths !== after.paths || resolve !== after.resolve || before.files.length !== after.files.length) return false;
  return before.files.every((file, index) => {
    const other = after.files[index];
    return file === other || (other !== undefined && isSameFile(file, other, linked));
  });
}

function isSameFile(file: SourceFile, other: SourceFile, linked: ReadonlySet<RepoPath>): boolean {
  if (file.path !== other.path || file.kind !== other.kind || file.role !== other.role) return false;
  return file.text === other.text || (file.kind === 'code' && !linked.has(file.path));
}

/** Facts of one text that were read twice. */
function isOfSameText(file: FileFacts, other: FileFacts): boolean {
  return file.hash === other.hash && file.dialect === other.dialect;
}

/** Does a file that is no part of the backend say the same of all that may make it one, or others by its imports? */
function staysOut(file: FileFacts, other: FileFacts, adapters: readonly FrameworkAdapter[]): boolean {
  return reasonsOf(file, adapters) === reasonsOf(other, adapters);
}

function reasonsOf({ path, imports, exports, bindings, functions }: FileFacts, adapters: readonly FrameworkAdapter[]): string {
  const imported = bindings.flatMap((binding) => (binding.imported ? [[binding.imported.specifier, binding.imported.name, binding.imported.typeOnly ?? false]] : []));
  const served = adapters.map((adapter) => adapter.serves?.(path, (name) => exports.some((fact) => fact.name === name)) ?? false);
  return JSON.stringify([imports.map(({ specifier, kind, typeOnly }) => [specifier, kind, typeOnly]), imported, functions.flatMap((fn) => fn.directives), served]);
}
