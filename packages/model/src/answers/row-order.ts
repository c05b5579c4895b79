import { walkExpr, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { columnsSet } from './changed-state.js';
import type { Linker } from '../link/linker.js';
import { writtenAs } from './written-values.js';

/** Columns that say where a row stands among the others of its list, by `columnKey`. */
const PLACE = /^(?:(?:sort|order|display|list|row|line)?(?:order|index|position|rank|sequence)|ordering|sortkey)$/;
/** `position + 1`, `"index" - 1` in the text of a statement. */
const SHIFTED = /\b(?:\w*(?:order|index|position|rank|sequence))\W{0,2}\s*=\s*[\w."`$]*(?:order|index|position|rank|sequence)\W{0,2}\s*[+-]/i;

/** What a write says of the order of a list: the column, and whether it moves the rows that stand there already. */
export interface Order { readonly column: string; readonly shifts: boolean }

/** The order that a write gives its rows; undefined where it says nothing of it. */
export function orderOf(event: FlowEvent, linker: Linker): Order | undefined {
  const op = event.concept?.kind === 'access' ? event.concept.op : undefined;
  if (op !== 'update' && op !== 'create') return undefined;
  for (const [column, values] of columnsSet(event, linker)) {
    if (PLACE.test(column)) return { column, shifts: op === 'update' && (values.some(({ expr, env }) => adds(writtenAs(expr, env, linker).expr)) || SHIFTED.test(textOf(event.expr))) };
  }
  return undefined;
}

/** `{ decrement: 1 }`, `row.position + 1`, sql`${rows.position} + 1`, `raw('position + 1')`. */
function adds(expr: Expr): boolean {
  if (expr.kind === 'cast' || expr.kind === 'await') return adds(expr.value);
  if (expr.kind === 'binary') return expr.op === '+' || expr.op === '-';
  if (expr.kind === 'object') return expr.members.some((member) => member.kind === 'property' && /^\$?(?:increment|decrement|inc)$/.test(member.key));
  if (expr.kind === 'template') return expr.quasis.some((part) => /^\s*[+-]\s*\d|[+-]\s*$/.test(part));
  return expr.kind === 'call' && expr.args.some((arg) => arg.kind === 'literal' && typeof arg.value === 'string' && /[+-]\s*\d/.test(arg.value));
}

function textOf(expr: Expr): string {
  return walkExpr(expr).flatMap((inner) => (inner.kind === 'template' ? inner.quasis.join(' ? ') : inner.kind === 'literal' && typeof inner.value === 'string' ? inner.value : [])).join(' ');
}
