import { groupBy, type SourceFile } from '@assay/contract';
import { dialectOfName, onlineIn } from '../dialects.js';
import { baseOf, folderOf, join } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';

const PAIR = /^(.+)\.(up|down)\.sql$/i;
const BARE = /^(up|down)\.sql$/i;

/** `0001_x.up.sql` beside `0001_x.down.sql` (golang-migrate and the Node tools that took its names), or a folder with `up.sql` and `down.sql`. */
export const sqlPairs: SqlTool = {
  name: 'SQL pairs',
  docs: 'https://github.com/golang-migrate/migrate/blob/master/MIGRATIONS.md',
  *find(files, project) {
    const named = new Set(files.flatMap((file) => databasesIn(file).map((dialect) => `${versionOf(file)} ${dialect}`)));
    for (const group of groupBy(files, keyOf).values()) {
      const up = group.find((file) => direction(file) === 'up');
      const down = group.find((file) => direction(file) === 'down');
      if (!up) continue;
      const isForOthers = onlineIn(up.path) === undefined && databasesIn(up).length === 0 && named.has(`${versionOf(up)} ${project.sqlFile(up.path)?.dialect ?? 'unknown'}`);
      yield { name: nameOf(up), up: wholeFile(up), down: down ? wholeFile(down) : 'absent', ...(isForOthers ? { isForOthers } : {}) };
    }
  },
  owns: (file) => keyOf(file) !== undefined,
};

function keyOf(file: SourceFile): string | undefined {
  const base = baseOf(file.path);
  if (BARE.test(base)) return /(?:^|\/)(?:V?\d{2,})[^/]*$/.test(folderOf(file.path)) ? folderOf(file.path) : undefined;
  const stem = PAIR.exec(base)?.[1];
  return stem === undefined ? undefined : join(folderOf(file.path), stem);
}

/** Databases that the file's name has: `0001_x.mysql.up.sql`. One that only speaks a dialect stands for no other. */
function databasesIn(file: SourceFile): readonly string[] {
  return onlineIn(file.path) ? [] : baseOf(file.path).toLowerCase().split('.').flatMap((part) => dialectOfName(part) ?? []);
}

/** The folder, and the number that the name begins with. */
function versionOf(file: SourceFile): string {
  return join(folderOf(file.path), /^\d+/.exec(baseOf(file.path))?.[0] ?? baseOf(file.path).split('.')[0] ?? '');
}

function direction(file: SourceFile): string {
  return (/(up|down)\.sql$/i.exec(file.path)?.[1] ?? '').toLowerCase();
}

function nameOf(up: SourceFile): string {
  return PAIR.exec(baseOf(up.path))?.[1] ?? baseOf(folderOf(up.path));
}
