import { keptIn, type FileFacts, type RepoPath, type Repository } from '@assay/contract';

/** Packages that a file imports only to run tests. */
const RUNNERS = /^(?:vitest|jest|@jest\/globals|mocha|chai|ava|tap|node:test|@playwright\/test|bun:test)$/;

/**
 * Files of which only scripts make use: a backfill that a script starts once, and its tests. What answers requests or runs jobs is none, whoever imports it besides.
 */
export function filesRunByHand(facts: readonly FileFacts[], repository: Repository, serves: (path: RepoPath) => boolean): ReadonlySet<RepoPath> {
  const roles = new Map(repository.files.map(({ path, role }) => [path, role]));
  const importers = new Map<RepoPath, FileFacts[]>();
  for (const file of facts) {
    for (const fact of file.imports) {
      const target = fact.typeOnly ? undefined : repository.resolve(file.path, fact.specifier);
      if (target?.kind === 'file') keptIn(importers, target.path, (): FileFacts[] => []).push(file);
    }
  }
  const isScript = ({ path }: FileFacts): boolean => roles.get(path) === 'script';
  const isTest = ({ path, imports }: FileFacts): boolean => roles.get(path) === 'test' || imports.some(({ specifier }) => RUNNERS.test(specifier));
  return new Set([...importers].flatMap(([path, by]) => (
    roles.get(path) === 'product' && by.some(isScript) && by.every((file) => isScript(file) || isTest(file)) && !serves(path) ? [path] : []
  )));
}
