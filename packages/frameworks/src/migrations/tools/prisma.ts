import type { Linked, SourceFile } from '@assay/contract';
import { baseOf, folderOf, join } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';

const PACKAGES = ['prisma', '@prisma/client'];

/** `prisma/migrations/<stamp>_<name>/migration.sql`: applied once and forward. A `down.sql` beside it is the documented convention. */
export const prisma: SqlTool = {
  name: 'Prisma Migrate',
  docs: 'https://www.prisma.io/docs/orm/prisma-migrate/workflows/generating-down-migrations',
  *find(files, project) {
    const byPath = new Map(files.map((file) => [file.path, file]));
    for (const file of files) {
      if (baseOf(file.path) !== 'migration.sql' || !isPrisma(file, project)) continue;
      const folder = folderOf(file.path);
      const down = byPath.get(join(folder, 'down.sql'));
      yield { name: baseOf(folder), up: wholeFile(file), down: down ? wholeFile(down) : 'forward-only' };
    }
  },
};

function isPrisma(file: SourceFile, project: Linked): boolean {
  const migrations = folderOf(folderOf(file.path));
  return PACKAGES.some((name) => project.dependsOn(name)) || migrations.includes('prisma') || project.paths.includes(join(migrations, 'migration_lock.toml'));
}
