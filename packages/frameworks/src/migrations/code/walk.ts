import { blocksOf, childrenOf, expressionsOf as ownExpressions, type Expr, type FileFacts, type Stmt } from '@assay/contract';

/** Every expression of statements, outermost first, function literals entered. Total on any facts. */
export function* expressionsOf(body: readonly Stmt[], file: FileFacts): Generator<Expr> {
  for (const statement of body) {
    for (const expr of ownExpressions(statement)) yield* deep(expr, file);
    for (const inner of blocksOf(statement)) yield* expressionsOf(inner, file);
  }
}

function* deep(expr: Expr, file: FileFacts): Generator<Expr> {
  yield expr;
  if (expr.kind === 'function') {
    const fn = file.functions[expr.fn];
    if (fn) yield* expressionsOf(fn.body, file);
    return;
  }
  for (const part of childrenOf(expr)) yield* deep(part, file);
}
