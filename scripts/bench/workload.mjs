import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readRepository } from '@assay/sources';
import { edited, KINDS } from './edits.mjs';

const LEFT_OUT = new Set(['.git', 'node_modules']);

/**
 * A checkout as it is measured: a copy without its dependencies, so that a run may change a file and keep caches, and the list of the code files
 * that Assay reads there, which every subject is given. `installed` says whether the checkout itself has its dependencies.
 */
export function prepare(root) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const copy = join(folder, 'checkout');
  cpSync(root, copy, { recursive: true, filter: (source) => source === root || !LEFT_OUT.has(basename(source)) });
  mkdirSync(join(copy, 'node_modules'));
  const files = readRepository(copy).files.filter((file) => file.kind === 'code');
  const list = join(folder, 'files.json');
  writeFileSync(list, JSON.stringify(files.map((file) => join(copy, file.path))));
  return {
    name: basename(root), root, copy, folder, list, files,
    lines: files.reduce((sum, file) => sum + file.text.split('\n').length, 0),
    installed: existsSync(join(root, 'node_modules')),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The product file whose length is nearest to a number of lines. */
export function fileNear(files, lines) {
  const distance = (file) => Math.abs(file.text.split('\n').length - lines);
  return files.filter((file) => file.role === 'product').reduce((best, file) => (best && distance(best) <= distance(file) ? best : file), undefined);
}

/** Changes one file of the copy, in another way each time. */
export function edit(copy, { path, text }, turn) {
  writeFileSync(join(copy, path), edited(text, KINDS[turn % KINDS.length], turn));
}
