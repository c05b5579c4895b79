import { compareText, once, type BackendModel, type Change, type ChangedFile, type Endpoint, type FileFacts, type RepoPath, type Repository } from '@assay/contract';
import { documentTexts, type ChangeSet } from '@assay/sources';
import type { Analysis } from '../options.js';
import { changeClasses } from './classes.js';
import { descriptions } from './contracts.js';
import { earlyUses } from './early-uses.js';
import { newVariables } from './variables.js';

/** What a change is judged from, besides the state of now. */
export interface ChangeInput {
  readonly against: string;
  readonly set: ChangeSet;
  readonly before: Pick<Analysis, 'model' | 'sources'>;
}

/** The change as rules see it. What costs something is computed when it is first asked for. */
export function makeChange({ against, set, before }: ChangeInput, repository: Repository, facts: readonly FileFacts[], model: BackendModel): Change {
  const classOf = changeClasses(repository, model, set);
  const sources = new Map(repository.files.map(({ path, text }) => [path, text]));
  const importsOf = importsAmong(new Set(set.files.map(({ path }) => path)), repository, facts);
  const files = set.files.map(({ path, how }): ChangedFile => ({ path, how, kind: classOf(path), imports: importsOf(path) }));
  const product = () => new Set(files.filter(({ kind, how }) => kind === 'product' && how !== 'deleted' && how !== 'moved').map(({ path }) => path));
  const known = new Set(before.model.endpoints.map(plainId));
  const variables = once(() => newVariables(facts, product(), before.sources, documentTexts(repository)));
  const described = once(() => descriptions(facts, before.model.endpoints));
  const uses = once(() => earlyUses({ model, set, sources, earlier: before.sources }));
  return {
    against, files, commits: set.commits.map(({ id, files: own }) => ({ id, files: own })), before: before.model,
    newEndpoints: model.endpoints.filter(entry => !known.has(plainId(entry))),
    describedIn: entry => described()(entry),
    get newVariables() { return variables(); },
    get uses() { return uses(); },
  };
}

/** The same entry point, whatever its parameters are called. */
function plainId({ id }: Endpoint): string {
  return id.replaceAll(/\{[^{}]*\}/g, '{}');
}

const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** Which of the changed files each imports. Of tests there are no facts: their text tells. */
function importsAmong(changed: ReadonlySet<RepoPath>, repository: Repository, facts: readonly FileFacts[]): (path: RepoPath) => readonly RepoPath[] {
  const byPath = new Map(facts.map(file => [file.path, file]));
  const texts = new Map(repository.files.filter(({ kind }) => kind === 'code').map(({ path, text }) => [path, text]));
  return path => {
    const specifiers = byPath.get(path)?.imports.map(({ specifier }) => specifier) ?? [...(texts.get(path) ?? '').matchAll(SPECIFIER)].map(match => match[1] ?? '');
    const targets = specifiers.flatMap(specifier => {
      const found = repository.resolve(path, specifier);
      return found.kind === 'file' && changed.has(found.path) && found.path !== path ? [found.path] : [];
    });
    return [...new Set(targets)].sort(compareText);
  };
}
