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
    inner: (inner) => readInner(inner, whole),
    body: (body) => parsePlPgSQLSync(`CREATE FUNCTION body() RETURNS void LANGUAGE plpgsql AS ${tagFor(body)}${body}${tagFor(body)};`),
  };
}

function readInner(text: string, whole: Range): readonly SqlOp[] {
  try {
    return read(text, whole).map((op) => ({ ...op, at: whole }));
  } catch {
    return [{ op: 'opaque', at: whole, reason: 'SQL in a block' }];
  }
}

function tagFor(body: string): string {
  let tag = '$body$';
  while (body.includes(tag)) tag = tag.replace('$body', '$body_');
  return tag;
}
