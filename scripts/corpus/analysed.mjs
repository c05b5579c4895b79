// One run of Assay with every rule over a checkout.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeOf } from './labels.mjs';

const CLI = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'dist', 'main.js');
const MEGABYTES = 6000;

/** The findings of one run in a process of its own, nothing rolled up; undefined when it gave no report. */
export function analysed(root) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-corpus-'));
  try {
    const config = join(folder, 'assay.config.json');
    writeFileSync(config, '{ "preset": "strict" }');
    const child = spawnSync(process.execPath, [`--max-old-space-size=${MEGABYTES}`, CLI, 'check', root, '-f', 'json-full', '--no-rollup', '--no-cache', '--fail-on', 'never', '--config', config], { encoding: 'utf8', maxBuffer: 1 << 30 });
    return child.status === 0 ? JSON.parse(child.stdout).findings : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why what was written about places of a repository (`{ path, start, end }`) says nothing about this folder: it is not there, or is another state of it. */
export function unfitness(root, places) {
  if (!existsSync(root)) return 'no such checkout';
  const strange = places.find(({ path, end }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8').split('\n').length < end);
  return strange && `not the commit that was read: it has no ${placeOf(strange)}`;
}
