import type { Linked, RepoPath, SourceFile } from '@assay/contract';
import { baseOf, folderOf, isStamped, join, stemOf } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';

const PACKAGES = ['drizzle-kit', 'drizzle-orm'];
const BREAK = '--> statement-breakpoint';

/** `drizzle/0000_name.sql` with `meta/_journal.json`, or `<stamp>_name/migration.sql` with its snapshot: forward only. `0000_name.down.sql` is a convention. */
export const drizzle: SqlTool = {
  name: 'drizzle-kit',
  docs: 'https://orm.drizzle.team/docs/drizzle-kit-generate',
  *find(files, project) {
    const paths = new Set(project.paths);
    const byPath = new Map(files.map((file) => [file.path, file]));
    const own = foldersOf(files, paths, project);
    for (const file of files) {
      const folder = folderOf(file.path);
      const isFolderUnit = baseOf(file.path) === 'migration.sql' && paths.has(join(folder, 'snapshot.json'));
      if (!isFolderUnit && (!own.has(folder) || /\.down\.sql$/.test(file.path))) continue;
      const down = byPath.get(isFolderUnit ? join(folder, 'down.sql') : file.path.replace(/\.sql$/, '.down.sql'));
      yield { name: isFolderUnit ? baseOf(folder) : stemOf(file.path), up: wholeFile(file), down: down ? wholeFile(down) : 'forward-only' };
    }
  },
};

/** Folders with a journal; without one in sight, those of a project that depends on it and whose numbered files carry its breakpoints. */
function foldersOf(files: readonly SourceFile[], paths: ReadonlySet<RepoPath>, project: Linked): Set<RepoPath> {
  const isUser = PACKAGES.some((name) => project.dependsOn(name));
  const own = new Set<RepoPath>();
  for (const file of files) {
    const folder = folderOf(file.path);
    if (paths.has(join(folder, 'meta/_journal.json')) || (isUser && isStamped(file.path) && file.text.includes(BREAK))) own.add(folder);
  }
  return own;
}
