import { existsSync, readFileSync, statSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { decode } from './decode.js';
import { reasonOf } from './disk.js';
import { SourcesError } from './error.js';
import { parseJsonObject } from './jsonc.js';

const WORKSPACE_FILES = ['pnpm-workspace.yaml', 'lerna.json'];

/**
 * The root of the project that `start` (a folder, or a file in it) belongs to: the nearest workspace root, else the git root, else the
 * nearest folder with a package.json, else the folder itself. Nothing above the git root is looked at. Answers an absolute path, symbolic links kept.
 * @throws SourcesError when `start` does not exist.
 */
export function findRoot(start: string): string {
  const folder = folderFor(start);
  return markedRoot(folder) ?? folder;
}

/** The same for a file that need not be there; undefined when neither its folder is there nor anything above it marks a project. */
export function findRootOfFile(file: string): string | undefined {
  const folder = dirname(resolve(file));
  return markedRoot(folder) ?? (existsSync(folder) ? folder : undefined);
}

function markedRoot(first: string): string | undefined {
  let nearest: string | undefined;
  for (let folder = first; ; folder = dirname(folder)) {
    if (isWorkspaceRoot(folder)) return folder;
    if (existsSync(join(folder, '.git'))) return folder;
    if (nearest === undefined && existsSync(join(folder, 'package.json'))) nearest = folder;
    if (dirname(folder) === folder) return nearest;
  }
}

/**
 * The absolute path of a folder that must exist.
 * @throws SourcesError when it is missing or no folder.
 */
export function requireFolder(path: string): string {
  if (!isFolder(path)) throw new SourcesError(`Not a folder: ${path}`);
  return resolve(path);
}

function folderFor(start: string): string {
  return isFolder(start) ? resolve(start) : dirname(resolve(start));
}

function isFolder(path: string): boolean {
  let stats: Stats | undefined;
  try {
    stats = statSync(resolve(path), { throwIfNoEntry: false });
  } catch (error) {
    throw new SourcesError(`Cannot open ${path}: ${reasonOf(error)}`);
  }
  if (stats === undefined) throw new SourcesError(`No such file or folder: ${path}`);
  return stats.isDirectory();
}

function isWorkspaceRoot(folder: string): boolean {
  if (WORKSPACE_FILES.some((name) => existsSync(join(folder, name)))) return true;
  try {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) return false;
    const { text } = decode(readFileSync(manifest));
    return text.includes('workspaces') && parseJsonObject(text)?.['workspaces'] !== undefined;
  } catch {
    return false;
  }
}
