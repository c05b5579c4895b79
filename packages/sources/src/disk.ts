import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RepoPath } from '@assay/contract';

/** Reads a file as it is on disk. */
export const readBytes: FileReader = path => readFileSync(path);

export type FileReader = (absolutePath: string) => Uint8Array;

/** The one place that touches the analysed repository's files. Both methods throw what the file system throws. */
export interface Disk {
  read(path: RepoPath): Uint8Array;
  size(path: RepoPath): number;
}

export function openDisk(root: string, readFile: FileReader = readFileSync): Disk {
  return {
    read: (path) => readFile(resolve(root, path)),
    size: (path) => statSync(resolve(root, path)).size,
  };
}

/** Why the file system refused, without the absolute path that Node puts in its messages. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown error';
}
