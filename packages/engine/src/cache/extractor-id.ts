import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * What the facts of this installation are made by: a hash of the extractor's own code, and of the manifest that pins its parsers. Facts that
 * other code made are not used, whatever version it says it has.
 */
export function extractorId(): string {
  const code = dirname(createRequire(import.meta.url).resolve('@assay/facts'));
  const names = readdirSync(code, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js')).sort();
  const hash = createHash('sha256').update(readFileSync(join(code, '..', 'package.json')));
  for (const name of names) hash.update(name).update('\0').update(readFileSync(join(code, name)));
  return hash.digest('hex').slice(0, 16);
}
