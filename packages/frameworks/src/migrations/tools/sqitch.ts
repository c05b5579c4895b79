import { baseOf, folderOf, join, stemOf } from '../paths.js';
import { wholeFile } from '../sql/part.js';
import type { SqlTool } from '../sql/tool.js';

/** `deploy/x.sql` with `revert/x.sql` and `verify/x.sql` under a `sqitch.plan`; a script deployed under another name stays with it. */
export const sqitch: SqlTool = {
  name: 'Sqitch',
  docs: 'https://sqitch.org/docs/manual/sqitchtutorial/',
  *find(files, project) {
    const plans = new Set(project.paths.filter((path) => baseOf(path) === 'sqitch.plan').map(folderOf));
    const byPath = new Map(files.map((file) => [file.path, file]));
    for (const file of files) {
      const [top, ...below] = relative(file.path, plans) ?? [];
      if (top !== 'deploy') continue;
      const root = file.path.slice(0, -['deploy', ...below].join('/').length).replace(/\/$/, '');
      const down = byPath.get(join(root, `revert/${below.join('/')}`));
      const verify = byPath.get(join(root, `verify/${below.join('/')}`));
      yield { name: stemOf(file.path), up: wholeFile(file), down: down ? wholeFile(down) : 'absent', ...(verify ? { verify } : {}) };
    }
  },
  owns: (file, project) => project.paths.some((path) => baseOf(path) === 'sqitch.plan' && file.path.startsWith(join(folderOf(path), 'verify/'))),
};

/** The parts of a path below the folder of its plan. */
function relative(path: string, plans: ReadonlySet<string>): readonly string[] | undefined {
  for (const plan of plans) {
    const prefix = plan === '' ? '' : `${plan}/`;
    if (path.startsWith(prefix)) return path.slice(prefix.length).split('/');
  }
  return undefined;
}
