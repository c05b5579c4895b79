import type { FileFacts, ReadProblem, Repository } from '@assay/contract';
import { extractFacts } from '@assay/facts';
import { buildModel } from '@assay/model';
import { readRepository } from '@assay/sources';
import { judge } from './judge.js';
import { messageOf } from './message-of.js';
import type { Analysis, AnalyzeOptions } from './options.js';

/** Reads the repository at `root`, models the backend in it and judges it. Throws only when the root cannot be read or modelled at all. */
export function analyze(options: AnalyzeOptions): Analysis {
  options.onProgress?.('reading files', 0, 1);
  const repository = readRepository(options.root);
  const { facts, problems } = extract(repository, options);
  options.onProgress?.('building the model', 0, 1);
  const built = buildModel({ repository, facts, adapters: options.adapters });
  return judge(repository, facts, { ...built, problems: [...problems, ...built.problems] }, options);
}

function extract(repository: Repository, { onProgress }: AnalyzeOptions) {
  const files = repository.files.filter(file => file.kind === 'code');
  const facts: FileFacts[] = [];
  const problems: ReadProblem[] = [];
  for (const [index, file] of files.entries()) {
    onProgress?.('extracting facts', index, files.length);
    try {
      facts.push(extractFacts(file));
    } catch (error) {
      const message = `The facts of this file could not be extracted (${messageOf(error, repository.root)}). It was left out; please report it.`;
      problems.push({ path: file.path, code: 'internal', level: 'problem', message });
    }
  }
  return { facts, problems };
}
