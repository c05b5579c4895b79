import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from './cli.js';
import { REPOSITORY } from './repository.js';

/** Makes the packages of this repository importable in a folder elsewhere, as an installation would. */
export function linkModules(folder: string): void {
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
}

/** ESLint as users start it, in a folder with modules. */
export function eslintProcess(argv: readonly string[], cwd: string, input?: string): Ran {
  return start('eslint', argv, cwd, input);
}

/** oxlint as users start it, in a folder with modules. */
export function oxlintProcess(argv: readonly string[], cwd: string): Ran {
  return start('oxlint', argv, cwd);
}

/** oxlint is a binary for each platform, and the lock file may not hold every one. */
export const OXLINT_STARTS = oxlintProcess(['--version'], REPOSITORY).code === 0;

/** A script in a folder with modules. */
export function nodeProcess(file: string, cwd: string): Ran {
  return ran(spawnSync(process.execPath, [file], { cwd, encoding: 'utf8' }));
}

function start(name: string, argv: readonly string[], cwd: string, input?: string): Ran {
  const folder = join(REPOSITORY, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: string | Record<string, string> };
  const main = typeof bin === 'string' ? bin : bin[name] ?? '';
  return ran(spawnSync(process.execPath, [join(folder, main), ...argv], { cwd, encoding: 'utf8', input, env: { ...process.env, NO_COLOR: '1' } }));
}

function ran({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): Ran {
  return { code: status ?? -1, stdout, stderr };
}
