import type { TestBlock, Value } from '@assay/contract';
import { properties } from '../link/builtins.js';
import type { Linker } from '../link/linker.js';
import { textOf } from '../link/values.js';

/** The reason that the code gives for a block that does not run: in its options, or in a comment right above it, first thing in it, or, behind a marker, at the end of its first line. */
export function reasonOf({ at, mark }: Pick<TestBlock, 'at' | 'mark'>, options: Value | undefined, text: string, linker: Linker): string | undefined {
  const said = options && textOf(properties(options, linker).get(mark ?? ''));
  if (said !== undefined && isReason(said)) return said;
  const start = text.lastIndexOf('\n', at.start - 1) + 1;
  const block = text.slice(at.start, at.end);
  const within = /^[^\n]*\n\s*\/\/([^\n]*)/.exec(block)?.[1] ?? '';
  const beside = /^[^\n]*[{(,]\s*\/\/\s*([^\n]*)/.exec(block)?.[1] ?? '';
  return [commentAbove(text.slice(0, start)), within, MARKED.test(beside) ? beside : ''].map((comment) => comment.trim()).find(isReason);
}

/** The comment that ends right above, its lines joined. */
function commentAbove(before: string): string {
  const lines = before.trimEnd().split(/\r?\n/);
  const block = /\/\*([^]*?)\*\/$/.exec(lines.slice(-12).join('\n'));
  if (block && lines.at(-1)?.trimEnd().endsWith('*/')) return (block[1] ?? '').replace(/^\s*\*+/gm, ' ').replace(/\s+/g, ' ');
  const own: string[] = [];
  for (const line of lines.toReversed()) {
    const comment = /^\s*\/\/(.*)$/.exec(line)?.[1];
    if (comment === undefined) break;
    own.unshift(comment.trim());
  }
  return own.join(' ');
}

/** `FIXME: flaky` */
const MARKED = /^(?:TODO|FIXME|XXX|HACK|SKIP(?:PED)?|DISABLED)\b[\s:(-]*/i;

/** Some words of prose, a marker with a word, or a reference to an issue; a linter's directive and code that is commented out are none. */
function isReason(text: string): boolean {
  if (/eslint-|@ts-|prettier-ignore|biome-ignore|^\s*(?:it|test|describe|await|const|expect)\b.*[({;]/.test(text)) return false;
  const words = text.replace(MARKED, '').match(/[\p{L}]{2,}/gu) ?? [];
  return /#\d+|https?:\/\/|\b[A-Z][A-Z0-9]+-\d+\b/.test(text) || words.length >= (MARKED.test(text) ? 1 : 3);
}
