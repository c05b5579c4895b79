import { groupBy, type SourceFile } from '@assay/contract';
import { baseOf, folderOf, join, stemOf } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';

const NAME = /^([VU])(\d+(?:[._]\d+)*)__.+\.sql$/;

/** `V2__x.sql` with its undo `U2__x.sql`: the version pairs them. A folder without any undo file goes forward only, as the tool's free edition does. */
export const flyway: SqlTool = {
  name: 'Flyway',
  docs: 'https://documentation.red-gate.com/flyway/flyway-concepts/migrations',
  *find(files) {
    const own = files.filter((file) => NAME.test(baseOf(file.path)));
    const undone = new Set(own.filter((file) => partOf(file, 1) === 'U').map((file) => folderOf(file.path)));
    for (const group of groupBy(own, (file) => join(folderOf(file.path), partOf(file, 2))).values()) {
      const up = group.find((file) => partOf(file, 1) === 'V');
      const down = group.find((file) => partOf(file, 1) === 'U');
      if (up) yield { name: stemOf(up.path), up: wholeFile(up), down: down ? wholeFile(down) : undone.has(folderOf(up.path)) ? 'absent' : 'forward-only' };
    }
  },
  owns: (file) => /^[VUR]\d*(?:[._]\d+)*__.+\.sql$/.test(baseOf(file.path)),
};

function partOf(file: SourceFile, index: 1 | 2): string {
  return NAME.exec(baseOf(file.path))?.[index] ?? '';
}
