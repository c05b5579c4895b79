// What try-packed and try-examples share: the packages as they would be published.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Runs npm in a folder, and answers what it prints; throws with that when it fails. */
export function npm(argv, cwd) {
  const { status, stdout, stderr } = spawnSync('npm', argv, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${argv.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** The packed packages: `name` -> the path of its file. */
export function pack(into) {
  const workspaces = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).workspaces;
  const folders = workspaces.flatMap((pattern) => (pattern.endsWith('/*') ? readdirSync(join(ROOT, dirname(pattern))).map((name) => join(dirname(pattern), name)) : [pattern]));
  const packed = JSON.parse(npm(['pack', '--json', '--pack-destination', into, ...folders.map((folder) => `./${folder}`)], ROOT).replace(/^[^[]*/, ''));
  return new Map(packed.map(({ name, filename }) => [name, join(into, filename)]));
}
