import { groupBy, type SourceFile } from '@assay/contract';
import { baseOf, folderOf, join, stemOf } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';

const NAME = /^(\d+)\.(do|undo)(?:\..*)?\.sql$/i;

/** `001.do.users.sql` and `001.undo.users.sql`: the number pairs them, the description is free. */
export const postgrator: SqlTool = {
  name: 'postgrator',
  docs: 'https://github.com/rickbergfalk/postgrator#usage',
  *find(files) {
    for (const group of groupBy(files, versionOf).values()) {
      const up = group.find((file) => isDirection(file, 'do'));
      const down = group.find((file) => isDirection(file, 'undo'));
      if (up) yield { name: stemOf(up.path), up: wholeFile(up), down: down ? wholeFile(down) : 'absent' };
    }
  },
  owns: (file) => NAME.test(baseOf(file.path)),
};

function versionOf(file: SourceFile): string | undefined {
  const version = NAME.exec(baseOf(file.path))?.[1];
  return version === undefined ? undefined : join(folderOf(file.path), String(BigInt(version)));
}

function isDirection(file: SourceFile, direction: string): boolean {
  return NAME.exec(baseOf(file.path))?.[2]?.toLowerCase() === direction;
}
