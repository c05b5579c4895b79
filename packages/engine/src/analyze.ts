import type { FileFacts, Repository, SourceFile } from '@assay/contract';
import type { BuildInput } from '@assay/model';
import { decode, readRepository, readRequestFiles } from '@assay/sources';
import { cacheFolder } from './cache/cache-folder.js';
import { engineId, extractorId } from './cache/code-id.js';
import { openFactStore } from './cache/fact-store.js';
import { openOutcomes, type KeptOutcome, type OutcomeStore } from './cache/outcome-store.js';
import { runKey } from './compare/report-file.js';
import { dialectsOf } from './dialects.js';
import { extractAll, isNeeded, plainReader, type Reader } from './extract.js';
import { judge } from './judge.js';
import type { Analysis, AnalyzeOptions } from './options.js';
import { modelStage } from './stages.js';

/** How facts become a model. */
export type BuildModel = ReturnType<typeof modelStage>['buildModel'];

/** Reads the repository at `root`, models the backend in it and judges it. Throws only when the root cannot be read or modelled at all. */
export function analyze(options: AnalyzeOptions): Analysis {
  options.onProgress?.('reading files', 0, 1);
  const { root, cache, key, change } = options;
  // A change is compared with what git has, which is not looked at again.
  if (cache === undefined || key === undefined || change !== undefined) return analyzed(options);
  const outcomes = openOutcomes(cacheFolder(cache));
  const question = runKey([engineId(), key, plainOptions(options)]);
  const kept = outcomes.find(root, question);
  return kept ? recalled(kept, () => analyzed(options)) : analyzed(options, { outcomes, question });
}

/** What the key stands for, and what decides nothing. */
const NAMED: ReadonlySet<string> = new Set<keyof AnalyzeOptions>(['root', 'cache', 'key', 'rules', 'adapters', 'reports', 'level', 'ruleOptions', 'onProgress']);

/** All options that are plain data, by name; the others are not read, because some are made when they are. */
function plainOptions(options: AnalyzeOptions): readonly unknown[] {
  const names = (Object.keys(options) as (keyof AnalyzeOptions)[]).filter(name => !NAMED.has(name)).sort();
  return names.map(name => [name, options[name]]);
}

/** An outcome as an analysis. What was not kept of it is made when somebody asks. */
function recalled({ outcome, sources, contents }: KeptOutcome, again: () => Analysis): Analysis {
  let made: Analysis | undefined;
  const whole = (): Analysis => (made ??= again());
  return {
    ...outcome,
    sources: new Map(sources.map(path => [path, decode(contents.get(path) ?? new Uint8Array()).text])),
    warnings: [],
    get passes() { return whole().passes; },
    get model() { return whole().model; },
    get dataCalls() { return whole().dataCalls; },
    routeCalls: () => whole().routeCalls(),
  };
}

function analyzed(options: AnalyzeOptions, keeping?: { readonly outcomes: OutcomeStore; readonly question: string }): Analysis {
  const { root, cache } = options;
  const reader = plainReader(root);
  const store = cache === undefined ? undefined : openFactStore(cacheFolder(cache), reader, extractorId());
  const tests = options.tests ?? options.rules.some(rule => rule.meta.reads === 'tests');
  const seen = new Map<string, string>();
  const looking = keeping ? { seen } : {};
  const repository = readRepository(root, looking);
  const analysis = analyzeRepository(repository, store?.reader ?? reader, { ...options, tests }, tests ? readRequestFiles(repository, looking) : []);
  const { result, endpoints, crashed, judged, sources } = analysis;
  const warning = store?.save() ?? (crashed ? undefined : keeping?.outcomes.keep(keeping.question, seen, [...sources.keys()], { result, endpoints, crashed, judged }));
  return warning === undefined ? analysis : { ...analysis, warnings: [...analysis.warnings, warning] };
}

/** Models and judges a repository that was read. Throws only when it cannot be modelled. */
export function analyzeRepository(repository: Repository, reader: Reader, options: Omit<AnalyzeOptions, 'root'>, requestFiles: BuildInput['requestFiles'] = []): Analysis {
  const { facts, built } = modelRepository(repository, reader, options, input => modelStage().buildModel({ ...input, requestFiles }));
  return judge(repository, facts, built, options);
}

/** The model of a repository that was read, and the facts that are judged with it. Throws only when it cannot be modelled. */
export function modelRepository<T extends ReturnType<BuildModel>>(repository: Repository, reader: Reader, options: Omit<AnalyzeOptions, 'root'>, build: (input: BuildInput) => T) {
  const { adapters, tests, onProgress } = options;
  const { facts, problems } = extractAll(repository.files, { extractFile: reader.extractFile, outlineOf: outliner(repository, reader, options), dialectOf: dialectsOf(repository, adapters, reader.chooseDialect), onProgress, tests });
  onProgress?.('building the model', 0, 1);
  const built = build({ repository, facts, adapters, tests });
  const needed = new Set(repository.files.filter(file => isNeeded(file)).map(file => file.path));
  return { facts: facts.filter(file => needed.has(file.path)), built: { ...built, problems: [...problems, ...built.problems] } };
}

/** Of the user interface the model needs to know what it imports. Tests may call its code, and a change in it may read new variables: then it is read as all other code is. */
function outliner(repository: Repository, { outlineFile }: Reader, { adapters, tests, change }: Omit<AnalyzeOptions, 'root'>) {
  if (tests || change) return undefined;
  const { isShown, mayShow } = modelStage();
  return (file: SourceFile): FileFacts | undefined => {
    const outline = mayShow(file) ? outlineFile(file) : undefined;
    return outline && isShown(outline, file, repository, adapters) ? outline : undefined;
  };
}
