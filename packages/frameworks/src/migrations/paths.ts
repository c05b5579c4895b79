import type { RepoPath } from '@assay/contract';

/** The folder of a path; '' for the root. */
export function folderOf(path: RepoPath): RepoPath {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last part of a path. */
export function baseOf(path: RepoPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A folder and a name joined; the root has no slash. */
export function join(folder: RepoPath, name: string): RepoPath {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The file name without its extension. */
export function stemOf(path: RepoPath): string {
  return baseOf(path).replace(/\.[^.]+$/, '');
}

/** Does the path lie in a folder that is named for migrations? */
export function inMigrationFolder(path: RepoPath): boolean {
  return /migrat/i.test(folderOf(path));
}

/** Seeds share the shape of migrations and change no schema. */
export function inSeedFolder(path: RepoPath): boolean {
  return /(?:^|\/)(?:seed|seeds|seeders)(?:\/|$)/i.test(folderOf(path));
}

/** Does the file name begin with a number, a date or a version, as tools order their files by? */
export function isStamped(path: RepoPath): boolean {
  return /^(?:Migration|V)?(?:\d{2,}|\d+\.\d+\.\d+[._-])/i.test(baseOf(path));
}
