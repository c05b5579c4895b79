import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from './repository.js';

/** Puts the demo backend into a folder, as a checkout whose last commit differs from `origin/main`. */
export function checkOutDemo(folder: string): void {
  cpSync(join(FIXTURES, 'apps/express-knex-shop'), folder, { recursive: true, filter: path => !path.endsWith('.assay-cache') });
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: folder });
  git('init', '-q', '-b', 'work');
  git('add', '-A');
  git('commit', '-qm', 'first');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  appendFileSync(join(folder, 'src/app.ts'), '// changed\n');
  git('commit', '-qam', 'second');
  appendFileSync(join(folder, 'src/app.ts'), '// staged\n');
  git('add', '-A');
}
