import type { Repository } from '@assay/contract';
import { buildModel, type BuildInput } from '@assay/model';
import { readRepository, readRequestFiles } from '@assay/sources';
import { cacheFolder } from './cache/cache-folder.js';
import { extractorId } from './cache/extractor-id.js';
import { openFactStore } from './cache/fact-store.js';
import { dialectsOf } from './dialects.js';
import { extractAll, fileExtractor, isNeeded, type ExtractFile } from './extract.js';
import { judge } from './judge.js';
import type { Analysis, AnalyzeOptions } from './options.js';

/** Reads the repository at `root`, models the backend in it and judges it. Throws only when the root cannot be read or modelled at all. */
export function analyze(options: AnalyzeOptions): Analysis {
  options.onProgress?.('reading files', 0, 1);
  const { root, cache } = options;
  const extract = fileExtractor(root);
  const store = cache === undefined ? undefined : openFactStore(cacheFolder(cache), extract, extractorId());
  const tests = options.tests ?? options.rules.some(rule => rule.meta.reads === 'tests');
  const analysis = analyzeRepository(readRepository(root), store?.extractFile ?? extract, { ...options, tests }, tests ? readRequestFiles(root) : []);
  const warning = store?.save();
  return warning === undefined ? analysis : { ...analysis, warnings: [...analysis.warnings, warning] };
}

/** Models and judges a repository that was read. Throws only when it cannot be modelled at all. */
export function analyzeRepository(repository: Repository, extractFile: ExtractFile, options: Omit<AnalyzeOptions, 'root'>, requestFiles: BuildInput['requestFiles'] = []): Analysis {
  const { facts, problems } = extractAll(repository.files, { extractFile, dialectOf: dialectsOf(repository, options.adapters), onProgress: options.onProgress, tests: options.tests });
  options.onProgress?.('building the model', 0, 1);
  const built = buildModel({ repository, facts, adapters: options.adapters, tests: options.tests, requestFiles });
  const needed = new Set(repository.files.filter(file => isNeeded(file)).map(file => file.path));
  return judge(repository, facts.filter(file => needed.has(file.path)), { ...built, problems: [...problems, ...built.problems] }, options);
}
