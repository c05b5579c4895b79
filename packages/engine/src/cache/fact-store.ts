import { createHash } from 'node:crypto';
import { FACT_FORMAT, type FileFacts, type SourceFile, type SqlDialect } from '@assay/contract';
import type { Reader } from '../extract.js';
import type { CacheFolder } from './cache-folder.js';
import { packOf, readPack, type FactPack } from './fact-pack.js';
import { packed, unpacked } from './shared.js';

/** Facts of earlier runs, by content. What it cannot read it does not have; it never changes an answer. */
export interface FactStore {
  /** Answers from the store where it can, and keeps what was extracted. */
  readonly reader: Reader;
  /** Writes what is new. Answers why that failed, when it did. */
  save(): string | undefined;
}

/** Bytes that a pack may take; what a run did not need goes first. */
const LIMIT = 512 * 1024 * 1024;
const NAME = 'facts.pack';
const DIALECTS: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite', 'unknown'];

/** Opens the store of a cache folder around the reading itself. Facts that another `extractor` made are not used. */
export function openFactStore(folder: CacheFolder, reader: Reader, extractor: string, limit = LIMIT): FactStore {
  const label = { format: FACT_FORMAT, extractor };
  const used = new Set<string>();
  const added = new Map<string, Buffer>();
  let opened: FactPack | undefined;
  const pack = (): FactPack => (opened ??= readPack(folder.read(NAME), label));
  const known = <T>(key: string, isIt: (value: unknown) => value is T): T | undefined => {
    const value = valueIn(pack(), key);
    if (!isIt(value)) return undefined;
    used.add(key);
    return value;
  };
  const add = (key: string, value: unknown): void => { added.set(key, Buffer.from(JSON.stringify(packed(value)))); };
  return {
    reader: {
      extractFile: (file, dialect) => {
        const key = keyOf(file.path, dialect, file.text);
        const facts = known(key, (value): value is FileFacts => isFactsOf(file, value));
        if (facts) return { facts };
        const extracted = reader.extractFile(file, dialect);
        if ('facts' in extracted) add(key, extracted.facts);
        return extracted;
      },
      outlineFile: file => {
        const key = keyOf('outline', file.path, file.text);
        const kept = known(key, (value): value is FileFacts => isFactsOf(file, value));
        if (kept) return kept;
        const outline = reader.outlineFile(file);
        add(key, outline);
        return outline;
      },
      chooseDialect: (texts, declared) => {
        const key = keyOf('dialect', declared, ...texts);
        const kept = known(key, isDialect);
        if (kept !== undefined) return kept;
        const chosen = reader.chooseDialect(texts, declared);
        add(key, chosen);
        return chosen;
      },
    },
    save: () => (added.size === 0 ? undefined : folder.write(NAME, packOf(kept(added, pack(), used, limit), label))),
  };
}

/** Facts hold their path, so the same text at two places is two entries. The root is in none of them: a cache may move. */
function keyOf(...parts: readonly string[]): string {
  const key = createHash('sha256');
  for (const part of parts) key.update(`${part.length}\0`).update(part);
  return key.digest('hex').slice(0, 32);
}

function valueIn(pack: FactPack, key: string): unknown {
  try {
    const text = pack.text(key);
    return text && unpacked(JSON.parse(text.toString('utf8')));
  } catch {
    return undefined;
  }
}

function isFactsOf(file: SourceFile, value: unknown): value is FileFacts {
  const facts = value as Partial<FileFacts> | null | undefined;
  return typeof facts === 'object' && facts !== null && facts.path === file.path && facts.format === FACT_FORMAT;
}

function isDialect(value: unknown): value is SqlDialect {
  return DIALECTS.some(dialect => dialect === value);
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
