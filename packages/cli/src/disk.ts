import { existsSync, realpathSync, statSync, writeFileSync } from 'node:fs';

/** The only file of this host that touches the disk: it writes reports and looks whether given paths exist; it reads no source. */
export const disk = {
  exists: (path: string): boolean => existsSync(path),
  isFolder: (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  realPath: (path: string): string => realpathSync(path),
  write: (path: string, text: string): void => writeFileSync(path, text),
};
