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

/** The files below an absolute folder, read through `readFile`. */
export function openDisk(root: string, readFile: FileReader = readFileSync): Disk {
  return {
    read: (path) => readFile(resolve(root, path)),
    size: (path) => statSync(resolve(root, path)).size,
  };
}

/** The disk with these texts in place of files. */
export function overlaid(disk: Disk, { overlay }: { readonly overlay?: ReadonlyMap<RepoPath, string> }): Disk {
  if (overlay === undefined || overlay.size === 0) return disk;
  const bytesOf = (path: RepoPath): Buffer | undefined => {
    const text = overlay.get(path);
    return text === undefined ? undefined : Buffer.from(text);
  };
  return { read: (path) => bytesOf(path) ?? disk.read(path), size: (path) => bytesOf(path)?.length ?? disk.size(path) };
}

/** The disk, telling of each file before it is looked at. */
export function watched(disk: Disk, { onTouch }: { onTouch?(path: RepoPath): void }): Disk {
  if (onTouch === undefined) return disk;
  const told = <T>(use: (path: RepoPath) => T) => (path: RepoPath): T => {
    onTouch(path);
    return use(path);
  };
  return { read: told(disk.read), size: told(disk.size) };
}

/** Why the file system refused, without the absolute path that Node puts in its messages. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown error';
}
