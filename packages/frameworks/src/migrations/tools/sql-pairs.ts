import { groupBy, type SourceFile } from '@assay/contract';
import { baseOf, folderOf, join } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';

const PAIR = /^(.+)\.(up|down)\.sql$/i;
const BARE = /^(up|down)\.sql$/i;

/** `0001_x.up.sql` beside `0001_x.down.sql` (golang-migrate and the Node tools that took its names), or a folder with `up.sql` and `down.sql`. */
export const sqlPairs: SqlTool = {
  name: 'SQL pairs',
  docs: 'https://github.com/golang-migrate/migrate/blob/master/MIGRATIONS.md',
  *find(files) {
    for (const group of groupBy(files, keyOf).values()) {
      const up = group.find((file) => direction(file) === 'up');
      const down = group.find((file) => direction(file) === 'down');
      if (up) yield { name: nameOf(up), up: wholeFile(up), down: down ? wholeFile(down) : 'absent' };
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

function direction(file: SourceFile): string {
  return (/(up|down)\.sql$/i.exec(file.path)?.[1] ?? '').toLowerCase();
}

function nameOf(up: SourceFile): string {
  return PAIR.exec(baseOf(up.path))?.[1] ?? baseOf(folderOf(up.path));
}
