import type { Range, SqlOp } from '@assay/contract';
import { isNode, nodeAt, nodesAt, textAt, type Node } from '../frontend.js';
import type { Place } from './statements.js';

/** The Ops of a `DO` block: its SQL statements, under a condition where they stand in one, and something unknown where SQL is put together as text. */
export function blockOps(node: Node, place: Place): readonly SqlOp[] {
  const as = nodesAt(node, 'args').map((item) => nodeAt(item, 'DefElem')).find((item) => item?.defname === 'as');
  const text = textAt(nodeAt(nodeAt(as, 'arg'), 'String'), 'sval') ?? '';
  const reader = new BlockReader(text, place);
  reader.visit(place.body(text), false);
  return reader.found;
}

/** Branches, loops and handlers of the procedural language: what stands below them runs or not. */
const BRANCHES: ReadonlySet<string> = new Set(['PLpgSQL_stmt_if', 'PLpgSQL_stmt_case', 'PLpgSQL_stmt_loop', 'PLpgSQL_stmt_while', 'PLpgSQL_stmt_fori', 'PLpgSQL_stmt_fors', 'PLpgSQL_stmt_foreach_a', 'exceptions']);

class BlockReader {
  readonly found: SqlOp[] = [];

  constructor(private readonly body: string, private readonly place: Place) {}

  visit(value: unknown, conditional: boolean): void {
    if (Array.isArray(value)) return value.forEach((item) => this.visit(item, conditional));
    if (!isNode(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      const below = conditional || BRANCHES.has(key);
      const ops = isNode(inner) ? this.statement(key, inner) : undefined;
      if (ops) this.found.push(...ops.map((op) => (below ? { ...op, conditional: true } : op)));
      else this.visit(inner, below);
    }
  }

  /** The Ops of a statement that runs SQL; `undefined` for any other. `EXECUTE 'a constant'` is as good as the statement, anything else stays unknown. */
  private statement(kind: string, node: Node): readonly SqlOp[] | undefined {
    const { place } = this;
    if (kind === 'PLpgSQL_stmt_execsql') {
      const query = queryOf(node, 'sqlstmt');
      return place.inner(query, this.at(query, node));
    }
    if (kind === 'PLpgSQL_stmt_perform') return [{ op: 'select', at: this.at(queryOf(node, 'expr').replace(/^SELECT\s+/, ''), node), tables: [], calls: true }];
    if (kind !== 'PLpgSQL_stmt_dynexecute') return undefined;
    const query = queryOf(node, 'query');
    const literal = /^\s*'((?:[^']|'')*)'\s*$/.exec(query)?.[1];
    const at = this.at(query, node);
    return literal === undefined ? [{ op: 'opaque', at, reason: 'dynamic SQL' }] : place.inner(literal.replaceAll("''", "'"), at);
  }

  private at(query: string, node: Node): Range {
    return this.place.within(this.body, query, typeof node.lineno === 'number' ? node.lineno : 1);
  }
}

function queryOf(node: Node, key: string): string {
  return textAt(nodeAt(nodeAt(node, key), 'PLpgSQL_expr'), 'query') ?? '';
}
