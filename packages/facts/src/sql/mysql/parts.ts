import type { Range, SqlOp } from '@assay/contract';
import { scan } from '../scan.js';

type Read = (text: string) => readonly SqlOp[];

const ALTER = /^\s*alter\s+(?:online\s+|ignore\s+)*table\s+(?:if\s+exists\s+)?((?:`[^`]*`|[\w$.])+)\s+/i;

/** What this grammar cannot read and a regular expression can, each with the Op that it is. */
const PLAIN: readonly (readonly [RegExp, (match: RegExpExecArray, at: Range, table: string) => SqlOp])[] = [
  [/^(?:engine|convert\s+to|(?:default\s+)?(?:character|charset|collate)|row_format|force)\b/i, (match, at, table) => ({ op: 'alter-table', at, table, what: match[0].toLowerCase(), rewrites: true })],
  [/^(?:algorithm|lock|comment|auto_increment|order\s+by|enable|disable|auto_id_cache|add\s+partition|drop\s+partition)\b/i, (match, at, table) => ({ op: 'alter-table', at, table, what: match[0].toLowerCase() })],
  [/^rename\s+(?:index|key)\s+(\S+)\s+to\s+(\S+)$/i, (match, at) => ({ op: 'rename-index', at, name: plain(match[1]), to: plain(match[2]) })],
  [/^drop\s+primary\s+key$/i, (_match, at, table) => ({ op: 'drop-constraint', at, table, kind: 'primary-key' })],
  [/^drop\s+(?:foreign\s+key|constraint|check)\s+(?:if\s+exists\s+)?(\S+)$/i, (match, at, table) => ({ op: 'drop-constraint', at, table, name: plain(match[1]) })],
  [/^drop\s+(?:index|key)\s+(?:if\s+exists\s+)?(\S+)$/i, (match, at, table) => ({ op: 'drop-index', at, table, name: plain(match[1]) })],
  [/^drop\s+(?:column\s+)?(?:if\s+exists\s+)?(\S+)$/i, (match, at, table) => ({ op: 'drop-column', at, table, column: plain(match[1]) })],
  [/^alter\s+(?:column\s+)?(\S+)\s+drop\s+default$/i, (match, at, table) => ({ op: 'drop-default', at, table, column: plain(match[1]) })],
  [/^alter\s+(?:column\s+)?(\S+)\s+set\s+default\s+([^]+)$/i, (match, at, table) => ({ op: 'set-default', at, table, column: plain(match[1]), default: (match[2] ?? '').trim() })],
];

/** Statements that run other statements or steer the session: nothing of them can be read here, and none changes a table by itself. */
const SESSION = /^\s*(?:prepare|deallocate|delimiter|set|flush|analyze|optimize|lock|unlock|start|savepoint|release)\b/i;
const ROUTINE = /^\s*(create|drop)\s+(?:or\s+replace\s+)?(?:definer\s*=\s*\S+\s+)?(procedure|function|trigger|event)\s+(?:if\s+(?:not\s+)?exists\s+)?(\S+?)(?:\s|\(|$)/i;

/** Reads what the grammar refused: types under a name it knows, sub-commands one by one, routines by their head. */
export function parseInParts(text: string, read: Read): readonly SqlOp[] | undefined {
  const at: Range = [0, text.length];
  const routine = ROUTINE.exec(text);
  if (routine) {
    const [, verb = '', object = '', name] = routine;
    return [{ op: 'object', at, object: object.toLowerCase() === 'trigger' ? 'trigger' : 'function', action: verb.toLowerCase() === 'drop' ? 'drop' : 'create', name: plain(name) }];
  }
  if (SESSION.test(text)) return [{ op: 'setting', at, name: '' }];
  if (/^\s*(?:call|execute)\b/i.test(text)) return [{ op: 'opaque', at, reason: 'runs a routine' }];
  const renamed = attempt(inKnownTypes(text), read);
  return renamed ?? alterParts(text, read);
}

/** Type names and attributes that MySQL takes and this grammar does not. */
function inKnownTypes(text: string): string {
  return text.replace(/\bbool\b/gi, 'boolean').replace(/(\bvarchar\s*\(\d+\))\s+binary\b/gi, '$1').replace(/\b(var)?char\s+byte\b/gi, 'binary');
}

function attempt(text: string, read: Read): readonly SqlOp[] | undefined {
  try {
    return read(text);
  } catch {
    return undefined;
  }
}

/** `ALTER TABLE t a, b` as `ALTER TABLE t a` and `ALTER TABLE t b`: one part that cannot be read does not lose the others. */
function alterParts(text: string, read: Read): readonly SqlOp[] | undefined {
  const head = ALTER.exec(text);
  if (!head) return undefined;
  const table = plain(head[1]);
  const known = inKnownTypes(text);
  const found: SqlOp[] = [];
  for (const [start, end] of commas(known, ALTER.exec(known)?.[0].length ?? head[0].length)) {
    const part = known.slice(start, end).trim();
    const at: Range = [Math.min(start, text.length), Math.min(end, text.length)];
    const ops = attempt(head[0] + part, read) ?? plainOp(part, at, table);
    if (!ops) return undefined;
    found.push(...ops.map((op) => ({ ...op, at })));
  }
  return found;
}

function plainOp(part: string, at: Range, table: string): readonly SqlOp[] | undefined {
  for (const [pattern, make] of PLAIN) {
    const match = pattern.exec(part);
    if (match) return [make(match, at, table)];
  }
  return undefined;
}

/** The ranges between the commas of the outermost level. */
function commas(text: string, from: number): Range[] {
  const ranges: Range[] = [];
  let depth = 0;
  let start = from;
  for (const lexeme of scan(text, 'mysql')) {
    if (lexeme.start < from || lexeme.kind !== 'mark') continue;
    const mark = text[lexeme.start];
    if (mark === '(') depth += 1;
    else if (mark === ')') depth -= 1;
    else if (mark === ',' && depth === 0) {
      ranges.push([start, lexeme.start]);
      start = lexeme.end;
    }
  }
  return [...ranges, [start, text.length]];
}

function plain(name: string | undefined): string {
  return (name ?? '').replace(/[`;]/g, '');
}
