import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** A folder of files that may vanish at any time. */
export interface CacheFolder {
  /** Absolute. */
  readonly path: string;
  read(name: string): Buffer | undefined;
  /** Replaces a file in one step, so that readers and other writers see a whole one. Answers why that failed, when it did. */
  write(name: string, bytes: Buffer): string | undefined;
  /** Removes the oldest of the files whose names begin alike, until no more than so many are left. */
  trim(prefix: string, most: number): void;
}

/** The folder that other tools of a project use for this too, or one of our own where there is no `node_modules`. */
export function defaultCachePath(root: string): string {
  return existsSync(join(root, 'node_modules')) ? join(root, 'node_modules', '.cache', 'assay') : join(root, '.assay-cache');
}

/**
 * The cache folder at an absolute path. It is made when something is written; with `make` false only inside `node_modules`, because an editor
 * should not put a folder into a project that has none.
 */
export function cacheFolder(path: string, make = true): CacheFolder {
  return {
    path,
    read: name => {
      try {
        return readFileSync(join(path, name));
      } catch {
        return undefined;
      }
    },
    write: (name, bytes) => {
      if (!make && !existsSync(path) && !path.split(sep).includes('node_modules')) return undefined;
      const target = join(path, name);
      const draft = `${target}.${randomUUID()}.tmp`;
      try {
        mkdirSync(path, { recursive: true });
        ignoreInGit(path);
        writeFileSync(draft, bytes);
        renameSync(draft, target);
        return undefined;
      } catch (error) {
        if (existsSync(draft)) rmSync(draft, { force: true });
        return `The cache could not be written (${error instanceof Error ? error.message : String(error)}). The result is complete; the next run will be slow. Give a folder that may be written with --cache-location, or turn the cache off with --no-cache.`;
      }
    },
    trim: (prefix, most) => trim(path, prefix, most),
  };
}

/** Files that another process removes meanwhile are gone as well. */
function trim(path: string, prefix: string, most: number): void {
  try {
    const files = readdirSync(path).filter(name => name.startsWith(prefix) && !name.endsWith('.tmp')).map(name => join(path, name));
    const byAge = files.map(file => ({ file, at: statSync(file).mtimeMs })).sort((a, b) => b.at - a.at);
    for (const { file } of byAge.slice(most)) rmSync(file, { force: true });
  } catch {
    return;
  }
}

function ignoreInGit(path: string): void {
  const file = join(path, '.gitignore');
  if (!existsSync(file)) writeFileSync(file, '*\n');
}
