import { crc32 } from 'node:zlib';
import { stillSeen, type Seen } from '@assay/sources';
import type { RepoPath, RunResult } from '@assay/contract';
import type { CacheFolder } from './cache-folder.js';

/** What a run came to, as far as it can be kept. */
export interface Outcome {
  readonly result: RunResult;
  readonly endpoints: readonly string[];
  readonly crashed: boolean;
  readonly judged: number;
}

/** An outcome of an earlier run that holds today, with the bytes of all files that decide it. */
export interface KeptOutcome {
  readonly outcome: Outcome;
  /** Those that are sources. */
  readonly sources: readonly RepoPath[];
  readonly contents: ReadonlyMap<RepoPath, Uint8Array>;
}

/** Outcomes of earlier runs. Each answers one question: what was asked of which code. What it cannot read it does not have; it never changes an answer. */
export interface OutcomeStore {
  /** What the question came to, if everything that was looked at then is the same at `root`. */
  find(root: string, question: string): KeptOutcome | undefined;
  /** Answers why it could not be written, when it could not. */
  keep(question: string, seen: Seen, sources: readonly RepoPath[], outcome: Outcome): string | undefined;
}

interface Entry {
  readonly seen: readonly (readonly [string, string])[];
  readonly sources: readonly RepoPath[];
  readonly outcome: Outcome;
}

const FORMAT = 1;
/** Questions differ by paths and settings: so many are kept, a new one in place of the oldest. */
const MOST = 16;
const PREFIX = 'outcome-';
const NEWLINE = 0x0a;

/** The outcomes in a cache folder. Each is a file: a line of JSON that names the format, the question and a checksum, then the outcome. */
export function openOutcomes(folder: CacheFolder): OutcomeStore {
  return {
    find: (root, question) => {
      const entry = entryIn(folder.read(nameOf(question)), question);
      const contents = entry && stillSeen(root, new Map(entry.seen));
      return entry && contents && { outcome: entry.outcome, sources: entry.sources, contents };
    },
    keep: (question, seen, sources, outcome) => {
      const body = Buffer.from(JSON.stringify({ seen: [...seen], sources, outcome } satisfies Entry));
      const failure = folder.write(nameOf(question), Buffer.concat([Buffer.from(`${headerOf(question, body)}\n`), body]));
      folder.trim(PREFIX, MOST);
      return failure;
    },
  };
}

function nameOf(question: string): string {
  return `${PREFIX}${question}.json`;
}

function headerOf(question: string, body: Buffer): string {
  return JSON.stringify({ assay: 'outcome', format: FORMAT, question, checksum: crc32(body) });
}

/** The entry in a file, when it is whole and answers the question. A body with the right checksum is one that was written here. */
function entryIn(bytes: Buffer | undefined, question: string): Entry | undefined {
  const end = bytes?.indexOf(NEWLINE) ?? -1;
  if (!bytes || end < 0) return undefined;
  const body = bytes.subarray(end + 1);
  if (bytes.toString('utf8', 0, end) !== headerOf(question, body)) return undefined;
  return JSON.parse(body.toString('utf8')) as Entry;
}
