import { groupBy, type SourceFile } from '@assay/contract';
import { baseOf, folderOf, join, stemOf } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';
import type { SqlMigration } from '../sql/unit.js';

const PACKAGES = ['@slonik/migrator'];

/** `migrations/x.sql` (or `migrations/up/x.sql`) with its down of the same name in `migrations/down/`. */
export const downFolder: SqlTool = {
  name: 'down folder',
  docs: 'https://github.com/mmkal/slonik-tools/tree/main/packages/migrator#readme',
  *find(files, project) {
    const byFolder = groupBy(files, (file) => folderOf(file.path));
    const isUser = PACKAGES.some((name) => project.dependsOn(name));
    for (const [folder, ups] of byFolder) {
      const base = baseOf(folder) === 'up' ? folderOf(folder) : folder;
      if (baseOf(folder) === 'down' || !/migrat/i.test(folder)) continue;
      const downs = new Map(byFolder.get(join(base, 'down'))?.map((file) => [baseOf(file.path), file]));
      if (isUser || ups.some((file) => downs.has(baseOf(file.path)))) yield* paired(ups, downs);
    }
  },
};

function* paired(ups: readonly SourceFile[], downs: ReadonlyMap<string, SourceFile>): Generator<SqlMigration> {
  for (const up of ups) {
    const down = downs.get(baseOf(up.path));
    yield { name: stemOf(up.path), up: wholeFile(up), down: down ? wholeFile(down) : 'absent' };
  }
}
