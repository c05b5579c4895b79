import { keptIn, type FileFacts, type RepoPath, type Repository } from '@assay/contract';

/** Packages that a file imports only to run tests. */
const RUNNERS = /^(?:vitest|jest|@jest\/globals|mocha|chai|ava|tap|node:test|@playwright\/test|bun:test)$/;

/** Folders of what tests use, or of what is done once beside a schema; a feature may be called alike, and is made use of by others or answers requests. */
const HELPERS = /(?:^|\/)(?:testing|tests?[-_]?(?:utils?|utilities|helpers?|kit|support|fixtures|factories)|prisma)\//i;

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
  const helps = (path: RepoPath): boolean => HELPERS.test(path) && roles.get(path) === 'product' && !serves(path);
  const isScript = ({ path }: FileFacts): boolean => roles.get(path) === 'script';
  const isTest = ({ path, imports }: FileFacts): boolean => roles.get(path) === 'test' || imports.some(({ specifier }) => RUNNERS.test(specifier));
  const forTests = facts.flatMap(({ path }) => (helps(path) && (importers.get(path) ?? []).every((file) => isTest(file) || helps(file.path)) ? [path] : []));
  return new Set([...forTests, ...[...importers].flatMap(([path, by]) => (
    roles.get(path) === 'product' && by.some(isScript) && by.every((file) => isScript(file) || isTest(file)) && !serves(path) ? [path] : []
  ))]);
}
