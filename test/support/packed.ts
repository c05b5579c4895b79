import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './repository.js';

/** A package as it would be published. */
export interface Packed {
  readonly name: string;
  /** Paths in the package. */
  readonly files: readonly string[];
  readonly tarball: ArrayBuffer;
}

/** Packs packages, by their folders in the repository, into a folder. */
export function packFolders(folders: readonly string[], into: string): readonly Packed[] {
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--json', '--pack-destination', into, ...folders.map(folder => `./${folder}`)], { cwd: REPOSITORY, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  // Scripts of the packages print before the list.
  const list = JSON.parse(stdout.slice(stdout.search(/^\[$/m))) as readonly { readonly name: string; readonly filename: string; readonly files: readonly { readonly path: string }[] }[];
  return list.map(({ name, filename, files }) => {
    const bytes = readFileSync(join(into, filename));
    return { name, files: files.map(({ path }) => path), tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) };
  });
}
