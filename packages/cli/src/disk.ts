import { appendFileSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The only file of this host that touches the disk: it writes reports, reads and writes files of Assay's own, and looks whether given paths exist; it reads no source. */
export const disk = {
  exists: (path: string): boolean => existsSync(path),
  isFolder: (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  realPath: (path: string): string => realpathSync(path),
  read: (path: string): string => readFileSync(path, 'utf8'),
  write: (path: string, text: string): void => writeFileSync(path, text),
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
