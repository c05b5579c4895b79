import type { FileFacts, ReadProblem, SourceFile } from '@assay/contract';
import { extractFacts } from '@assay/facts';
import { messageOf } from './message-of.js';

/** What is known of one code file: its facts, or why there are none. */
export type Extracted = { readonly facts: FileFacts } | { readonly problem: ReadProblem };

/** Extracts the facts of one code file. The same file gives the same facts, so they may be kept. */
export type ExtractFile = (file: SourceFile) => Extracted;

export interface ExtractOptions {
  readonly extractFile: ExtractFile;
  onProgress?(stage: string, done: number, total: number): void;
}

/** The extraction itself; a failure becomes the file's problem, without the `root` in its message. */
export function fileExtractor(root: string): ExtractFile {
  return file => {
    try {
      return { facts: extractFacts(file) };
    } catch (error) {
      const message = `The facts of this file could not be extracted (${messageOf(error, root)}). It was left out; please report it.`;
      return { problem: { path: file.path, code: 'internal', level: 'problem', message } };
    }
  };
}

/** The facts of every code file, in the order of the files. */
export function extractAll(files: readonly SourceFile[], { extractFile, onProgress }: ExtractOptions) {
  const code = files.filter(file => file.kind === 'code');
  const facts: FileFacts[] = [];
  const problems: ReadProblem[] = [];
  for (const [index, file] of code.entries()) {
    onProgress?.('extracting facts', index, code.length);
    const extracted = extractFile(file);
    if ('facts' in extracted) facts.push(extracted.facts);
    else problems.push(extracted.problem);
  }
  return { facts, problems };
}
