import type { SqlOp } from '@assay/contract';
import { isNode, nodeAt, nodesAt, textAt, type Node } from '../frontend.js';
import type { Place } from './statements.js';

/** The Ops of a `DO` block: its SQL statements, under a condition where they stand in one, and something unknown where SQL is put together as text. */
export function blockOps(node: Node, place: Place): readonly SqlOp[] {
  const as = nodesAt(node, 'args').map((item) => nodeAt(item, 'DefElem')).find((item) => item?.defname === 'as');
  const text = textAt(nodeAt(nodeAt(as, 'arg'), 'String'), 'sval') ?? '';
  const found: SqlOp[] = [];
  visit(place.body(text), false, place, found);
  return found;
}

/** Branches, loops and handlers of the procedural language: what stands below them runs or not. */
const BRANCHES: ReadonlySet<string> = new Set(['PLpgSQL_stmt_if', 'PLpgSQL_stmt_case', 'PLpgSQL_stmt_loop', 'PLpgSQL_stmt_while', 'PLpgSQL_stmt_fori', 'PLpgSQL_stmt_fors', 'PLpgSQL_stmt_foreach_a', 'exceptions']);

function visit(value: unknown, conditional: boolean, place: Place, found: SqlOp[]): void {
  if (Array.isArray(value)) return value.forEach((item) => visit(item, conditional, place, found));
  if (!isNode(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const below = conditional || BRANCHES.has(key);
    if (key === 'PLpgSQL_stmt_execsql' && isNode(inner)) found.push(...place.inner(queryOf(inner, 'sqlstmt')).map((op) => (below ? { ...op, conditional: true } : op)));
    else if (key === 'PLpgSQL_stmt_perform' && isNode(inner)) found.push({ op: 'select', at: place.whole, tables: [], calls: true });
    else if (key === 'PLpgSQL_stmt_dynexecute') found.push(...dynamic(inner, place));
    else visit(inner, below, place, found);
  }
}

/** `EXECUTE 'a constant'` is as good as the statement; anything else stays unknown. */
function dynamic(inner: unknown, place: Place): readonly SqlOp[] {
  const query = isNode(inner) ? queryOf(inner, 'query') : '';
  const literal = /^\s*'((?:[^']|'')*)'\s*$/.exec(query)?.[1];
  if (literal === undefined) return [{ op: 'opaque', at: place.whole, reason: 'dynamic SQL' }];
  return place.inner(literal.replaceAll("''", "'")).map((op) => ({ ...op, conditional: true }));
}

function queryOf(node: Node, key: string): string {
  return textAt(nodeAt(nodeAt(node, key), 'PLpgSQL_expr'), 'query') ?? '';
}
