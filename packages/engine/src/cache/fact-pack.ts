import { crc32 } from 'node:zlib';
import { compareText } from '@assay/contract';

/**
 * A pack is one file: a line of JSON that names the format and lists its entries, then their texts one after another. An entry whose checksum or
 * place is wrong is not there; a pack whose first line is not ours is empty.
 */
export interface FactPack {
  /** Keys, in the order of the pack. */
  readonly keys: readonly string[];
  /** Bytes that an entry takes. */
  sizeOf(key: string): number;
  /** The text kept under a key, when it is whole. */
  text(key: string): Buffer | undefined;
}

/** What a pack must say of itself to be read: the format of its facts, and what made them. */
export interface PackLabel {
  readonly format: number;
  readonly extractor: string;
}

type Entry = readonly [key: string, start: number, length: number, checksum: number];

const NEWLINE = 0x0a;
const EMPTY: FactPack = { keys: [], sizeOf: () => 0, text: () => undefined };

/** Reads a pack, if there is one. Whatever is wrong with it, the answer is a pack without what is wrong. */
export function readPack(bytes: Buffer | undefined, label: PackLabel): FactPack {
  const end = bytes?.indexOf(NEWLINE) ?? -1;
  const entries = !bytes || end < 0 ? undefined : headerOf(bytes.toString('utf8', 0, end), label);
  if (!bytes || !entries) return EMPTY;
  const body = bytes.subarray(end + 1);
  const places = new Map(entries.map(entry => [entry[0], entry]));
  return {
    keys: [...places.keys()],
    sizeOf: key => places.get(key)?.[2] ?? 0,
    text: key => {
      const [, start, length, checksum] = places.get(key) ?? [];
      if (start === undefined || length === undefined || start + length > body.length) return undefined;
      const text = body.subarray(start, start + length);
      return crc32(text) === checksum ? text : undefined;
    },
  };
}

/** The bytes of a pack with these entries, in the order of their keys: the same entries give the same bytes. */
export function packOf(entries: ReadonlyMap<string, Buffer>, label: PackLabel): Buffer {
  const sorted = [...entries].sort(([a], [b]) => compareText(a, b));
  let start = 0;
  const index = sorted.map(([key, text]): Entry => {
    const entry: Entry = [key, start, text.length, crc32(text)];
    start += text.length;
    return entry;
  });
  return Buffer.concat([Buffer.from(`${JSON.stringify({ assay: 'facts', ...label, entries: index })}\n`), ...sorted.map(([, text]) => text)]);
}

function headerOf(line: string, { format, extractor }: PackLabel): readonly Entry[] | undefined {
  try {
    const header: unknown = JSON.parse(line);
    if (!isRecord(header) || header['assay'] !== 'facts' || header['format'] !== format || header['extractor'] !== extractor) return undefined;
    const { entries } = header;
    return Array.isArray(entries) ? entries.filter(isEntry) : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  return Array.isArray(value) && value.length === 4 && typeof value[0] === 'string' && value.slice(1).every(part => Number.isSafeInteger(part) && Number(part) >= 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
