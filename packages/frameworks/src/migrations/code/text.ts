import type { Expr } from '@assay/contract';

/** The text of a string or template; holes read as `hole`. `undefined` for anything else. */
export function literalText(expr: Expr | undefined, hole = ' hole '): string | undefined {
  if (!expr) return undefined;
  if (expr.kind === 'literal') return typeof expr.value === 'string' ? expr.value : undefined;
  if (expr.kind === 'template') return expr.quasis.join(hole);
  if (expr.kind === 'cast' || expr.kind === 'await') return literalText(expr.value, hole);
  if (expr.kind !== 'binary' || expr.op !== '+') return undefined;
  const left = literalText(expr.left, hole);
  const right = literalText(expr.right, hole);
  return left === undefined && right === undefined ? undefined : `${left ?? hole}${right ?? hole}`;
}

/** The message of `new Error('..')`, `Error('..')` or a bare string. */
export function messageOf(expr: Expr): string | undefined {
  const carrier = expr.kind === 'new' || expr.kind === 'call' ? expr.args[0] : expr;
  return literalText(carrier, '…')?.trim() || undefined;
}
