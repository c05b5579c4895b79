import { isUtf8 } from 'node:buffer';

export interface Decoded {
  /** Without a byte order mark; line ends as they are. */
  readonly text: string;
  /** Neither a byte order mark nor valid UTF-8: read as Latin-1, so every byte is one character. */
  readonly guessed: boolean;
}

/** Decodes UTF-8, UTF-16 by its byte order mark, or else Latin-1. Never throws. */
export function decode(bytes: Uint8Array): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf16 = utf16Order(bytes);
  if (utf16 === 'le') return { text: buffer.subarray(2).toString('utf16le'), guessed: false };
  if (utf16 === 'be') return { text: swapped(buffer.subarray(2)).toString('utf16le'), guessed: false };
  if (!isUtf8(buffer)) return { text: buffer.toString('latin1'), guessed: true };
  const text = buffer.toString('utf8');
  return { text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, guessed: false };
}

/** A NUL byte early in the file and no UTF-16 mark: not text. */
export function isBinary(bytes: Uint8Array): boolean {
  return utf16Order(bytes) === undefined && bytes.subarray(0, 8192).includes(0);
}

function utf16Order(bytes: Uint8Array): 'le' | 'be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'be';
  return undefined;
}

function swapped(buffer: Buffer): Buffer {
  return Buffer.from(buffer.subarray(0, buffer.length - (buffer.length % 2))).swap16();
}
