import type { Linked, RepoPath, SourceFile } from '@assay/contract';
import { baseOf, folderOf, inMigrationFolder, join, stemOf } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';

const PACKAGES = ['@slonik/migrator'];

/** `migrations/x.sql` (or `migrations/up/x.sql`) with its down of the same name in `migrations/down/`. */
export const downFolder: SqlTool = {
  name: 'down folder',
  docs: 'https://github.com/mmkal/slonik-tools/tree/main/packages/migrator#readme',
  *find(files, project) {
    const byPath = new Map(files.map((file) => [file.path, file]));
    for (const file of files) {
      const base = ownFolder(file.path, byPath, project);
      if (base === undefined) continue;
      const down = byPath.get(join(base, `down/${baseOf(file.path)}`));
      yield { name: stemOf(file.path), up: wholeFile(file), down: down ? wholeFile(down) : 'absent' };
    }
  },
};

/** The migration folder of an up file; `undefined` when the file is none. */
function ownFolder(path: RepoPath, byPath: ReadonlyMap<RepoPath, SourceFile>, project: Linked): RepoPath | undefined {
  const folder = folderOf(path);
  if (baseOf(folder) === 'down' || !inMigrationFolder(path)) return undefined;
  const base = baseOf(folder) === 'up' ? folderOf(folder) : folder;
  const hasDowns = [...byPath.keys()].some((other) => folderOf(other) === join(base, 'down') && byPath.has(join(folder, baseOf(other))));
  return hasDowns || PACKAGES.some((name) => project.dependsOn(name)) ? base : undefined;
}
