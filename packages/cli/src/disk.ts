import { appendFileSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Errors of a folder that takes no new file, or of a file that cannot be replaced, such as one that a container mounts: it may be written all the same. */
const NOT_REPLACEABLE = new Set(['EACCES', 'EBUSY', 'EPERM']);

/** The only file of this host that touches the disk: it writes reports, reads and writes files of Assay's own, and looks whether given paths exist; it reads no source. */
export const disk = {
  exists: (path: string): boolean => existsSync(path),
  isFolder: (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  realPath: (path: string): string => realpathSync(path),
  read: (path: string): string => readFileSync(path, 'utf8'),
  /** Writes a report: as a whole or not at all, or straight into what is no file, such as a pipe. */
  write(path: string, text: string): void {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there && !there.isFile()) return writeFileSync(path, text);
    try {
      disk.replace(there ? realpathSync(path) : path, text);
    } catch (error) {
      if (!there || !NOT_REPLACEABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      writeFileSync(path, text);
    }
  },
  append: (path: string, text: string): void => appendFileSync(path, text),
  /** Writes a file as a whole or not at all: a full disk leaves what was there. */
  replace(path: string, text: string): void {
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(temporary, text);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  },
};
