import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { wholeOf } from '../whole.js';

const require = createRequire(import.meta.url);
/** By entry. Code that is loaded does not change under the process. */
const hashes = new Map<string, string>();

/**
 * What the results of packages are made by: a hash of their own code, and of the manifests that pin what they stand on. What other code made is
 * not used, whatever version it says it has. `entries` are the files that their names resolve to.
 */
export function codeId(entries: readonly string[]): string {
  const all = createHash('sha256');
  for (const entry of entries) {
    const hash = hashes.get(entry) ?? hashOf(entry);
    hashes.set(entry, hash);
    all.update(hash);
  }
  return all.digest('hex').slice(0, 16);
}

function hashOf(entry: string): string {
  const hash = createHash('sha256');
  const code = dirname(entry);
  const whole = wholeOf(entry);
  const names = whole === entry ? readdirSync(code, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js')).sort() : [basename(whole)];
  hash.update(readFileSync(join(code, '..', 'package.json')));
  for (const name of names) hash.update(name).update('\0').update(readFileSync(join(code, name)));
  return hash.digest('hex');
}

/** What the facts of this installation are made by. */
export function extractorId(): string {
  return codeId([require.resolve('@assay/facts')]);
}

/** What the analyses of this installation are made by, rules and adapters apart. */
export function engineId(): string {
  return codeId(['@assay/contract', '@assay/sources', '@assay/facts', '@assay/model', '@assay/engine'].map(name => require.resolve(name)));
}
