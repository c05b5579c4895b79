import { join, relative } from 'node:path';
import type { PackageInputs } from '@assay/engine';
import { disk } from './disk.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { openSession, type SessionOptions } from './session.js';

/** Any of these says which versions of the libraries there are. */
const LOCKFILES: readonly string[] = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];

/** `assay inputs`: the files that a run depends on, by package, for task runners that cache. */
export async function inputs(options: SessionOptions & { readonly json: boolean }, io: Io, load: () => Promise<Host>): Promise<number> {
  const { host, project: { root }, settings } = await openSession([], options, io, load);
  const own = [...(settings.file === undefined ? [] : [relative(root, settings.file)]), ...[host.engine.BASELINE_FILE, ...LOCKFILES].filter(name => disk.exists(join(root, name)))];
  const packages = host.engine.inputsOf(root).map(each => (each.folder === '' ? { ...each, files: [...new Set([...each.files, ...own])].sort() } : each));
  await io.stdout.write(options.json ? `${JSON.stringify({ packages }, null, 2)}\n` : packages.map(textOf).join(''));
  return 0;
}

function textOf({ folder, name, files }: PackageInputs): string {
  return `package ${name ?? '(no name)'} (${folder === '' ? 'the root' : folder}): ${files.length} files\n${files.map(file => `  ${file}\n`).join('')}`;
}
