import type { FileFacts, ReadProblem, RepoPath, SourceFile, SqlDialect } from '@assay/contract';
import { messageOf } from './message-of.js';
import { factsStage } from './stages.js';

/** What is known of one file: its facts, or why there are none. */
export type Extracted = { readonly facts: FileFacts } | { readonly problem: ReadProblem };

/** Extracts the facts of one file. The same file and dialect of its SQL give the same facts, so they may be kept. */
export type ExtractFile = (file: SourceFile, dialect: SqlDialect) => Extracted;

/** Which database SQL texts that belong together are for, given what is declared for them. The same texts give the same answer, so it may be kept. */
export type ChooseDialect = (texts: readonly string[], declared: SqlDialect) => SqlDialect;

/** How code and SQL are read. */
export interface Reader {
  readonly extractFile: ExtractFile;
  /** What a code file imports, and nothing else of it. */
  readonly outlineFile: (file: SourceFile) => FileFacts;
  readonly chooseDialect: ChooseDialect;
}

export interface ExtractOptions {
  readonly extractFile: ExtractFile;
  /** Which database a file's SQL is for. */
  readonly dialectOf: (path: RepoPath) => SqlDialect;
  /** The facts of a file of which no more is needed than what it imports; undefined for all others. */
  readonly outlineOf?: ((file: SourceFile) => FileFacts | undefined) | undefined;
  /** Tests are read as well. */
  readonly tests?: boolean;
  onProgress?(stage: string, done: number, total: number): void;
}

/** The reading itself, with nothing kept. */
export function plainReader(root: string): Reader {
  return { extractFile: fileExtractor(root), outlineFile: file => factsStage().outlineFacts(file), chooseDialect };
}

/** What is declared, unless its grammar refuses the texts (a second database that no manifest names): then the one whose grammar alone takes them all. */
function chooseDialect(texts: readonly string[], declared: SqlDialect): SqlDialect {
  const { takesDialect, voteDialect } = factsStage();
  return declared !== 'unknown' && takesDialect(texts, declared) ? declared : voteDialect(texts, 'certain');
}

/** The extraction itself; a failure becomes the file's problem, without the `root` in its message. */
function fileExtractor(root: string): ExtractFile {
  return (file, dialect) => {
    try {
      const { extractFacts, extractSqlFacts } = factsStage();
      return { facts: file.kind === 'sql' ? extractSqlFacts(file, dialect) : extractFacts(file, dialect) };
    } catch (error) {
      const message = `The facts of this file could not be extracted (${messageOf(error, root)}). It was left out; please report it.`;
      return { problem: { path: file.path, code: 'internal', level: 'problem', message } };
    }
  };
}

/** Nothing of a test is a part of the product: unless tests are asked for, only those count that hold a directive for rules of Assay. */
export function isNeeded(file: SourceFile, tests = false): boolean {
  if (file.kind === 'sql' || file.kind === 'document') return true;
  return file.kind === 'code' && (tests || file.role !== 'test' || file.text.includes('assay/'));
}

/** The facts of every file of code, SQL or declarations that is needed, in the order of the files. */
export function extractAll(files: readonly SourceFile[], { extractFile, outlineOf, dialectOf, onProgress, tests = false }: ExtractOptions) {
  const read = files.filter(file => isNeeded(file, tests));
  const facts: FileFacts[] = [];
  const problems: ReadProblem[] = [];
  for (const [index, file] of read.entries()) {
    onProgress?.('extracting facts', index, read.length);
    const outline = outlineOf?.(file);
    const extracted = outline ? { facts: outline } : extractFile(file, dialectOf(file.path));
    if ('facts' in extracted) facts.push(extracted.facts);
    else problems.push(extracted.problem);
  }
  return { facts, problems };
}
