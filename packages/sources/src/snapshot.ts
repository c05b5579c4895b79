import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RepoPath, Repository, SourceFile } from '@assay/contract';
import { decode } from './decode.js';
import { openDisk, type Disk } from './disk.js';
import { generatedReason } from './generated.js';
import { isDeclaration, isHidden, kindOf } from './kinds.js';
import { Problems } from './problems.js';
import { MAX_FILE_SIZE, readSource } from './read-source.js';
import { readRepository } from './repository.js';
import type { Seen } from './seen.js';

/** A repository as it was read, and how to tell whether it still is so. Immutable. */
export interface Snapshot {
  readonly repository: Repository;
  /** What was looked at, when the repository is as one reading gave it. */
  readonly seen?: Seen;
  /** Itself while nothing that was read has changed on the disk, else a snapshot of what is there now. Looks at every file and folder that was read. */
  renew(): Snapshot;
  /** The repository with `text` in place of what the disk has at `path`, also where the disk has nothing; itself when that is the same. */
  withText(path: RepoPath, text: string): Repository;
}

/** What tells two states of one file or folder apart; absent ones have one as well. */
type Stamps = ReadonlyMap<RepoPath, string>;

/**
 * Reads the repository at `root` and remembers when what it read was last changed.
 * @throws SourcesError when `root` is missing or no folder; so does `renew`.
 */
export function takeSnapshot(root: string): Snapshot {
  const stamps = new Map<RepoPath, string>();
  const seen = new Map<string, string>();
  const repository = readRepository(root, { seen, onTouch: (path) => { if (!stamps.has(path)) stamps.set(path, stampOf(root, path)); } });
  return snapshotOf(repository, stamps, seen);
}

function snapshotOf(repository: Repository, stamps: Stamps, seen?: Seen): Snapshot {
  const snapshot: Snapshot = { repository, ...(seen ? { seen } : {}), renew: () => renewed(snapshot, stamps), withText: (path, text) => withText(repository, path, text) };
  return snapshot;
}

function renewed(snapshot: Snapshot, stamps: Stamps): Snapshot {
  const { repository } = snapshot;
  const changed = new Map<RepoPath, string>();
  for (const [path, stamp] of stamps) {
    const now = stampOf(repository.root, path);
    if (now !== stamp) changed.set(path, now);
  }
  if (changed.size === 0) return snapshot;
  const files = rereadFiles(repository, changed);
  return files === undefined ? takeSnapshot(repository.root) : snapshotOf({ ...repository, files }, new Map([...stamps, ...changed]));
}

/** The files with those read again that changed; undefined when more than the text of known sources did, and everything must be read again. */
function rereadFiles({ root, files, problems }: Repository, changed: Stamps): readonly SourceFile[] | undefined {
  const texts = new Map<RepoPath, string>();
  const known = new Map(files.map((file) => [file.path, file]));
  const noted = new Set(problems.map((problem) => problem.path));
  const disk = openDisk(root);
  for (const path of changed.keys()) {
    const file = known.get(path);
    const text = file === undefined || noted.has(path) ? undefined : rereadText(disk, file);
    if (text === undefined) return undefined;
    texts.set(path, text);
  }
  return files.map((file) => withOwnText(file, texts.get(file.path)));
}

function rereadText(disk: Disk, { path, kind }: SourceFile): string | undefined {
  const problems = new Problems();
  const result = readSource(disk, path, kind, MAX_FILE_SIZE, problems);
  return 'text' in result && problems.sorted().length === 0 ? result.text : undefined;
}

function withText(repository: Repository, path: RepoPath, text: string): Repository {
  if (kindOf(path) === undefined || isHidden(path) || isDeclaration(path)) return repository;
  const file = repository.files.find((candidate) => candidate.path === path);
  // What is on the disk and was not taken as a source is none as long as it stays the same.
  if ((file?.text ?? textOnDisk(repository.root, path)) === text) return repository;
  if (file !== undefined && isOrdinary(file, text)) {
    return { ...repository, files: repository.files.map((candidate) => (candidate === file ? withOwnText(file, text) : candidate)) };
  }
  const read = readRepository(repository.root, { overlay: new Map([[path, text]]) });
  const concernsIt = file !== undefined || read.files.some((candidate) => candidate.path === path);
  return concernsIt ? read : repository;
}

/** Would the text be read like the one that it replaces? UTF-8 needs at most three bytes for a UTF-16 unit. */
function isOrdinary({ path, kind }: SourceFile, text: string): boolean {
  return text.length * 3 <= MAX_FILE_SIZE && !text.includes('\0') && (kind !== 'code' || generatedReason(path, text) === undefined);
}

function textOnDisk(root: string, path: RepoPath): string | undefined {
  try {
    return decode(openDisk(root).read(path)).text;
  } catch {
    return undefined;
  }
}

function withOwnText(file: SourceFile, text: string | undefined): SourceFile {
  return text === undefined || text === file.text ? file : { ...file, text };
}

function stampOf(root: string, path: RepoPath): string {
  try {
    const { mtimeMs, size, ino } = statSync(resolve(root, path));
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'absent';
  }
}
