import type { RepoPath, SourceKind } from '@assay/contract';
import { decode, isBinary } from './decode.js';
import { reasonOf, type Disk } from './disk.js';
import { generatedReason } from './generated.js';
import type { Problems } from './problems.js';

/** Larger files are left out unless the caller says otherwise. In bytes. */
export const MAX_FILE_SIZE = 1024 * 1024;

/** Why a path of the repository is no source file; resolving to it answers this reason. */
export type Omission = 'unreadable' | 'binary' | 'too-large' | 'generated' | 'declaration' | 'hidden' | 'output' | 'symlink';

export type ReadResult = { readonly text: string } | { readonly omitted: Omission };

/** Reads one source file, or tells why not and records it. Never throws. */
export function readSource(disk: Disk, path: RepoPath, kind: SourceKind, maxSize: number, problems: Problems): ReadResult {
  let bytes: Uint8Array;
  try {
    const size = disk.size(path);
    if (size > maxSize) {
      problems.note(path, 'too-large', `${size} bytes, over the limit of ${maxSize}`);
      return { omitted: 'too-large' };
    }
    bytes = disk.read(path);
  } catch (error) {
    problems.problem(path, 'unreadable', `the file cannot be read: ${reasonOf(error)}`);
    return { omitted: 'unreadable' };
  }
  if (isBinary(bytes)) {
    problems.problem(path, 'binary', 'holds NUL bytes: not text');
    return { omitted: 'binary' };
  }
  const { text, guessed } = decode(bytes);
  const generated = kind === 'code' ? generatedReason(path, text) : undefined;
  if (generated !== undefined) {
    problems.note(path, 'generated', generated);
    return { omitted: 'generated' };
  }
  if (guessed) problems.note(path, 'encoding', 'not valid UTF-8: read as Latin-1');
  return { text };
}

/** The text of a configuration file, or undefined with a problem recorded. */
export function readConfig(disk: Disk, path: RepoPath, problems: Problems): string | undefined {
  try {
    return decode(disk.read(path)).text;
  } catch (error) {
    problems.problem(path, 'unreadable', `the file cannot be read: ${reasonOf(error)}`);
    return undefined;
  }
}
