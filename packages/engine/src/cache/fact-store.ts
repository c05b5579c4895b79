import { createHash } from 'node:crypto';
import { FACT_FORMAT, type FileFacts, type SourceFile, type SqlDialect } from '@assay/contract';
import type { ExtractFile } from '../extract.js';
import type { CacheFolder } from './cache-folder.js';
import { packOf, readPack, type FactPack } from './fact-pack.js';

/** Facts of earlier runs, by content. What it cannot read it does not have; it never changes an answer. */
export interface FactStore {
  /** Answers from the store where it can, and keeps what was extracted. */
  readonly extractFile: ExtractFile;
  /** Writes what is new. Answers why that failed, when it did. */
  save(): string | undefined;
}

/** Bytes that a pack may take; what a run did not need goes first. */
const LIMIT = 512 * 1024 * 1024;
const NAME = 'facts.pack';

/** Opens the store of a cache folder around the extraction itself. Facts that another `extractor` made are not used. */
export function openFactStore(folder: CacheFolder, extract: ExtractFile, extractor: string, limit = LIMIT): FactStore {
  const label = { format: FACT_FORMAT, extractor };
  const used = new Set<string>();
  const added = new Map<string, Buffer>();
  let opened: FactPack | undefined;
  const pack = (): FactPack => (opened ??= readPack(folder.read(NAME), label));
  return {
    extractFile: (file, dialect) => {
      const key = keyOf(file, dialect);
      const facts = factsOf(pack(), key, file);
      if (facts) {
        used.add(key);
        return { facts };
      }
      const extracted = extract(file, dialect);
      if ('facts' in extracted) added.set(key, Buffer.from(JSON.stringify(extracted.facts)));
      return extracted;
    },
    save: () => (added.size === 0 ? undefined : folder.write(NAME, packOf(kept(added, pack(), used, limit), label))),
  };
}

/** Facts hold their path, so the same text at two places is two entries. The root is in none of them: a cache may move. */
function keyOf(file: SourceFile, dialect: SqlDialect): string {
  return createHash('sha256').update(`${file.path}\0${dialect}\0`).update(file.text).digest('hex').slice(0, 32);
}

function factsOf(pack: FactPack, key: string, file: SourceFile): FileFacts | undefined {
  const text = pack.text(key);
  if (!text) return undefined;
  try {
    const facts = JSON.parse(text.toString('utf8')) as FileFacts;
    return facts.path === file.path && facts.format === FACT_FORMAT ? facts : undefined;
  } catch {
    return undefined;
  }
}

/** What was extracted, what was used, then what other runs (another branch) needed, as far as there is room. */
function kept(added: ReadonlyMap<string, Buffer>, pack: FactPack, used: ReadonlySet<string>, limit: number): Map<string, Buffer> {
  const entries = new Map(added);
  let size = [...added.values()].reduce((sum, text) => sum + text.length, 0);
  const old = pack.keys;
  for (const key of [...old.filter(one => used.has(one)), ...old.filter(one => !used.has(one))]) {
    const text = entries.has(key) || size + pack.sizeOf(key) > limit ? undefined : pack.text(key);
    if (!text) continue;
    entries.set(key, text);
    size += text.length;
  }
  return entries;
}
