import { spanOf, type Edit, type FileFacts, type FunctionFact, type Linked, type MigrationDown } from '@assay/contract';
import type { Member } from './candidate.js';

const REFUSAL = "throw new Error('There is no way back from this migration yet.');";

interface Members {
  readonly file: FileFacts;
  readonly up: Member;
  readonly down?: Member;
}

/** The down with the edit that makes it fail, where one place for that is certain: an empty body, the end of an up that a class or a module declares. */
export function withRefusal(is: MigrationDown, { file, up, down }: Members, project: Linked): MigrationDown {
  if (is.kind !== 'empty' && is.kind !== 'absent') return is;
  const text = project.sources.find((source) => source.path === file.path)?.text ?? '';
  const found = is.kind === 'absent' ? afterUp(up, text) : inBody(down, text);
  return found ? { ...is, refuse: { at: spanOf(file.path, [found.offset, found.offset]), text: found.text } } : is;
}

interface Insertion extends Pick<Edit, 'text'> {
  readonly offset: number;
}

/** A function of another name may serve other migrations as well. */
function inBody(down: Member | undefined, text: string): Insertion | undefined {
  if (down?.kind !== 'function' || down.wrapped || down.fn.name !== 'down' || down.fn.body.length > 0) return undefined;
  const offset = down.fn.at[1] - 1;
  if (text[offset] !== '}') return undefined;
  if (text[offset - 1] === '{') return { offset, text: ` ${REFUSAL} ` };
  return { offset, text: isLineStart(text, offset) ? `${stepOf(text)}${REFUSAL}\n${indentAt(text, offset)}` : `${REFUSAL} ` };
}

function afterUp(up: Member, text: string): Insertion | undefined {
  if (up.kind !== 'function' || up.wrapped || text[up.fn.at[1] - 1] !== '}') return undefined;
  const indent = indentAt(text, up.fn.at[0]);
  const head = headOf(up.fn, text);
  return head === undefined ? undefined : { offset: up.fn.at[1], text: `\n\n${indent}${head}() {\n${indent}${stepOf(text)}${REFUSAL}\n${indent}}` };
}

function headOf({ kind, at, cls }: FunctionFact, text: string): string | undefined {
  if (kind === 'method' && cls !== undefined) return 'async down';
  return /^export\s+(?:async\s+)?function\b/.test(text.slice(at[0], at[0] + 80)) ? 'export async function down' : undefined;
}

function isLineStart(text: string, offset: number): boolean {
  return /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, offset - 200), offset));
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** What the file indents by. */
function stepOf(text: string): string {
  return /^\t/m.test(text) ? '\t' : '  ';
}
