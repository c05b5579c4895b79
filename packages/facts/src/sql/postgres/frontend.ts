import { loadModule, parsePlPgSQLSync, parseSync } from 'libpg-query';
import type { Range, SqlOp } from '@assay/contract';
import { isNode, type Frontend } from '../frontend.js';
import { opsOf, type Place } from './statements.js';

/** PostgreSQL's own grammar. */
export async function loadPostgres(): Promise<Frontend> {
  await loadModule();
  return { parse: (text) => read(text, [0, text.length]) };
}

function read(text: string, whole: Range): readonly SqlOp[] {
  const { stmts = [] } = parseSync(text);
  const place = placeIn(text, whole);
  return stmts.flatMap(({ stmt }) => (isNode(stmt) ? opsOf(stmt, place) : []));
}

/** The tree counts UTF-8 bytes; ranges count UTF-16 units. */
function placeIn(text: string, whole: Range): Place {
  const bytes = /[^\p{ASCII}]/u.test(text) ? Buffer.from(text, 'utf8') : undefined;
  return {
    whole,
    from: (offset) => {
      if (typeof offset !== 'number' || offset < 0) return whole;
      return [bytes ? bytes.subarray(0, offset).toString('utf8').length : offset, whole[1]];
    },
    inner: (inner, at) => readInner(inner, whole, at),
    body: (body) => parsePlPgSQLSync(`CREATE FUNCTION body() RETURNS void LANGUAGE plpgsql AS ${tagFor(body)}${body}${tagFor(body)};`),
    within: (body, query, line) => rangeIn(text, body, query, line) ?? whole,
  };
}

/** Where a statement of a block stands: from its line on, as it is written. */
function rangeIn(text: string, body: string, query: string, line: number): Range | undefined {
  const start = text.indexOf(body);
  if (start < 0) return undefined;
  const before = body.split('\n').slice(0, Math.max(line - 1, 0)).reduce((sum, one) => sum + one.length + 1, 0);
  const at = query === '' ? -1 : text.indexOf(query, start + before);
  return at < 0 || at + query.length > start + body.length ? undefined : [at, at + query.length];
}

function readInner(text: string, whole: Range, at: Range): readonly SqlOp[] {
  try {
    return read(text, whole).map((op) => ({ ...op, at }));
  } catch {
    return [{ op: 'opaque', at, reason: 'SQL in a block' }];
  }
}

function tagFor(body: string): string {
  let tag = '$body$';
  while (body.includes(tag)) tag = tag.replace('$body', '$body_');
  return tag;
}
