import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from 'assay';
import { REPOSITORY } from './repository.js';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The whole command in this process, with no terminal. */
export async function runHere(argv: readonly string[], cwd: string): Promise<Ran> {
  const out = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({ isTTY: false, write: async (text: string) => { out[name] += text; } });
  const code = await run(argv, { cwd, env: {}, stdout: stream('stdout'), stderr: stream('stderr') });
  return { code, ...out };
}

/** The command as users start it: a process of its own. */
export function runProcess(argv: readonly string[], cwd: string): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(REPOSITORY, 'packages/cli/dist/main.js'), ...argv], { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { code: status ?? -1, stdout, stderr };
}
